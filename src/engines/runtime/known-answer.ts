/**
 * The known-answer check: what engines share of it, and that of the text encoder, which several
 * models are conditioned by.
 */
import * as v from 'valibot';
import { EngineError } from '../../core/errors';
import type { KnownAnswer } from '../../core/run/run';
import type { CaptionEncoder } from './caption';
import { text as words } from '../../text/engines';

export const whole = v.pipe(v.number(), v.integer(), v.minValue(0));

const encoderSchema = v.object({
  format: v.literal('decode-and-denoise/golden-text-encoder'),
  version: v.literal(1),
  /** Absolute, for every value. */
  tolerance: v.number(),
  cases: v.pipe(
    v.array(
      v.object({
        caption: v.string(),
        /** Cut to the longest length, without padding. */
        ids: v.array(whole),
        /** First values of the mean, of the first token and of the last one. */
        pooled: v.array(v.number()),
        tokens: v.array(v.number()),
        lastToken: v.array(v.number()),
      }),
    ),
    v.minLength(1),
  ),
});

export type EncoderGolden = v.InferOutput<typeof encoderSchema>;

/** What is no number, or no answer at all; JSON has no infinity. */
export const HOPELESS = Number.MAX_VALUE;

/** @throws EngineError `unsupported-model` when the file is not such golden output. */
export function parseEncoderGolden(value: unknown, model: string): EncoderGolden {
  const result = v.safeParse(encoderSchema, value);
  if (result.success) return result.output;
  throw unreadable(model, result.issues[0]);
}

/** The error for golden output that is none, naming the first field that is wrong. */
export function unreadable(model: string, issue: v.BaseIssue<unknown>): EngineError {
  const where = v.getDotPath(issue) ?? words.known.itself;
  return new EngineError(
    'unsupported-model',
    words.known.unreadable(model, where, issue.message),
    words.known.unreadableHint,
  );
}

/** Captions of the known answer that a load compares; the tests compare all. */
const CAPTIONS = 3;

/** The check that a load makes, by what `golden.json` holds. @param model its name */
export function checkEncoderAtLoad(
  encoder: CaptionEncoder,
  golden: unknown,
  model: string,
): Promise<KnownAnswer> {
  const { cases, ...rest } = parseEncoderGolden(golden, model);
  return checkEncoder(encoder, { ...rest, cases: cases.slice(0, CAPTIONS) });
}

/** Tokenizes and encodes the captions, one pass each. */
export async function checkEncoder(
  encoder: CaptionEncoder,
  { cases, tolerance }: EncoderGolden,
): Promise<KnownAnswer> {
  let worst = 0;
  for (const { caption, ids, pooled, tokens, lastToken } of cases) {
    const text = encoder.tokenize(caption);
    if (text.ids.join() !== ids.join()) worst = HOPELESS;
    const found = await encoder.encode(text);
    const lastRow = (ids.length - 1) * found.pooled.length;
    worst = larger(worst, furthest(pooled, found.pooled));
    worst = larger(worst, furthest(tokens, found.tokens));
    worst = larger(worst, furthest(lastToken, found.tokens.subarray(lastRow)));
  }
  const what = words.known.captions(cases.length);
  return { ok: worst <= tolerance, worst, tolerance, what };
}

/** Of several checks the one that is nearest to its tolerance, or furthest over it. */
export function worse(answers: readonly KnownAnswer[]): KnownAnswer {
  const share = ({ worst, tolerance }: KnownAnswer) => worst / tolerance;
  return answers.reduce((a, b) => (share(b) > share(a) ? b : a));
}

/** Largest absolute difference from the expected values. */
export function furthest(expected: readonly number[], found: ArrayLike<number>): number {
  return expected.reduce(
    (worst, value, i) => larger(worst, Math.abs(value - (found[i] ?? NaN))),
    0,
  );
}

/** Like `Math.max`, and what is no number is as wrong as can be. */
export function larger(a: number, b: number): number {
  return Number.isNaN(b) ? HOPELESS : Math.max(a, b);
}
