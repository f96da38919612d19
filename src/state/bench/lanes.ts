/**
 * The engines that a benchmark runs, one for each lane: loads them as a job asks, runs them to the
 * end, and hands out whole traces. Not here: what is run when, and what is made of it.
 */
import { EngineError } from '../../core/errors';
import type { LanePlan } from '../../core/model';
import { keyOfLoad, type Engine, type LoadOptions, type LoadProgress } from '../../core/run/engine';
import type { EngineInfo, RunEvent, RunSpec } from '../../core/run/run';
import { collect, type Trace } from '../../core/run/trace';
import { text } from '../../text/bench';
import { withAbortTimeout } from '../session/abort-timeout';
import { OF_A_LOAD, OF_A_RUN, Silence } from '../session/silence';
import type { BenchEnvironment } from './environment';

export interface BenchLoad extends Pick<LoadOptions, 'backend' | 'threads'> {
  /** Thrown away first, so that the run after it is the first after a load. */
  readonly fresh: boolean;
}

interface Loaded {
  readonly engine: Engine;
  readonly key: string;
  readonly info: EngineInfo;
}

/** An engine that a load brought, and the lane that it is for. */
export interface LaneLoad {
  readonly lane: string;
  readonly info: EngineInfo;
}

type Needs = Pick<BenchEnvironment, 'engine' | 'baseUrl' | 'now' | 'wait' | 'needs'>;

export class Lanes {
  readonly #loaded = new Map<string, Loaded>();

  constructor(private readonly environment: Needs) {}

  /** Of the engine that is loaded now. */
  info(lane: string): EngineInfo | null {
    return this.#loaded.get(lane)?.info ?? null;
  }

  /**
   * One lane after the other: side by side they would share what all are timed by.
   * @returns which models were loaded: the run after it is then cold
   * @throws EngineError
   */
  async load(
    lanes: readonly LanePlan[],
    { backend, threads, fresh }: BenchLoad,
    onProgress: (progress: LoadProgress) => void,
    signal: AbortSignal,
  ): Promise<readonly LaneLoad[]> {
    const loads: LaneLoad[] = [];
    for (const lane of lanes) {
      const { id, mechanism, model, runtime } = lane;
      const { baseUrl } = this.environment;
      const needs = this.environment.needs(lane);
      const options = { mechanism, model, runtime, needs, baseUrl, backend, threads };
      const key = keyOfLoad(options);
      if (this.#loaded.get(id)?.key === key && !fresh) continue;
      await this.#drop(id);
      const engine = this.environment.engine({ mechanism, runtime });
      const silence = new Silence(this.environment, OF_A_LOAD);
      const heard = (progress: LoadProgress) => {
        silence.heard();
        onProgress(progress);
      };
      try {
        const either = AbortSignal.any([signal, silence.signal]);
        const info = await this.#orGiveUp(engine.load(options, heard, either), signal, silence);
        this.#loaded.set(id, { engine, key, info });
        loads.push({ lane: id, info });
      } catch (cause) {
        void engine.dispose().catch(() => undefined);
        throw EngineError.from(cause);
      } finally {
        silence.over();
      }
    }
    return loads;
  }

  /**
   * Runs a spec to its end.
   * @throws EngineError what ended the run before it was done; `aborted` after a stop; `no-answer`
   *   where the engine fell silent
   */
  async run(spec: RunSpec, signal: AbortSignal): Promise<Trace> {
    const { engine } = this.#loaded.get(spec.lane) ?? {};
    if (!engine) throw new Error('run before load');
    const silence = new Silence(this.environment, OF_A_RUN);
    const onPass = () => silence.heard();
    const iterator = engine.run(spec, signal, { onPass })[Symbol.asyncIterator]();
    const events: RunEvent[] = [];
    try {
      for (;;) {
        const { value, done } = await this.#orGiveUp(iterator.next(), signal, silence);
        if (done) break;
        silence.heard();
        events.push(value);
      }
    } finally {
      silence.over();
    }
    const { end, ...trace } = collect(events);
    if (!end) throw new EngineError('internal', text.running.noEnd);
    if (end.type === 'error') throw EngineError.fromWire(end.error);
    if (end.type === 'aborted') throw new EngineError('aborted', text.running.aborted);
    return { ...trace, end };
  }

  /** Frees what all hold. */
  async dispose(): Promise<void> {
    await Promise.all([...this.#loaded.keys()].map((lane) => this.#drop(lane)));
  }

  #orGiveUp<T>(answer: Promise<T>, signal: AbortSignal, silence: Silence): Promise<T> {
    return withAbortTimeout(answer, signal, this.environment, undefined, silence.signal);
  }

  async #drop(lane: string): Promise<void> {
    const { engine } = this.#loaded.get(lane) ?? {};
    this.#loaded.delete(lane);
    // What fails while an engine is thrown away is of no use to anybody.
    await engine?.dispose().catch(() => undefined);
  }
}
