/**
 * The two engines that a benchmark runs: loads them as a job asks, runs them to the end, and hands
 * out whole traces. Not here: what is run when, and what is made of it.
 */
import type { BackendChoice, Engine, LoadOptions, LoadProgress } from '../../core/run/engine';
import { EngineError } from '../../core/errors';
import type { EngineInfo, LaneKind, RunSpec } from '../../core/run/run';
import { append, type Trace } from '../../core/run/trace';
import { orGiveUp } from '../session/abort-timeout';
import type { World } from '../session/environment';

export interface BenchLoad {
  readonly backend: BackendChoice;
  readonly threads: number;
  readonly models: Readonly<Record<LaneKind, Pick<LoadOptions, 'model' | 'engine'>>>;
  /** Thrown away first, so that the run after it is the first after a load. */
  readonly fresh: boolean;
}

interface Loaded {
  readonly engine: Engine;
  readonly key: string;
  readonly info: EngineInfo;
}

type Needs = Pick<World, 'engine' | 'baseUrl' | 'wait'>;

export class BenchLanes {
  readonly #loaded: Partial<Record<LaneKind, Loaded>> = {};

  constructor(private readonly world: Needs) {}

  /** Of the engine that is loaded now. */
  info(lane: LaneKind): EngineInfo | null {
    return this.#loaded[lane]?.info ?? null;
  }

  /**
   * One lane after the other: side by side they would share what both are timed by.
   * @returns whether a model was loaded: the run after it is then cold
   * @throws EngineError
   */
  async load(
    lanes: readonly LaneKind[],
    order: BenchLoad,
    onProgress: (progress: LoadProgress) => void,
    signal: AbortSignal,
  ): Promise<readonly EngineInfo[]> {
    const loads: EngineInfo[] = [];
    for (const lane of lanes) {
      const { backend, threads } = order;
      const options = { ...order.models[lane], baseUrl: this.world.baseUrl, backend, threads };
      const key = JSON.stringify(options);
      if (this.#loaded[lane]?.key === key && !order.fresh) continue;
      await this.#drop(lane);
      const engine = this.world.engine(lane);
      try {
        const info = await orGiveUp(engine.load(options, onProgress, signal), signal, this.world);
        this.#loaded[lane] = { engine, key, info };
        loads.push(info);
      } catch (cause) {
        void engine.dispose().catch(() => undefined);
        throw EngineError.from(cause);
      }
    }
    return loads;
  }

  /**
   * Runs a spec to its end.
   * @throws EngineError what ended the run before it was done; `aborted` after a stop
   */
  async run(spec: RunSpec, signal: AbortSignal): Promise<Trace> {
    const { engine } = this.#loaded[spec.lane] ?? {};
    if (!engine) throw new Error('run before load');
    const iterator = engine.run(spec, signal)[Symbol.asyncIterator]();
    let trace: Trace | null = null;
    for (;;) {
      const { value, done } = await orGiveUp(iterator.next(), signal, this.world);
      if (done) break;
      trace = append(trace, value);
    }
    if (!trace?.end) throw new EngineError('internal', 'The run ended without saying how.');
    if (trace.end.type === 'error') throw EngineError.fromWire(trace.end.error);
    if (trace.end.type === 'aborted') throw new EngineError('aborted', 'Stopped.');
    return trace;
  }

  /** Frees what both hold. */
  async dispose(): Promise<void> {
    await Promise.all([this.#drop('language'), this.#drop('diffusion')]);
  }

  async #drop(lane: LaneKind): Promise<void> {
    const { engine } = this.#loaded[lane] ?? {};
    this.#loaded[lane] = undefined;
    // What fails while an engine is thrown away is of no use to anybody.
    await engine?.dispose().catch(() => undefined);
  }
}
