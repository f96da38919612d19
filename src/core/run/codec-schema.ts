/** The JSON part of a saved run, checked field by field: the file may come from anyone. */
import * as v from 'valibot';
import { SAMPLERS, SCHEDULES } from '../diffusion/denoise';
import { ERROR_CODES } from '../errors';

/** Ten times what the page makes (`core/limits`): a trace is rebuilt event by event. */
const MOST_TOKENS = 10_000;
const MOST_STEPS = 2000;

const number = v.pipe(v.number(), v.finite());
const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffffffff));
const positive = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(0xffffffff));
/** What a Float32Array can hold. */
const float32 = v.pipe(number, v.minValue(-3.4028235e38), v.maxValue(3.4028235e38));
/** Up to 115 days: an axis over more would have no use, and sums of it no meaning. */
const time = v.pipe(number, v.minValue(0), v.maxValue(1e10));
const text = v.pipe(v.string(), v.maxLength(100_000));
const label = v.pipe(v.string(), v.maxLength(1000));
const pieces = v.pipe(v.array(label), v.maxLength(100_000));

const pass = v.object({
  kind: v.picklist(['prefill', 'decode', 'encode', 'denoise']),
  start: time,
  ms: time,
  size: count,
});

const base = {
  runId: label,
  seed: count,
  policy: v.picklist(['alone', 'together', 'turns']),
  epoch: number,
  prompt: text,
};

const spec = v.variant('lane', [
  v.object({
    ...base,
    lane: v.literal('language'),
    from: v.exactOptional(
      v.object({
        runId: label,
        at: count,
        forced: v.pipe(v.array(count), v.maxLength(10_000)),
        text: v.exactOptional(text),
        reused: v.exactOptional(count),
      }),
    ),
    maxTokens: positive,
    sampling: v.object({
      temperature: number,
      topK: count,
      topP: number,
      minP: number,
      repetitionPenalty: number,
    }),
  }),
  v.object({
    ...base,
    lane: v.literal('diffusion'),
    from: v.exactOptional(v.object({ runId: label, at: count, renoise: v.boolean() })),
    sampler: v.picklist(SAMPLERS),
    schedule: v.picklist(SCHEDULES),
    steps: positive,
    guidance: number,
    style: count,
    batch: v.exactOptional(positive),
  }),
]);

const engine = v.object({
  lane: v.picklist(['language', 'diffusion']),
  model: v.object({ id: label, name: label, sha256: label }),
  runtime: label,
  backend: v.picklist(['webgpu', 'wasm']),
  backendReason: label,
  adapter: v.nullable(
    v.object({
      vendor: label,
      architecture: label,
      description: label,
      software: v.boolean(),
      f16: v.boolean(),
    }),
  ),
  threads: count,
  knownAnswer: v.object({ ok: v.boolean(), worst: number, tolerance: number, what: label }),
  loadMs: number,
  fromDevice: v.boolean(),
});

const end = v.variant('type', [
  v.object({
    type: v.literal('done'),
    reason: v.picklist(['stop', 'length', 'context', 'steps']),
    t: time,
  }),
  v.object({ type: v.literal('aborted'), t: time }),
  v.object({
    type: v.literal('error'),
    error: v.object({ code: v.picklist(ERROR_CODES), message: text, hint: text }),
    t: time,
  }),
]);

const token = v.object({
  id: count,
  piece: label,
  text: label,
  logprob: number,
  entropy: number,
  logSum: v.optional(v.nullable(number), null),
  rank: count,
  draw: number,
  pass,
  t: time,
  /** How many candidates of the binary part are its own. */
  candidates: count,
});

const step = v.object({
  sigma: number,
  sigmaNext: number,
  nfe: count,
  passes: v.pipe(v.array(pass), v.maxLength(100)),
  /** Smallest and largest value of x, which its bytes span. */
  low: float32,
  high: float32,
  /** The same of promptDelta; null where there is none. */
  delta: v.optional(v.nullable(v.object({ low: float32, high: float32 })), null),
  t: time,
});

const trace = v.object({
  spec,
  engine,
  warm: v.boolean(),
  startedAt: time,
  prompt: v.nullable(
    v.object({ ids: v.pipe(v.array(count), v.maxLength(100_000)), pieces, t: time }),
  ),
  encoded: v.nullable(v.object({ pieces, cut: v.boolean(), pass, t: time })),
  tokens: v.pipe(v.array(token), v.maxLength(MOST_TOKENS)),
  steps: v.pipe(v.array(step), v.maxLength(MOST_STEPS)),
  /** Values in a frame, 3 x size x size; 0 where there are no steps. */
  frame: count,
  end: v.nullable(end),
});

export const headerSchema = v.object({
  createdAt: v.pipe(v.string(), v.isoTimestamp()),
  userAgent: label,
  /** Every piece of a candidate, once; candidates refer to them by index. */
  strings: v.array(label),
  traces: v.pipe(v.array(trace), v.minLength(1), v.maxLength(64)),
});

export type Header = v.InferOutput<typeof headerSchema>;
export type SavedTrace = Header['traces'][number];
