/**
 * Forks: runs that go on from an earlier one, their parent. A fork's trace is whole: it begins
 * with the events that it keeps, at the parent's times, and its clock goes on from there. Not
 * here: how an engine computes what is new.
 */
import type { Pass, SpecBase } from './run';
import { passes, type Trace } from './trace';

/** How many of a fork's results come from passes of its parent. */
export function reused({ from }: Pick<SpecBase, 'from'>): number {
  return from ? (from.reused ?? from.at) : 0;
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

/** The results that a run computed itself. */
export function ownResults<T extends Trace>(trace: T): T['results'] {
  return trace.results.slice(reused(trace.spec));
}

/** The input of a run that read it itself; null where it has it from its parent, or none yet. */
export function ownInput<T extends Trace>(trace: T): T['input'] {
  return trace.input && trace.input.t >= leftAt(trace) ? trace.input : null;
}

/** From its beginning to its newest result, milliseconds; null before there is one. */
export function ownMs(trace: Trace): number | null {
  const last = ownResults(trace).at(-1);
  return last ? last.t - leftAt(trace) : null;
}

/** Mean time of a result, the input left out, milliseconds; null before there is one. */
export function msPerResult(trace: Trace): number | null {
  const own = ownResults(trace);
  const last = own.at(-1);
  return last ? (last.t - (ownInput(trace)?.t ?? leftAt(trace))) / own.length : null;
}

/**
 * The spec with its clock set to go on from where it leaves the parent.
 * @param now milliseconds since the Unix epoch.
 */
export function onClockOf<T extends SpecBase>(spec: T, parent: Trace, now: number): T {
  return { ...spec, epoch: now - momentOf(parent, reused(spec)) };
}

/** When so many results were there. */
function momentOf({ results, input, startedAt }: Trace, count: number): number {
  if (count > 0) return results[count - 1]?.t ?? startedAt;
  // What the input cost is the fork's own where the fork reads another prompt after it left.
  return input && !input.passes.length ? input.t : startedAt;
}
