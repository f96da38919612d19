import { at, type Trace } from '../../core/run/trace';

/**
 * The part of a trace that has happened at the playhead: what `append` would have made of the
 * events up to then.
 * @param playhead milliseconds on the run's clock; `Infinity` is all of it.
 */
export function until(trace: Trace, playhead: number): Trace {
  if (trace.duration <= playhead) return trace;
  const moment = at(trace, playhead);
  return {
    ...trace,
    prompt: trace.prompt && trace.prompt.t <= playhead ? trace.prompt : null,
    encoded: trace.encoded && trace.encoded.t <= playhead ? trace.encoded : null,
    tokens: trace.tokens.slice(0, moment.tokens),
    steps: trace.steps.slice(0, moment.steps),
    end: moment.ended ? trace.end : null,
    duration: Math.max(trace.startedAt, playhead),
  };
}
