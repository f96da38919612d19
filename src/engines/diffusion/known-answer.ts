/**
 * The known-answer check: kernels can be silently wrong on a device, so the loaded models are
 * compared with their golden outputs before anything is shown. Formats: `golden.json` of the
 * denoiser (`models/ddmodels/emoji_golden.py`) and of the text encoder.
 */
import * as v from 'valibot';
import { EngineError } from '../../core/errors';
import { Random } from '../../core/random';
import type { KnownAnswer } from '../../core/run/run';
import type { Network } from './sessions';
import { DenoiserBatch } from './denoiser';
import { CAPTION_TOKENS, type Caption, type CaptionEncoder } from './encoder';

const whole = v.pipe(v.number(), v.integer(), v.minValue(0));

const denoiserSchema = v.object({
  format: v.literal('decode-and-denoise/golden-denoiser'),
  version: v.literal(1),
  /** D at inputs that come from seeds: the network alone. */
  denoise: v.pipe(
    v.array(
      v.object({
        seed: whole,
        sigma: v.number(),
        /** Tokens that the mask lets through. */
        words: whole,
        style: whole,
        /** Places in the prediction, and the values there. */
        at: v.array(whole),
        values: v.array(v.number()),
        mean: v.number(),
        std: v.number(),
        /** Absolute, for every figure. */
        tolerance: v.number(),
      }),
    ),
    v.minLength(1),
  ),
});

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

export type DenoiserGolden = v.InferOutput<typeof denoiserSchema>;
export type EncoderGolden = v.InferOutput<typeof encoderSchema>;
type Case = DenoiserGolden['denoise'][number];

/** What is no number, or no answer at all; JSON has no infinity. */
const HOPELESS = Number.MAX_VALUE;

/** @throws EngineError `unsupported-model` when the file is not such golden output. */
export function parseDenoiserGolden(value: unknown, model: string): DenoiserGolden {
  const result = v.safeParse(denoiserSchema, value);
  if (result.success) return result.output;
  throw unreadable(model, result.issues[0]);
}

/** @throws EngineError `unsupported-model` when the file is not such golden output. */
export function parseEncoderGolden(value: unknown, model: string): EncoderGolden {
  const result = v.safeParse(encoderSchema, value);
  if (result.success) return result.output;
  throw unreadable(model, result.issues[0]);
}

function unreadable(model: string, issue: v.BaseIssue<unknown>): EngineError {
  const where = v.getDotPath(issue) ?? 'the file itself';
  return new EngineError(
    'unsupported-model',
    `The golden output of ${model} cannot be read: ${where}: ${issue.message}`,
    'If it stays when you try again, the copy of the site is damaged or of another version.',
  );
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
  const what = `embeddings of ${cases.length} captions`;
  return { ok: worst <= tolerance, worst, tolerance, what };
}

/** The inputs that a case's seed stands for. */
export function inputsOf({ seed, sigma, words }: Case, size: number, hidden: number) {
  const scale = Math.sqrt(sigma ** 2 + 0.25);
  const tokens = new Random(seed + 1).normal(CAPTION_TOKENS * hidden).map((value) => value * 0.5);
  const direction = new Random(seed + 2).normal(hidden);
  const norm = Math.hypot(...direction);
  const caption: Caption = {
    tokens,
    mask: Float32Array.from({ length: CAPTION_TOKENS }, (_, i) => (i < words ? 1 : 0)),
    pooled: direction.map((value) => value / norm),
  };
  const sample = new Random(seed).normal(3 * size * size).map((value) => value * scale);
  return { sample, caption };
}

/** Compares predictions in batches of two, as with guidance, and the first also alone. */
export async function checkDenoiser(
  network: Network,
  golden: DenoiserGolden,
  size: number,
  hidden: number,
): Promise<KnownAnswer> {
  const cases = golden.denoise;
  const batches = [cases.slice(0, 1)];
  for (let i = 0; i < cases.length; i += 2) batches.push(cases.slice(i, i + 2));
  let worst = 0;
  for (const batch of batches) {
    const inputs = batch.map((one) => inputsOf(one, size, hidden));
    const rows = batch.map(({ style }, i) => ({
      caption: (inputs[i] as { caption: Caption }).caption,
      style,
    }));
    const output = await new DenoiserBatch(network, size, rows).pass(
      inputs.map(({ sample }) => sample),
      batch.map(({ sigma }) => sigma),
    );
    const length = output.length / batch.length;
    batch.forEach((one, row) => {
      worst = larger(worst, deviation(one, output.subarray(row * length, (row + 1) * length)));
    });
  }
  const tolerance = Math.min(...cases.map((one) => one.tolerance));
  return {
    ok: worst <= tolerance,
    worst,
    tolerance,
    what: `predicted x0 at ${cases.length} noise levels`,
  };
}

/** Largest absolute difference of chosen values, mean and standard deviation. */
function deviation(one: Case, prediction: Float32Array): number {
  let sum = 0;
  let squares = 0;
  for (const value of prediction) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / prediction.length;
  const std = Math.sqrt(squares / prediction.length - mean * mean);
  const worst = larger(Math.abs(mean - one.mean), Math.abs(std - one.std));
  const chosen = one.at.map((place) => prediction[place] ?? NaN);
  return larger(worst, furthest(one.values, chosen));
}

/** Largest absolute difference from the expected values. */
function furthest(expected: readonly number[], found: ArrayLike<number>): number {
  return expected.reduce(
    (worst, value, i) => larger(worst, Math.abs(value - (found[i] ?? NaN))),
    0,
  );
}

/** Like `Math.max`, and what is no number is as wrong as can be. */
function larger(a: number, b: number): number {
  return Number.isNaN(b) ? HOPELESS : Math.max(a, b);
}
