/** Schemas that saved runs of every version and mechanism share: the file may come from anyone. */
import * as v from 'valibot';
import { text as words } from '../../text/errors';
import { listOf } from '../checks';
import { ERROR_CODES } from '../errors';
import { POLICIES } from './run';

export const number = v.pipe(v.number(), v.finite());
export const count = v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(0xffffffff));
export const positive = v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(0xffffffff));
/** What a Float32Array can hold. */
export const float32 = v.pipe(number, v.minValue(-3.4028235e38), v.maxValue(3.4028235e38));
/** Up to 115 days: an axis over more would have no use, and sums of it no meaning. */
export const time = v.pipe(number, v.minValue(0), v.maxValue(1e10));
export const text = v.pipe(v.string(), v.maxLength(100_000));
export const label = v.pipe(v.string(), v.maxLength(1000));
export const pieces = listOf(label, 100_000);

export const pass = v.object({
  kind: v.pipe(v.string(), v.maxLength(40)),
  start: time,
  ms: time,
  size: count,
});
export const passes = listOf(pass, 100);

/** What every spec has, in version 1 as well. */
export const specV1 = {
  runId: label,
  seed: count,
  policy: v.picklist(POLICIES),
  epoch: number,
  prompt: text,
};
export const specCommon = { ...specV1, lane: v.pipe(v.string(), v.regex(/^[a-z]$/)) };

export const adapter = v.nullable(
  v.object({
    vendor: label,
    architecture: label,
    description: label,
    software: v.boolean(),
    f16: v.boolean(),
  }),
);
export const knownAnswer = v.object({
  ok: v.boolean(),
  worst: number,
  tolerance: number,
  what: label,
});
export const selfCheck = v.object({ ok: v.boolean(), what: label });
export const errorSchema = v.object({
  code: v.picklist(ERROR_CODES),
  message: text,
  hint: text,
});

/**
 * A date and time that `Date` can read too: the pattern of ISO 8601 alone lets through zones that
 * throw where the date is written out.
 */
export const timestamp = v.pipe(
  v.string(),
  v.maxLength(64),
  v.isoTimestamp(),
  v.check((value) => Number.isFinite(Date.parse(value)), words.savedRun.date),
);
