/** Parts of a result file that versions 1 and 2 have in common. */
import * as v from 'valibot';
import { listOf as list } from '../checks';
import { ERROR_CODES } from '../errors';

/** Of any number in a result, either way. */
export const LARGEST = 1e15;
export const number = v.pipe(v.number(), v.minValue(-LARGEST), v.maxValue(LARGEST));
export const positive = v.pipe(v.number(), v.minValue(0), v.maxValue(LARGEST));
export const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffffffff));
export const label = v.pipe(v.string(), v.maxLength(1000));
export const text = v.pipe(v.string(), v.maxLength(20_000));
const figure = v.nullable(positive);
export { list };

export const policy = v.picklist(['alone', 'together', 'turns']);
export const start = v.picklist(['cold', 'warm']);
export const backend = v.picklist(['webgpu', 'wasm']);
export const createdAt = v.pipe(v.string(), v.isoTimestamp());

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
export const adapter = v.nullable(
  v.strictObject({
    vendor: label,
    architecture: label,
    description: label,
    software: v.boolean(),
    f16: v.boolean(),
  }),
);
export const knownAnswer = v.strictObject({
  ok: v.boolean(),
  worst: number,
  tolerance: number,
  what: label,
});

export const selfCheck = v.strictObject({ ok: v.boolean(), what: label });

export const hardware = v.strictObject({
  userAgent: label,
  platform: label,
  cores: count,
  memoryGiB: figure,
  isolated: v.boolean(),
  clockStepMs: positive,
  onBattery: v.nullable(v.boolean()),
});

export const rounds = v.variant('kind', [
  v.strictObject({ kind: v.literal('fixed'), rounds: count }),
  v.strictObject({ kind: v.literal('until'), spread: positive, min: count, max: count }),
]);

export const limits = list(
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
);

export const end = v.variant('complete', [
  v.strictObject({ complete: v.literal(true) }),
  v.strictObject({
    complete: v.literal(false),
    why: v.picklist(['stopped', 'hidden', ...ERROR_CODES]),
    message: text,
  }),
]);
