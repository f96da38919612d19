/**
 * The schema of a result file of version 2, checked field by field: it may come from anyone.
 * Published for other programs as `public/schemas/bench-result.v2.json`, which a test makes from
 * this. Figures are open: those that this page does not know are kept.
 */
import * as v from 'valibot';
import { text as words } from '../../text/bench';
import { MECHANISMS_KNOWN, MODALITIES, RUNTIMES_KNOWN } from '../ids';
import { BENCH_FORMAT, BENCH_VERSION, NOTE_CODES, type BenchResult } from './bench';
import { MAX_LANES, MAX_PROMPTS, MAX_SAMPLES, MAX_SWEEPS, MAX_VALUES } from './plan';
import * as part from './schema-parts';

const { adapter, backend, count, hardware, knownAnswer, label, list, number, selfCheck } = part;
const { policy, positive, rounds, start, text, limits, end } = part;

const lane = v.pipe(v.string(), v.regex(/^[a-z]$/, words.file.laneId));
/** Key of a figure or setting, id of an axis, kind of a pass. */
const key = v.pipe(v.string(), v.minLength(1), v.maxLength(40));
const model = {
  source: v.picklist(['site', 'hub', 'file']),
  id: label,
  revision: v.nullable(label),
};

const engine = v.strictObject({
  lane,
  mechanism: v.picklist(MECHANISMS_KNOWN),
  modality: v.picklist(MODALITIES),
  model: v.strictObject({ ...model, name: label, sha256: label }),
  runtimeId: v.picklist(RUNTIMES_KNOWN),
  runtime: label,
  backend,
  backendReason: label,
  adapter,
  threads: count,
  knownAnswer: v.nullable(knownAnswer),
  selfCheck: v.exactOptional(selfCheck),
  loadMs: positive,
  fromDevice: v.boolean(),
  loadsMs: list(positive, 1000),
});

const lanePlan = v.strictObject({
  id: lane,
  mechanism: v.picklist(MECHANISMS_KNOWN),
  model: v.strictObject(model),
  runtime: v.picklist(RUNTIMES_KNOWN),
  values: v.record(key, v.union([number, text])),
});

const plan = v.strictObject({
  lanes: v.pipe(v.array(lanePlan), v.minLength(1), v.maxLength(MAX_LANES)),
  prompts: list(
    v.strictObject({ id: label, prompt: text, lanes: v.exactOptional(v.record(lane, text)) }),
    MAX_PROMPTS,
  ),
  seed: count,
  policies: list(policy, 3),
  starts: list(start, 2),
  rounds,
  backend: v.picklist(['auto', 'webgpu', 'wasm']),
  threads: count,
  sweeps: list(
    v.strictObject({
      axis: key,
      lane: v.nullable(lane),
      values: list(positive, MAX_VALUES),
      rounds: count,
    }),
    MAX_SWEEPS,
  ),
});

const sample = v.strictObject({
  lane,
  round: count,
  prompt: label,
  policy,
  start,
  engine: count,
  sweep: v.nullable(v.strictObject({ axis: key, value: positive })),
  at: positive,
  results: count,
  longestPassMs: positive,
  longestWaitMs: positive,
  passesWaited: v.nullable(count),
  overlap: v.nullable(v.strictObject({ ms: positive, done: v.record(key, positive) })),
  passes: list(
    v.strictObject({ kind: key, start: positive, ms: positive, size: count, wait: positive }),
    2000,
  ),
  figures: v.record(key, v.nullable(number)),
});

export const benchSchema = v.strictObject({
  format: v.literal(BENCH_FORMAT),
  version: v.literal(BENCH_VERSION),
  id: label,
  createdAt: part.createdAt,
  label,
  hardware,
  engines: list(engine, 100),
  plan,
  samples: list(sample, MAX_SAMPLES),
  costs: list(
    v.strictObject({
      lane,
      kind: key,
      size: count,
      flops: positive,
      bytes: positive,
      dispatches: count,
    }),
    40,
  ),
  limits,
  notes: list(
    v.strictObject({
      code: v.picklist(NOTE_CODES),
      level: v.picklist(['wrong', 'warning', 'info']),
      lane: v.nullable(lane),
      message: text,
    }),
    100,
  ),
  end,
});

type Mutable<T> = T extends object ? { -readonly [K in keyof T]: Mutable<T[K]> } : T;
type Same<A, B> = A extends B ? (B extends A ? true : false) : false;
/** The schema and the words of `bench.ts` are one; a field that only one of them has is an error. */
true satisfies Same<v.InferOutput<typeof benchSchema>, Mutable<BenchResult>>;
