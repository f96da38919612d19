/**
 * The schema of a result file, checked field by field: it may come from anyone. Published for other
 * programs as `public/schemas/bench-result.v1.json`, which a test makes from this.
 */
import * as v from 'valibot';
import type { BenchResult } from './bench';
import { BENCH_FORMAT, BENCH_VERSION, NOTE_CODES } from './bench';
import { MAX_PROMPTS, MAX_SAMPLES, MAX_SWEEPS, MAX_VALUES } from './plan';
import { SAMPLERS, SCHEDULES } from '../diffusion/denoise';
import { LANGUAGE_ENGINES } from '../run/engine';
import { ERROR_CODES } from '../errors';

/** Of any number in a result, either way. */
export const LARGEST = 1e15;
const number = v.pipe(v.number(), v.minValue(-LARGEST), v.maxValue(LARGEST));
const positive = v.pipe(v.number(), v.minValue(0), v.maxValue(LARGEST));
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffffffff));
const label = v.pipe(v.string(), v.maxLength(1000));
const text = v.pipe(v.string(), v.maxLength(20_000));
const figure = v.nullable(positive);
const list = <T extends v.GenericSchema>(item: T, most: number) =>
  v.pipe(v.array(item), v.maxLength(most));

const lane = v.picklist(['language', 'diffusion']);
const policy = v.picklist(['alone', 'together', 'turns']);
const start = v.picklist(['cold', 'warm']);
const backend = v.picklist(['webgpu', 'wasm']);
const passKind = v.picklist(['prefill', 'decode', 'encode', 'denoise']);
const axis = v.picklist(['tokens', 'steps', 'guidance', 'batch', 'threads', 'context']);

const stat = v.nullable(
  v.strictObject({
    n: count,
    median: positive,
    min: positive,
    max: positive,
    q1: positive,
    q3: positive,
  }),
);
const adapter = v.nullable(
  v.strictObject({
    vendor: label,
    architecture: label,
    description: label,
    software: v.boolean(),
    f16: v.boolean(),
  }),
);

const hardware = v.strictObject({
  userAgent: label,
  platform: label,
  cores: count,
  memoryGiB: figure,
  isolated: v.boolean(),
  clockStepMs: positive,
  onBattery: v.nullable(v.boolean()),
});

const engine = v.strictObject({
  lane,
  model: v.strictObject({ id: label, name: label, sha256: label }),
  runtime: label,
  backend,
  backendReason: label,
  adapter,
  threads: count,
  knownAnswer: v.strictObject({ ok: v.boolean(), worst: number, tolerance: number, what: label }),
  loadMs: positive,
  fromDevice: v.boolean(),
  loadsMs: list(positive, 1000),
});

const plan = v.strictObject({
  prompts: list(v.strictObject({ id: label, question: text, caption: text }), MAX_PROMPTS),
  tokens: count,
  steps: count,
  guidance: positive,
  sampler: v.picklist(SAMPLERS),
  schedule: v.picklist(SCHEDULES),
  seed: count,
  policies: list(policy, 3),
  starts: list(start, 2),
  rounds: v.variant('kind', [
    v.strictObject({ kind: v.literal('fixed'), rounds: count }),
    v.strictObject({ kind: v.literal('until'), spread: positive, min: count, max: count }),
  ]),
  backend: v.picklist(['auto', 'webgpu', 'wasm']),
  engine: v.picklist(LANGUAGE_ENGINES),
  threads: count,
  sweeps: list(
    v.strictObject({ axis, values: list(positive, MAX_VALUES), rounds: count }),
    MAX_SWEEPS,
  ),
});

const sample = {
  round: count,
  prompt: label,
  policy,
  start,
  engine: count,
  sweep: v.nullable(v.strictObject({ axis, value: positive })),
  at: positive,
  runMs: positive,
  longestPassMs: positive,
  longestWaitMs: positive,
  passesWaited: v.nullable(count),
  overlap: v.nullable(
    v.strictObject({
      ms: positive,
      done: v.strictObject({
        prefill: positive,
        decode: positive,
        encode: positive,
        denoise: positive,
      }),
    }),
  ),
  passes: list(
    v.strictObject({ kind: passKind, start: positive, ms: positive, size: count, wait: positive }),
    2000,
  ),
};

const samples = v.variant('lane', [
  v.strictObject({
    lane: v.literal('language'),
    ...sample,
    promptTokens: count,
    tokens: count,
    ttftMs: figure,
    prefillTokensPerSecond: figure,
    decodeTokensPerSecond: figure,
    tpotMs: figure,
    tpotP50Ms: figure,
    tpotP95Ms: figure,
  }),
  v.strictObject({
    lane: v.literal('diffusion'),
    ...sample,
    encodeMs: figure,
    msPerStep: figure,
    imageMs: figure,
    picturesPerMinute: figure,
    steps: count,
    nfe: count,
    batch: count,
    pictures: count,
  }),
]);

export const benchSchema = v.strictObject({
  format: v.literal(BENCH_FORMAT),
  version: v.literal(BENCH_VERSION),
  id: label,
  createdAt: v.pipe(v.string(), v.isoTimestamp()),
  label,
  hardware,
  engines: list(engine, 100),
  plan,
  samples: list(samples, MAX_SAMPLES),
  costs: list(
    v.strictObject({
      kind: passKind,
      size: count,
      flops: positive,
      bytes: positive,
      dispatches: count,
    }),
    20,
  ),
  limits: list(
    v.strictObject({
      backend,
      adapter,
      threads: count,
      precision: v.picklist(['f32', 'f16', 'int16']),
      bytesPerSecond: stat,
      flopsPerSecond: stat,
      dispatchMs: stat,
      roundTripMs: stat,
      how: label,
    }),
    20,
  ),
  notes: list(
    v.strictObject({
      code: v.picklist(NOTE_CODES),
      level: v.picklist(['wrong', 'warning', 'info']),
      lane: v.nullable(lane),
      message: text,
    }),
    100,
  ),
  end: v.variant('complete', [
    v.strictObject({ complete: v.literal(true) }),
    v.strictObject({
      complete: v.literal(false),
      why: v.picklist(['stopped', 'hidden', ...ERROR_CODES]),
      message: text,
    }),
  ]),
});

type Mutable<T> = T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;
type Same<A, B> = A extends B ? (B extends A ? true : false) : false;
/** The schema and the words of `bench.ts` are one; a field that only one of them has is an error. */
true satisfies Same<v.InferOutput<typeof benchSchema>, Mutable<BenchResult>>;
