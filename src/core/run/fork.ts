/**
 * Forks: runs that go on from an earlier one, their parent. A fork's trace is whole: it begins
 * with the events that it keeps, at the parent's times, and its clock goes on from there. Not
 * here: how an engine computes what is new.
 */
import { LIMITS } from '../limits';
import type { LanguageFork, Pass, RunSpec } from './run';
import { passes, type Trace } from './trace';

/** How many of a fork's tokens or steps come from passes of its parent. */
export function reused(spec: RunSpec): number {
  if (!spec.from) return 0;
  return spec.lane === 'language' ? (spec.from.reused ?? spec.from.at) : spec.from.at;
}

/**
 * When a run began to compute, milliseconds on its clock: a fork when it left its parent, another
 * run when it started.
 */
export function leftAt(trace: Trace): number {
  return trace.spec.from ? momentOf(trace, reused(trace.spec)) : trace.startedAt;
}

/** The forward passes that a run made itself, without those that it has from its parent. */
export function ownPasses(trace: Trace): Pass[] {
  if (!trace.spec.from) return passes(trace);
  const began = leftAt(trace);
  return passes(trace).filter((pass) => pass.start >= began);
}

/** How many of the parent's tokens need no pass: one more where a candidate of the next is taken. */
export function reusable({ at, forced }: LanguageFork, parent: Trace): number {
  const [first] = forced;
  return first !== undefined && parent.tokens[at]?.candidates.some(({ id }) => id === first)
    ? at + 1
    : at;
}

/** How many tokens a fork may have: one that is long already may write on as far as a new run. */
export function roomAfter(kept: number, asked: number): number {
  return Math.min(LIMITS.maxTokens.max, kept < asked ? asked : kept + asked);
}

/**
 * The spec with its clock set to go on from where it leaves the parent.
 * @param now milliseconds since the Unix epoch.
 */
export function onClockOf<T extends RunSpec>(spec: T, parent: Trace, now: number): T {
  return { ...spec, epoch: now - momentOf(parent, reused(spec)) };
}

/** When so many tokens or steps were there. */
function momentOf({ lane, tokens, steps, prompt, startedAt }: Trace, count: number): number {
  const last = (lane === 'language' ? tokens : steps)[count - 1];
  return last?.t ?? prompt?.t ?? startedAt;
}
