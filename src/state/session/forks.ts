/** What a person may change about a run that is there, and the spec of the run that goes on with it. */
import { roomAfter } from '../../core/run/fork';
import type { DiffusionSpec, LanguageSpec, RunSpec } from '../../core/run/run';
import type { Trace } from '../../core/run/trace';
import { specs } from '../settings/specs';
import type { Values } from '../settings/values';

/** Steps and tokens are counted from 0; what lies before `at` is kept. */
export type Fork =
  /** Another candidate in place of a token. */
  | { readonly kind: 'token'; readonly at: number; readonly id: number }
  /** The answer so far as edited. */
  | { readonly kind: 'text'; readonly text: string }
  /** From a token or step on with the words, seed and settings of now. */
  | { readonly kind: 'settings'; readonly at: number }
  /** The picture with fresh noise at a step's sigma, with the words, seed and settings of now. */
  | { readonly kind: 'renoise'; readonly at: number };

/**
 * @param parent the run that is forked, of the lane that the fork fits
 * @param values settings of now
 * @param now milliseconds since the Unix epoch
 */
export function forkSpec(
  parent: Trace,
  fork: Fork,
  values: Values,
  now: number,
  newId: () => string,
): RunSpec {
  const { spec } = parent;
  const base = { runId: newId(), epoch: now, policy: 'alone' } as const;
  const wanted = specs(values, now, newId);
  if (spec.lane === 'language') return { ...languageFork(spec, fork, wanted.language), ...base };
  return { ...diffusionFork(spec, fork, wanted.diffusion), ...base };
}

function languageFork(spec: LanguageSpec, fork: Fork, wanted: LanguageSpec): LanguageSpec {
  const { runId } = spec;
  const from = (at: number, forced: number[]) => ({ runId, at, forced });
  const { maxTokens } = wanted;
  switch (fork.kind) {
    case 'token':
      return {
        ...spec,
        maxTokens: roomAfter(fork.at + 1, maxTokens),
        from: from(fork.at, [fork.id]),
      };
    case 'text':
      return { ...spec, maxTokens, from: { ...from(0, []), text: fork.text } };
    case 'settings':
      return { ...wanted, maxTokens: roomAfter(fork.at, maxTokens), from: from(fork.at, []) };
    case 'renoise':
      throw new Error('there is no noise in a text');
    default:
      return fork satisfies never;
  }
}

function diffusionFork(spec: DiffusionSpec, fork: Fork, wanted: DiffusionSpec): DiffusionSpec {
  if (fork.kind === 'token' || fork.kind === 'text') throw new Error('a picture has no tokens');
  const { runId, steps, schedule } = spec;
  const renoise = fork.kind === 'renoise';
  // The same noise would only lead to the same picture.
  const seed = renoise && wanted.seed === spec.seed ? (spec.seed + 1) % 2 ** 32 : wanted.seed;
  return { ...wanted, steps, schedule, seed, from: { runId, at: fork.at, renoise } };
}
