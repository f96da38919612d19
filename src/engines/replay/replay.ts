/**
 * Plays a trace as an engine: recordings and shared runs go through the same views as live ones.
 * Runs on the page; needs no worker and no runtime.
 */
import type { Engine } from '../../core/run/engine';
import { EngineError } from '../../core/errors';
import type { EngineInfo, EventBody, RunEvent, RunSpec } from '../../core/run/run';
import { isTerminal } from '../../core/run/run';
import type { Trace } from '../../core/run/trace';
import { events } from '../../core/run/trace';
import { text } from '../../text/worker';

export interface ReplayOptions {
  /** 1 is the recorded pace; `Infinity` plays everything at once. */
  readonly speed: number;
  /** Milliseconds on any steady clock; given by tests, else the browser's. */
  readonly now?: () => number;
  /** Resolves after the time or when the signal fires, whichever is first. */
  readonly sleep?: (ms: number, signal: AbortSignal) => Promise<void>;
}

export class ReplayEngine implements Engine {
  readonly #speed: number;
  readonly #now: () => number;
  readonly #sleep: (ms: number, signal: AbortSignal) => Promise<void>;

  /** @throws RangeError unless speed is above 0. */
  constructor(
    private readonly trace: Trace,
    options: ReplayOptions,
  ) {
    if (!(options.speed > 0)) throw new RangeError(`speed must be above 0, got ${options.speed}`);
    this.#speed = options.speed;
    this.#now = options.now ?? (() => performance.now());
    this.#sleep = options.sleep ?? sleep;
  }

  /** Nothing to fetch: answers with the engine that made the recording. */
  async load(): Promise<EngineInfo> {
    return this.trace.engine;
  }

  /**
   * The recorded events at their recorded times, under the run id and epoch of `spec`; whatever
   * else `spec` asks for, the recording is what it is. A recording that stops short, of a run that
   * was still going when it was saved, ends as aborted.
   */
  async *run(spec: RunSpec, signal: AbortSignal): AsyncGenerator<RunEvent> {
    const begun = this.#now();
    const played = () => (this.#speed === Infinity ? 0 : (this.#now() - begun) * this.#speed);
    let seq = 0;
    let t = 0;
    const stamp = (body: EventBody, at: number): RunEvent => {
      t = Math.max(t, at);
      return { ...body, runId: spec.runId, seq: seq++, t };
    };
    for (const event of events(this.trace)) {
      if (event.type === 'start') {
        const { runId, epoch } = spec;
        yield stamp({ ...event, spec: { ...event.spec, runId, epoch } }, event.t);
        if (spec.mechanism === this.trace.spec.mechanism) continue;
        yield stamp({ type: 'error', error: this.#wrongMechanism(spec).toWire() }, t);
        return;
      }
      if (this.#speed !== Infinity)
        for (let wait = event.t - played(); wait > 0 && !signal.aborted; wait = event.t - played())
          await this.#sleep(wait / this.#speed, signal);
      if (signal.aborted) break;
      yield stamp(event, event.t);
      if (isTerminal(event)) return;
    }
    yield stamp({ type: 'aborted' }, played());
  }

  async dispose(): Promise<void> {
    // Holds nothing.
  }

  #wrongMechanism({ mechanism }: RunSpec): EngineError {
    return new EngineError('bad-input', text.recording(this.trace.spec.mechanism, mechanism));
  }
}

function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}
