/** Gives an engine's events their frame: `start`, numbers, times, and exactly one end. */
import { EngineError, throwIfAborted } from '../../core/errors';
import type { EngineInfo, EventBody, RunEvent, RunSpec } from '../../core/run';
import { isTerminal } from '../../core/run';
import { runClock } from './clock';

/** What an engine itself yields. It ends with `done`; other ends come from throwing. */
export type EngineEvent = Exclude<EventBody, { type: 'start' | 'aborted' | 'error' }>;

/**
 * @param body yields an event as soon as its result is on the CPU: its `t` is taken there. What
 *   an event holds is given away; the engine must not write into it later. When the consumer
 *   leaves or the signal fires, it is ended at its `yield` and its `finally` blocks run.
 */
export async function* eventStream(
  spec: RunSpec,
  engine: EngineInfo,
  warm: boolean,
  signal: AbortSignal,
  body: (clock: () => number) => AsyncGenerator<EngineEvent>,
): AsyncGenerator<RunEvent> {
  const clock = runClock(spec.epoch);
  let seq = 0;
  const stamp = (event: EventBody): RunEvent => ({
    ...event,
    runId: spec.runId,
    seq: seq++,
    t: clock(),
  });
  yield stamp({ type: 'start', spec, engine, warm });
  let ended = false;
  try {
    throwIfAborted(signal);
    for await (const event of body(clock)) {
      ended = isTerminal(event);
      yield stamp(event);
      if (ended) return;
      throwIfAborted(signal);
    }
    throw new EngineError('internal', 'The engine stopped without saying why.');
  } catch (cause) {
    if (ended) return;
    const error = EngineError.from(cause);
    yield stamp(
      error.code === 'aborted' ? { type: 'aborted' } : { type: 'error', error: error.toWire() },
    );
  }
}
