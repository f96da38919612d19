/**
 * An environment for benchmarks whose clock moves only when an engine computes: each pass takes what
 * the test says, so every figure is known beforehand. Lanes that run at once share the machine:
 * their passes take `together` times as long.
 */
import type { AutoregressionSpec } from '../../src/core/autoregression/spec';
import type { BenchHardware, BenchPlan } from '../../src/core/bench/bench';
import { completed, planOf } from '../../src/core/bench/plan';
import type { DiffusionSpec } from '../../src/core/diffusion/spec';
import { EngineError, throwIfAborted } from '../../src/core/errors';
import type { MechanismId, RuntimeId } from '../../src/core/ids';
import { parseManifest, type ModelManifest } from '../../src/core/manifest';
import { siteModel, type LanePlan, type SettingValues } from '../../src/core/model';
import type { Engine, LoadOptions } from '../../src/core/run/engine';
import type { EngineInfo, EventBody, Pass, RunEvent, RunSpec } from '../../src/core/run/run';
import type { BenchEnvironment } from '../../src/state/bench/environment';
import { settled } from './fakes';
import { denoiseSteps, engineInfo, pictureSpec, tokenStep } from './traces';
import denoiser from '../fixtures/models/tiny-denoiser/manifest.json';
import encoder from '../fixtures/models/tiny-encoder/manifest.json';
import language from '../fixtures/models/tiny-llama/manifest.json';
import library from '../fixtures/models/tiny-webllm/manifest.json';

const MANIFESTS = [denoiser, encoder, language, library].map((m) => parseManifest(m, 'test'));

/** Those of the lanes of `benchPlan`. */
export const LANE_MANIFESTS = {
  a: MANIFESTS.filter(({ kind }) => kind === 'language'),
  b: MANIFESTS.filter(({ kind }) => kind === 'denoiser' || kind === 'text-encoder'),
};

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
type Kind = Exclude<keyof typeof TIMES, 'gap'>;

export const textLane = (
  id = 'a',
  values: SettingValues = {},
  runtime: RuntimeId = 'onnxruntime',
): LanePlan => ({
  ...{ id, mechanism: 'autoregression', model: siteModel('tiny-llama'), runtime },
  values: { tokens: 5, ...values },
});
export const pictureLane = (id = 'b', values: SettingValues = {}): LanePlan => ({
  ...{ id, mechanism: 'diffusion', model: siteModel('tiny-denoiser'), runtime: 'onnxruntime' },
  values: { steps: 3, ...values },
});

export function benchPlan(changes: Partial<BenchPlan> = {}): BenchPlan {
  const { lanes = [textLane(), pictureLane()], ...rest } = changes;
  return planOf(lanes, { rounds: { kind: 'fixed', rounds: 2 }, backend: 'wasm', ...rest });
}

/** As it stands in a result: with all values. */
export function wholePlan(changes: Partial<BenchPlan> = {}): BenchPlan {
  const plan = benchPlan(changes);
  return { ...plan, lanes: plan.lanes.map((lane) => completed(lane, null)) };
}

class ClockedEngine implements Engine {
  warm = false;
  #info: EngineInfo;

  constructor(
    readonly kind: Pick<LoadOptions, 'mechanism' | 'runtime'>,
    private readonly environment: BenchFakeEnvironment,
  ) {
    this.#info = engineInfo(kind.mechanism);
  }

