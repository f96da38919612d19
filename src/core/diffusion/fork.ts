/** What a person may change about a picture that is there. */
import type { ForkRequest } from '../mechanism/mechanism';
import type { DiffusionSpec } from './spec';

type DiffusionForkRequest =
  /** The picture with fresh noise at a step's sigma, with the current words, seed and settings. */
  (ForkRequest & { readonly kind: 'renoise' }) | (ForkRequest & { readonly kind: 'settings' });

export function forkSpec(
  parent: DiffusionSpec,
  request: ForkRequest,
  wanted: DiffusionSpec,
): DiffusionSpec {
  const fork = request as DiffusionForkRequest;
  if (fork.kind !== 'renoise' && fork.kind !== 'settings') {
    fork satisfies never;
    throw new Error(`a picture has no fork "${request.kind}"`);
  }
  const { runId, steps, schedule } = parent;
  const renoise = fork.kind === 'renoise';
  // The same noise would only lead to the same picture.
  const seed = renoise && wanted.seed === parent.seed ? (parent.seed + 1) % 2 ** 32 : wanted.seed;
  return { ...wanted, steps, schedule, seed, from: { runId, at: fork.at, renoise } };
}
