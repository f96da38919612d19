/** Benchmark results made by hand for tests and the gallery: the same on every call. */
import type {
  BenchCost,
  BenchEngine,
  BenchPass,
  BenchResult,
  BenchSample,
  DeviceLimit,
} from '../../src/core/bench/bench';
import { BENCH_FORMAT, BENCH_VERSION } from '../../src/core/bench/bench';
import { BENCH_PROMPTS, completed, planOf } from '../../src/core/bench/plan';
import type { MechanismId } from '../../src/core/ids';
import { stat } from '../../src/core/measure/stats';
import { siteModel, type LanePlan } from '../../src/core/model';
import { Random } from '../../src/core/random';
import type { Backend, Policy } from '../../src/core/run/run';
import { engineInfo } from './traces';

const RIGHT = { ok: true, worst: 0.003, tolerance: 0.05, what: 'logits of 8 tokens' };
export const WRONG = { ...RIGHT, ok: false, worst: 3.2 };
const SOFTWARE = {
  vendor: 'google',
  architecture: 'swiftshader',
  description: '',
  software: true,
  f16: false,
};

export interface ResultOptions {
  readonly id?: string;
  readonly label?: string;
  /** Everything takes so many times as long. */
  readonly slower?: number;
  readonly rounds?: number;
  readonly policies?: readonly Policy[];
  readonly engine?: Partial<Record<MechanismId, Partial<BenchEngine>>>;
  /** A third lane: the text of the first again, by another runtime, half as fast. */
  readonly twoTexts?: boolean;
  readonly sweeps?: readonly string[];
  readonly limits?: readonly DeviceLimit[];
  readonly changes?: Partial<BenchResult>;
}

const MODELS = {
  autoregression: { id: 'smollm2-135m-instruct', name: 'SmolLM2 135M Instruct' },
  diffusion: { id: 'emoji-denoiser', name: 'Emoji denoiser' },
  'masked-diffusion': { id: 'definitions-masked', name: 'Definitions, masked' },
  'autoregression-picture': { id: 'emoji-tokens', name: 'Emoji, token by token' },
  'masked-diffusion-picture': { id: 'emoji-masked', name: 'Emoji, masked' },
} as const satisfies Record<MechanismId, unknown>;

const lanePlan = (id: string, mechanism: MechanismId): LanePlan =>
  completed(
    {
      ...{ id, mechanism, model: siteModel(MODELS[mechanism].id), runtime: 'onnxruntime' },
      values: {},
    },
    null,
  );

/** The lanes of every result here. */
export const LANES: readonly LanePlan[] = [
  lanePlan('a', 'autoregression'),
  lanePlan('b', 'diffusion'),
];
const THIRD: LanePlan = { ...lanePlan('c', 'autoregression'), runtime: 'webllm' };

function benchEngine(lane: LanePlan, changes: Partial<BenchEngine> = {}): BenchEngine {
  const { id, mechanism, model, runtime } = lane;
  return {
    ...engineInfo(mechanism, {
      model: { ...model, name: MODELS[mechanism].name, sha256: 'ab'.repeat(32) },
      runtimeId: runtime,
      runtime: runtime === 'webllm' ? 'WebLLM 0.2.79' : 'onnxruntime-web 1.31.0 jspi',
      backendReason: '',
      knownAnswer: RIGHT,
    }),
    lane: id,
    loadsMs: [2100, 2050, 2200],
    ...changes,
  };
}

export const softwareEngine = { backend: 'webgpu', threads: 0, adapter: SOFTWARE } as const;

const limit = (changes: Partial<DeviceLimit>): DeviceLimit => ({
  backend: 'wasm',
  adapter: null,
  threads: 2,
  precision: 'f32',
  bytesPerSecond: stat([30.1e9, 31.4e9, 32.2e9, 30.8e9, 31.9e9]),
  flopsPerSecond: stat([112e9, 114e9, 113e9, 115e9, 113e9]),
  dispatchMs: null,
  roundTripMs: null,
  how: 'WASM SIMD kernels on 2 cores at once, 5 stretches of 40 ms, every result checked.',
  ...changes,
});

/** A processor of two cores. */
const LIMITS: readonly DeviceLimit[] = [
  limit({
    threads: 1,
    bytesPerSecond: stat([24e9, 25e9, 25.5e9, 24.4e9, 24.9e9]),
    flopsPerSecond: stat([57e9, 57.5e9, 57.7e9, 56.9e9, 57.4e9]),
  }),
  limit({
    threads: 1,
    precision: 'int16',
    bytesPerSecond: stat([24e9, 25e9, 25.5e9, 24.4e9, 24.9e9]),
    flopsPerSecond: stat([88e9, 89e9, 90e9, 89.4e9, 88.7e9]),
  }),
  limit({}),
  limit({ precision: 'int16', flopsPerSecond: stat([176e9, 178e9, 179e9, 177e9, 178e9]) }),
];

