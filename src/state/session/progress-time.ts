/**
 * A lane on its own progress: its times spread so that every lane begins at 0 and ends with the
 * longest. Then the halves of a fast and a slow run stand beside each other. Figures are never
 * taken from such a trace.
 */
import type { Pass } from '../../core/run/run';
import { passes, type Trace } from '../../core/run/trace';

/** When its first pass began and its newest event was. */
function spanOf(trace: Trace): { begin: number; ms: number } {
  const begin = passes(trace).reduce((least, { start }) => Math.min(least, start), trace.duration);
  return { begin, ms: Math.max(trace.duration - begin, 1e-6) };
}

/** @param total milliseconds from 0 to the end */
export function inProgressTime<T extends Trace>(trace: T, total: number): T {
  const { begin, ms } = spanOf(trace);
  const scale = total / ms;
  const time = (t: number) => Math.max(0, (t - begin) * scale);
  const pass = (of: Pass): Pass => ({ ...of, start: time(of.start), ms: of.ms * scale });
  const at = <E extends { readonly t: number; readonly passes: readonly Pass[] }>(event: E): E => ({
    ...event,
    t: time(event.t),
    passes: event.passes.map(pass),
  });
  const { input, end } = trace;
  return {
    ...trace,
    startedAt: 0,
    input: input && at(input),
    results: trace.results.map(at),
    end: end && { ...end, t: time(end.t) },
    duration: total,
  };
}

/** The moment of the run that a time of the trace in progress time stands for. */
export function fromProgressTime(trace: Trace, t: number, total: number): number {
  if (t === Infinity) return t;
  const { begin, ms } = spanOf(trace);
  return begin + (t / Math.max(total, 1e-6)) * ms;
}
