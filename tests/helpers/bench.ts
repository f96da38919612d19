/**
 * A world for benchmarks whose clock moves only when an engine computes: each pass takes what the
 * test says, so every figure is known beforehand. Lanes that run at once share the machine: the
 * passes of both take `together` times as long.
 */
import type { BenchHardware, BenchPlan } from '../../src/core/bench/bench';
import { DEFAULT_PLAN } from '../../src/core/bench/plan';
import type { Engine, LoadOptions } from '../../src/core/run/engine';
import { EngineError, throwIfAborted } from '../../src/core/errors';
import { parseManifest, type ModelManifest } from '../../src/core/manifest';
import type { EngineInfo, EventBody, LaneKind, RunEvent, RunSpec } from '../../src/core/run/run';
import type { BenchWorld } from '../../src/state/bench/environment';
import { settled } from './fakes';
import { denoiseSteps, diffusionSpec, engineInfo, tokenStep } from './traces';
import denoiser from '../fixtures/models/tiny-denoiser/manifest.json';
import encoder from '../fixtures/models/tiny-encoder/manifest.json';
import language from '../fixtures/models/tiny-llama/manifest.json';

export const MANIFESTS = [denoiser, encoder, language].map((m) => parseManifest(m, 'test'));

export const HARDWARE: BenchHardware = {
  userAgent: 'Test/1.0',
  platform: 'Linux',
  cores: 2,
  memoryGiB: 8,
  isolated: true,
  clockStepMs: 0.005,
  onBattery: false,
};

/** Milliseconds of each kind of pass of a lane that is alone. */
export const TIMES = { prefill: 100, decode: 20, encode: 30, denoise: 50, gap: 1 };

export function benchPlan(changes: Partial<BenchPlan> = {}): BenchPlan {
  return {
    ...DEFAULT_PLAN,
    tokens: 5,
    steps: 3,
    rounds: { kind: 'fixed', rounds: 2 },
    backend: 'wasm',
    ...changes,
  };
}

class ClockedEngine implements Engine {
  warm = false;
  #info: EngineInfo;

  constructor(
    readonly lane: LaneKind,
    private readonly world: BenchFakeWorld,
  ) {
    this.#info = engineInfo(lane);
  }

  async load(options: LoadOptions): Promise<EngineInfo> {
    this.world.loads.push({ lane: this.lane, options });
    await settled();
    this.world.clock += 1000;
    this.world.onLoad(this.lane);
    const { threads } = options;
    this.#info = engineInfo(this.lane, {
      threads,
      loadMs: 1000,
      backendReason: '',
      ...this.world.info[this.lane],
    });
    return this.#info;
  }

  async *run(spec: RunSpec, signal: AbortSignal): AsyncGenerator<RunEvent> {
    const { world } = this;
    const { epoch, runId, policy } = spec;
    const warm = this.warm;
    this.warm = true;
    world.runs.push(spec);
    // One lane's own time: lanes that run at once move the world's clock to the later end.
    let now = epoch;
    let seq = 0;
    const stretch = (policy === 'alone' ? 1 : world.together) * (warm ? 1 : world.cold);
    const frame = (body: EventBody): RunEvent => ({ ...body, runId, seq: seq++, t: now - epoch });
    const pass = (kind: 'prefill' | 'decode' | 'encode' | 'denoise', size: number) => {
      now += TIMES.gap;
      const start = now - epoch;
      const ms = TIMES[kind] * stretch * world.slower;
      now += ms;
      world.clock = Math.max(world.clock, now);
      return { kind, start, ms, size };
    };
    yield frame({ type: 'start', spec, engine: this.#info, warm });
    try {
      for (const body of this.#passes(spec, pass)) {
        await settled();
        throwIfAborted(signal);
        world.onPass(spec, seq);
        yield frame(body);
      }
    } catch (cause) {
      const error = EngineError.from(cause);
      yield frame(
        error.code === 'aborted' ? { type: 'aborted' } : { type: 'error', error: error.toWire() },
      );
    }
  }

  *#passes(
    spec: RunSpec,
    pass: (
      kind: 'prefill' | 'decode' | 'encode' | 'denoise',
      size: number,
    ) => {
      kind: 'prefill' | 'decode' | 'encode' | 'denoise';
      start: number;
      ms: number;
      size: number;
    },
  ): Generator<EventBody> {
    if (spec.lane === 'language') {
      const ids = spec.prompt.split(' ').map((_, i) => i);
      yield { type: 'prompt', ids, pieces: ids.map(String) };
      for (let i = 0; i < spec.maxTokens; i++)
        yield {
          type: 'token',
          token: {
            ...tokenStep(i),
            pass: i ? pass('decode', 1) : pass('prefill', ids.length),
          },
        };
      yield { type: 'done', reason: 'length' };
      return;
    }
    const evaluations = spec.guidance === 1 ? 1 : 2;
    const size = evaluations * (spec.batch ?? 1);
    yield {
      type: 'encoded',
      pieces: ['a'],
      cut: false,
      pass: pass('encode', 5),
    };
    for (const step of denoiseSteps(diffusionSpec({ steps: spec.steps }), 2))
      yield { type: 'step', step: { ...step, nfe: evaluations, passes: [pass('denoise', size)] } };
    yield { type: 'done', reason: 'steps' };
  }

  async dispose(): Promise<void> {
    this.world.disposed++;
  }
}

class Tab extends EventTarget {
  hidden = false;

  show(visible: boolean): void {
    this.hidden = !visible;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

export class BenchFakeWorld implements BenchWorld {
  modelOf: BenchWorld['modelOf'] = (lane, engine) =>
    lane === 'diffusion'
      ? { model: 'tiny-denoiser' }
      : engine === 'webllm'
        ? { model: 'tiny-webllm', engine }
        : { model: 'tiny-llama' };
  readonly baseUrl = 'https://example.org/page/';
  readonly cores = 2;
  readonly tab = new Tab();
  readonly loads: { lane: LaneKind; options: LoadOptions }[] = [];
  readonly runs: RunSpec[] = [];
  disposed = 0;
  rests = 0;
  clock = 1_795_000_000_000;
  /** How much longer a pass takes when both lanes run, and in the first run after a load. */
  together = 2;
  cold = 1.5;
  /** How much longer everything takes. */
  slower = 1;
  hardwareNow = HARDWARE;
  readonly info: Record<LaneKind, Partial<EngineInfo>> = { language: {}, diffusion: {} };
  /** Called before each event of a run but its first; may throw, stop, or hide the tab. */
  onPass: (spec: RunSpec, seq: number) => void = () => undefined;
  onLoad: (lane: LaneKind) => void = () => undefined;
  #ids = 0;

  engine(lane: LaneKind): Engine {
    return new ClockedEngine(lane, this);
  }

  now(): number {
    return this.clock;
  }

  wait(): Promise<void> {
    // Patience with a stopped engine: these all listen.
    return new Promise(() => undefined);
  }

  newId(): string {
    return `id-${++this.#ids}`;
  }

  async hardware(): Promise<BenchHardware> {
    return this.hardwareNow;
  }

  async manifest(id: string): Promise<ModelManifest | null> {
    return MANIFESTS.find((manifest) => manifest.id === id) ?? null;
  }

  async rest(): Promise<void> {
    this.rests++;
  }
}