/** A graphics processor of a laptop. */
export const GPU_LIMITS: readonly DeviceLimit[] = (['f32', 'f16'] as const).map((precision) =>
  limit({
    backend: 'webgpu',
    adapter: {
      vendor: 'apple',
      architecture: 'metal-3',
      description: '',
      software: false,
      f16: true,
    },
    threads: 0,
    precision,
    bytesPerSecond: stat([61e9, 62e9, 60.5e9, 61.8e9, 62.1e9, 61.1e9, 61.5e9]),
    flopsPerSecond: stat([2.4e12, 2.42e12, 2.39e12].map((x) => (precision === 'f16' ? 2 * x : x))),
    dispatchMs: stat([0.004, 0.0042, 0.0039]),
    roundTripMs: stat([0.9, 1.1, 0.8, 1.0, 0.95]),
    how: 'WGSL kernels timed by the GPU’s own timestamps, 7 repetitions of at least 20 ms, every result checked.',
  }),
);

/** How much longer a lane takes than alone. */
const SLOWER: Record<Policy, Record<MechanismId, number>> = {
  alone: {
    autoregression: 1,
    diffusion: 1,
    'masked-diffusion': 1,
    'autoregression-picture': 1,
    'masked-diffusion-picture': 1,
  },
  together: {
    autoregression: 1.52,
    diffusion: 1.61,
    'masked-diffusion': 1.5,
    'autoregression-picture': 1.5,
    'masked-diffusion-picture': 1.5,
  },
  turns: {
    autoregression: 2.15,
    diffusion: 1.48,
    'masked-diffusion': 1.7,
    'autoregression-picture': 1.7,
    'masked-diffusion-picture': 1.7,
  },
};

export function benchResult(options: ResultOptions = {}): BenchResult {
  const random = new Random(11);
  const rounds = options.rounds ?? 5;
  const policies = options.policies ?? (['alone', 'together', 'turns'] as const);
  const lanes = options.twoTexts ? [...LANES, THIRD] : LANES;
  const sweeps = (options.sweeps ?? []).map((axis) => ({
    ...{ axis, lane: null, values: SWEPT[axis] ?? [], rounds: 3 },
  }));
  const plan = planOf(lanes, { policies, rounds: { kind: 'fixed', rounds }, sweeps });
  const noise = () => 1 + 0.06 * (random.random() - 0.4);
  const samples: BenchSample[] = [];
  let at = 2000;
  for (let round = 0; round < rounds; round++)
    for (const policy of policies)
      for (const start of ['cold', 'warm'] as const) {
        at += 12_000;
        const place = { round, policy, start, at, sweep: null };
        const cold = start === 'cold' ? 1.18 : 1;
        const slow = (mechanism: MechanismId) =>
          SLOWER[policy][mechanism] * cold * noise() * (options.slower ?? 1);
        const text = textSample(place, 29.4 * slow('autoregression'), 190 * slow('autoregression'));
        samples.push(text, pictureSample(place, 96 * slow('diffusion')));
        if (options.twoTexts)
          samples.push({
            ...textSample(place, 58.8 * slow('autoregression'), 380 * slow('autoregression')),
            ...{ lane: 'c', engine: 2 },
          });
      }
  for (const axis of options.sweeps ?? []) samples.push(...sweepSamples(axis, noise));
  const threads = options.sweeps?.includes('threads') ? [{ threads: 1 }] : [];
  return {
    format: BENCH_FORMAT,
    version: BENCH_VERSION,
    id: options.id ?? 'result-1',
    createdAt: '2026-11-25T09:30:00.000Z',
    label: options.label ?? '',
    hardware: {
      userAgent:
        'Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/148.0.0.0 Safari/537.36',
      platform: 'Linux x86_64',
      cores: 2,
      memoryGiB: 8,
      isolated: true,
      clockStepMs: 0.005,
      onBattery: null,
    },
    engines: [
      ...lanes.map((lane) => benchEngine(lane, options.engine?.[lane.mechanism])),
      ...threads.flatMap((changes) => LANES.map((lane) => benchEngine(lane, changes))),
    ],
    plan,
    samples,
    costs: costs(options.engine?.autoregression?.backend ?? 'wasm'),
    limits: options.limits ?? LIMITS,
    notes: [],
    end: { complete: true },
    ...options.changes,
  };
}

/** What one pass of the embedded models is (`core/bench/cost`); the backend is that of the language model. */
function costs(backend: Backend): BenchCost[] {
  const [scales, dispatches] = backend === 'wasm' ? [0, 1587] : [15_991_296, 185];
  const text = { lane: 'a', dispatches };
  return [
    { ...text, kind: 'prefill', size: 30, flops: 6_458_863_104, bytes: 136_946_688 + scales },
    { ...text, kind: 'decode', size: 1, flops: 273_314_304, bytes: 138_400_512 + scales },
    {
      lane: 'b',
      kind: 'denoise',
      size: 2,
      flops: 2_451_313_664,
      bytes: 54_754_816,
      dispatches: 290,
    },
    { lane: 'b', kind: 'encode', size: 5, flops: 106_905_600, bytes: 43_435_008, dispatches: 181 },
  ];
}

