/** What a person may change about a text that is there. */
import { LIMITS } from '../limits';
import type { ForkRequest } from '../mechanism/mechanism';
import type { AutoregressionFork, AutoregressionSpec, AutoregressionTrace } from './spec';

export type AutoregressionForkRequest =
  /** Another candidate in place of a token. */
  | (ForkRequest & { readonly kind: 'token'; readonly id: number })
  /** The answer so far as edited; `at` is found by the engine. */
  | (ForkRequest & { readonly kind: 'text'; readonly text: string })
  | (ForkRequest & { readonly kind: 'settings' });

export function forkSpec(
  parent: AutoregressionSpec,
  request: ForkRequest,
  wanted: AutoregressionSpec,
): AutoregressionSpec {
  const fork = request as AutoregressionForkRequest;
  const { runId } = parent;
  const from = (at: number, forced: number[]) => ({ runId, at, forced });
  const { maxTokens } = wanted;
  switch (fork.kind) {
    case 'token':
      return {
        ...parent,
        maxTokens: roomAfter(fork.at + 1, maxTokens),
        from: from(fork.at, [fork.id]),
      };
    case 'text':
      return { ...parent, maxTokens, from: { ...from(0, []), text: fork.text } };
    case 'settings':
      return { ...wanted, maxTokens: roomAfter(fork.at, maxTokens), from: from(fork.at, []) };
    default:
      fork satisfies never;
      throw new Error(`a text has no fork "${request.kind}"`);
  }
}

/** How many of the parent's tokens need no pass: one more where a candidate of the next is taken. */
export function reusable({ at, forced }: AutoregressionFork, parent: AutoregressionTrace): number {
  const [first] = forced;
  return first !== undefined && parent.results[at]?.candidates.some(({ id }) => id === first)
    ? at + 1
    : at;
}

/** How many tokens a fork may have: one that is long already may write on as far as a new run. */
export function roomAfter(kept: number, asked: number): number {
  return Math.min(LIMITS.maxTokens.max, kept < asked ? asked : kept + asked);
}
