/** Moments on the clock that both lanes share. Milliseconds since the run began. */
import type { Trace } from '../core/trace';

/** Time of the newest event of all traces, milliseconds on the run's clock. */
export function duration(traces: readonly Trace[]): number {
  return traces.reduce((most, trace) => Math.max(most, trace.duration), 0);
}

/**
 * The moments at which a forward pass has given its result, rising, milliseconds on the run's
 * clock. The last pass of a token or step counts at the time of its event, when it can be shown.
 */
export function stops(traces: readonly Trace[]): number[] {
  const times: number[] = [];
  for (const trace of traces) {
    if (trace.encoded) times.push(trace.encoded.t);
    for (const token of trace.tokens) times.push(token.t);
    for (const step of trace.steps) {
      for (const pass of step.passes.slice(0, -1)) times.push(pass.start + pass.ms);
      times.push(step.t);
    }
  }
  return [...new Set(times)].sort((a, b) => a - b);
}