  async load(options: LoadOptions): Promise<EngineInfo> {
    const { environment } = this;
    const { mechanism, runtime } = this.kind;
    environment.loads.push(options);
    await settled();
    environment.clock += 1000;
    environment.onLoad(options);
    this.#info = engineInfo(mechanism, {
      threads: options.threads,
      loadMs: 1000,
      backendReason: '',
      runtimeId: runtime,
      runtime: runtime === 'onnxruntime' ? 'onnxruntime-web 1.31.0' : 'WebLLM 0.2',
      ...environment.info[mechanism],
    });
    return this.#info;
  }

  async *run(spec: RunSpec, signal: AbortSignal): AsyncGenerator<RunEvent> {
    const { environment } = this;
    const { epoch, runId, policy } = spec;
    const warm = this.warm;
    this.warm = true;
    environment.runs.push(spec);
    // One lane's own time: lanes that run at once move the shared clock to the later end.
    let now = epoch;
    let seq = 0;
    const factor = (policy === 'alone' ? 1 : environment.together) * (warm ? 1 : environment.cold);
    const frame = (body: EventBody): RunEvent => ({ ...body, runId, seq: seq++, t: now - epoch });
    const pass = (kind: Kind, size: number): Pass => {
      now += TIMES.gap;
      const start = now - epoch;
      const ms = TIMES[kind] * factor * environment.slower;
      now += ms;
      environment.clock = Math.max(environment.clock, now);
      return { kind, start, ms, size };
    };
    yield frame({ type: 'start', spec, engine: this.#info, warm });
    const bodies =
      spec.mechanism === 'autoregression'
        ? textBodies(spec as AutoregressionSpec, pass)
        : pictureBodies(spec as DiffusionSpec, pass);
    try {
      for (const body of bodies) {
        await settled();
        throwIfAborted(signal);
        environment.onPass(spec, seq);
        yield frame(body);
      }
    } catch (cause) {
      const error = EngineError.from(cause);
      yield frame(
        error.code === 'aborted' ? { type: 'aborted' } : { type: 'error', error: error.toWire() },
      );
    }
  }

  async dispose(): Promise<void> {
    this.environment.disposed++;
  }
}

type MakePass = (kind: Kind, size: number) => Pass;

function* textBodies({ prompt, maxTokens }: AutoregressionSpec, pass: MakePass) {
  const ids = prompt.split(' ').map((_, i) => i);
  const input = { ids, pieces: ids.map(String), passes: [] };
  yield { type: 'input', input } satisfies EventBody;
  for (let i = 0; i < maxTokens; i++) {
    const passes = [i ? pass('decode', 1) : pass('prefill', ids.length)];
    yield { type: 'result', result: { ...tokenStep(i), passes } } satisfies EventBody;
  }
  yield { type: 'done', reason: 'length' } satisfies EventBody;
}

function* pictureBodies({ guidance, batch = 1, steps }: DiffusionSpec, pass: MakePass) {
  const evaluations = guidance === 1 ? 1 : 2;
  const input = { pieces: ['a'], cut: false, passes: [pass('encode', 5)] };
  yield { type: 'input', input } satisfies EventBody;
  for (const step of denoiseSteps(pictureSpec({ steps }), 2)) {
    const passes = [pass('denoise', evaluations * batch)];
    const result = { ...step, nfe: evaluations, passes };
    yield { type: 'result', result } satisfies EventBody;
  }
  yield { type: 'done', reason: 'complete' } satisfies EventBody;
}

class Tab extends EventTarget {
  hidden = false;

  show(visible: boolean): void {
    this.hidden = !visible;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

export class BenchFakeEnvironment implements BenchEnvironment {
  readonly baseUrl = 'https://example.org/page/';
  readonly cores = 2;
  readonly tab = new Tab();
  readonly loads: LoadOptions[] = [];
  readonly runs: RunSpec[] = [];
  /** Another tab of the page computes. */
  otherComputes = false;
  readonly otherTabs = {
    watch: () => ({ seen: this.otherComputes, end: () => undefined }),
  };
  disposed = 0;
  rests = 0;
  clock = 1_795_000_000_000;
  /** How much longer a pass takes when lanes run at once, and in the first run after a load. */
  together = 2;
  cold = 1.5;
  /** How much longer everything takes. */
  slower = 1;
  hardwareNow = HARDWARE;
  readonly info: Partial<Record<MechanismId, Partial<EngineInfo>>> = {};
  /** Called before each event of a run but its first; may throw, stop, or hide the tab. */
  onPass: (spec: RunSpec, seq: number) => void = () => undefined;
  onLoad: (options: LoadOptions) => void = () => undefined;
  #ids = 0;

  engine(kind: Pick<LoadOptions, 'mechanism' | 'runtime'>): Engine {
    return new ClockedEngine(kind, this);
  }

  needs({ mechanism, runtime }: LanePlan): readonly string[] {
    if (mechanism === 'diffusion') return ['tiny-encoder'];
    return runtime === 'webllm' ? ['tiny-webllm'] : [];
  }

  now(): number {
    return this.clock;
  }

  wait(): Promise<void> {
    // How long a stopped engine is waited for: these all listen.
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
