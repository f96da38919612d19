/**
 * A lane on its own progress: its times spread so that every lane begins at 0 and ends with the
 * longest. Then the halves of a fast and a slow run stand beside each other. Figures are never
 * taken from a trace that was stretched.
 */
import type { Pass } from '../../core/run/run';
import { passes, type Trace } from '../../core/run/trace';

/** When its first pass began and its newest event was. */
function spanOf(trace: Trace): { begin: number; ms: number } {
  const begin = passes(trace).reduce((least, { start }) => Math.min(least, start), trace.duration);
  return { begin, ms: Math.max(trace.duration - begin, 1e-6) };
}

/** @param total milliseconds from 0 to the end */
export function stretch(trace: Trace, total: number): Trace {
  const { begin, ms } = spanOf(trace);
  const scale = total / ms;
  const time = (t: number) => Math.max(0, (t - begin) * scale);
  const at = <T extends { readonly t: number }>(event: T): T => ({ ...event, t: time(event.t) });
  const pass = (of: Pass): Pass => ({ ...of, start: time(of.start), ms: of.ms * scale });
  const { prompt, encoded, end } = trace;
  return {
    ...trace,
    startedAt: 0,
    prompt: prompt && at(prompt),
    encoded: encoded && { ...at(encoded), pass: pass(encoded.pass) },
    tokens: trace.tokens.map((token) => ({ ...at(token), pass: pass(token.pass) })),
    steps: trace.steps.map((step) => ({ ...at(step), passes: step.passes.map(pass) })),
    end: end && at(end),
    duration: total,
  };
}

/** The moment of the run that a time of the stretched trace stands for. */
export function unstretched(trace: Trace, t: number, total: number): number {
  if (t === Infinity) return t;
  const { begin, ms } = spanOf(trace);
  return begin + (t / Math.max(total, 1e-6)) * ms;
}
