/** Gives an engine's events their frame: `start`, numbers, times, and exactly one end. */
import type { RunOptions } from '../../core/run/engine';
import { EngineError, throwIfAborted } from '../../core/errors';
import type {
  EngineInfo,
  EventBody,
  InputBase,
  ResultBase,
  RunEvent,
  RunSpec,
  SpecBase,
} from '../../core/run/run';
import { isTerminal } from '../../core/run/run';
import { runClock } from './clock';

/**
 * What an engine itself yields. It ends with `done`; other ends come from throwing. An event that
 * is kept from a parent run comes with the time that it had there.
 */
export type EngineEvent<
  I extends InputBase = InputBase,
  R extends ResultBase = ResultBase,
> = Exclude<EventBody<SpecBase, I, R>, { type: 'start' | 'aborted' | 'error' }> & {
  readonly t?: number | undefined;
};

/**
 * @param body yields an event as soon as its result is on the CPU: its `t` is taken there. What
 *   an event holds is given away; the engine must not write into it later. When the consumer
 *   leaves or the signal fires, it is ended at its `yield` and its `finally` blocks run.
 * @param options the parent whose clock a fork goes on from, and the gate; while it is closed,
 *   the run's clock stands still.
 */
export async function* eventStream(
  spec: RunSpec,
  engine: EngineInfo,
  warm: boolean,
  signal: AbortSignal,
  body: (clock: () => number) => AsyncGenerator<EngineEvent>,
  { parent, gate }: RunOptions = {},
): AsyncGenerator<RunEvent> {
  const running = runClock(spec.epoch);
  let pausedMs = 0;
  const clock = () => running() - pausedMs;
  let seq = 0;
  let newest = 0;
  const stamp = (event: EventBody & { readonly t?: number | undefined }): RunEvent => {
    newest = Math.max(newest, event.t ?? clock());
    return { ...event, runId: spec.runId, seq: seq++, t: newest };
  };
  const t = spec.from ? parent?.startedAt : undefined;
  yield stamp({ type: 'start', spec, engine, warm, t });
  let ended = false;
  try {
    throwIfAborted(signal);
    for await (const event of body(clock)) {
      ended = isTerminal(event);
      yield stamp(event);
      if (ended) return;
      if (gate?.paused && event.t === undefined) {
        const since = running();
        await gate.pass(signal);
        pausedMs += running() - since;
      }
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