type Where = Pick<BenchSample, 'round' | 'policy' | 'start' | 'at' | 'sweep'>;

function textSample(place: Where, tpotMs: number, prefillMs: number, tokens = 64): BenchSample {
  const passes: BenchPass[] = Array.from({ length: tokens }, (_, i) => ({
    kind: i ? 'decode' : 'prefill',
    start: i ? prefillMs + (i - 1) * tpotMs : 5,
    ms: i ? tpotMs * 0.95 : prefillMs,
    size: i ? 1 : 30,
    wait: 1,
  }));
  const prompt = BENCH_PROMPTS[place.round % BENCH_PROMPTS.length]?.id ?? '';
  return {
    ...place,
    ...shared(place, 'decode', tokens - 1, tpotMs),
    lane: 'a',
    engine: 0,
    prompt,
    results: tokens,
    passes,
    figures: {
      runMs: prefillMs + (tokens - 1) * tpotMs,
      promptTokens: 30,
      tokens,
      ttftMs: prefillMs + 6,
      prefillTokensPerSecond: 30_000 / prefillMs,
      decodeTokensPerSecond: 1000 / tpotMs,
      tpotMs,
      tpotP50Ms: tpotMs * 0.98,
      tpotP95Ms: tpotMs * 1.22,
    },
  };
}

function pictureSample(
  place: Where,
  msPerStep: number,
  steps = 20,
  evaluations = 2,
  pictures = 1,
): BenchSample {
  const encodeMs = 0.28 * msPerStep;
  const imageMs = encodeMs + steps * msPerStep;
  const passes: BenchPass[] = Array.from({ length: steps }, (_, i) => ({
    kind: 'denoise',
    start: encodeMs + i * msPerStep,
    ms: msPerStep * 0.98,
    size: evaluations * pictures,
    wait: 1,
  }));
  const prompt = BENCH_PROMPTS[place.round % BENCH_PROMPTS.length]?.id ?? '';
  return {
    ...place,
    ...shared(place, 'denoise', steps, msPerStep),
    lane: 'b',
    engine: 1,
    prompt,
    results: steps,
    passes: [{ kind: 'encode', start: 2, ms: encodeMs - 2, size: 5, wait: 2 }, ...passes],
    figures: {
      ...{ runMs: imageMs, encodeMs, msPerStep, imageMs, steps, pictures },
      picturesPerMinute: (pictures * 60_000) / imageMs,
      nfe: steps * evaluations,
      batch: evaluations * pictures,
    },
  };
}

function shared({ policy }: Where, kind: string, count: number, ms: number) {
  const done = Math.min(count, 15);
  return {
    longestPassMs: ms * 1.1,
    longestWaitMs: policy === 'turns' ? 105 : 2,
    passesWaited: policy === 'alone' ? null : 1,
    overlap: policy === 'alone' ? null : { ms: done * ms, done: { [kind]: done } },
  };
}

const SWEPT: Readonly<Record<string, readonly number[]>> = {
  tokens: [16, 32, 64, 128],
  steps: [5, 10, 20, 40],
  guidance: [1, 2],
  batch: [1, 2, 4, 8],
  threads: [1, 2],
  context: [32, 128, 256, 512],
};

/** What a run at a value is, and how long its parts take. */
const SWEEPS: Readonly<
  Record<string, (place: Where, value: number, noise: number) => BenchSample[]>
> = {
  tokens: (place, value, n) => [textSample(place, 29 * n, 190 * n, value)],
  steps: (place, value, n) => [pictureSample(place, 96 * n, value)],
  guidance: (place, value, n) => [pictureSample(place, (8 + 44 * value) * n, 20, value)],
  batch: (place, value, n) => [pictureSample(place, (7 + 86 * value) * n, 20, 2, value)],
  // Engines 2 and 3 are those of one thread.
  threads: (place, value, n) =>
    [
      textSample(place, (4 + 50 / value) * n, 190 * n),
      pictureSample(place, (6 + 170 / value) * n),
    ].map((sample) => ({ ...sample, engine: sample.engine + (value === 1 ? 2 : 0) })),
  context: (place, value, n) => {
    const sample = textSample(place, (28 + value * 0.012) * n, (20 + 6 * value) * n);
    return [{ ...sample, figures: { ...sample.figures, promptTokens: value + 26 } }];
  },
};

function sweepSamples(axis: string, noise: () => number): BenchSample[] {
  return (SWEPT[axis] ?? []).flatMap((value) =>
    [0, 1, 2].flatMap((round) => {
      const place = {
        round,
        policy: 'alone' as const,
        start: 'warm' as const,
        at: 400_000 + value,
        sweep: { axis, value },
      };
      return SWEEPS[axis]?.(place, value, noise()) ?? [];
    }),
  );
}
