/**
 * The known-answer check: kernels can be silently wrong on a device, so the loaded models are
 * compared with their golden outputs before anything is shown. Formats: `golden.json` of the
 * denoiser (`models/ddmodels/emoji_golden.py`) and of the text encoder.
 */
import * as v from 'valibot';
import { EngineError } from '../../core/errors';
import { Random } from '../../core/random';
import type { KnownAnswer } from '../../core/run';
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

export type DenoiserGolden = v.InferOutput<typeof denoiserSchema>;
type Case = DenoiserGolden['denoise'][number];

/** @throws EngineError `unsupported-model` when the file is not such golden output. */
export function parseDenoiserGolden(value: unknown, where: string): DenoiserGolden {
  const result = v.safeParse(denoiserSchema, value);
  if (result.success) return result.output;
  const issue = result.issues[0];
  throw new EngineError(
    'unsupported-model',
    `${where} holds no known answers: ${v.getDotPath(issue) ?? 'the file itself'}: ${issue.message}`,
  );
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
  let worst = larger(Math.abs(mean - one.mean), Math.abs(std - one.std));
  one.at.forEach((place, i) => {
    worst = larger(worst, Math.abs((prediction[place] ?? NaN) - (one.values[i] ?? NaN)));
  });
  return worst;
}

/** Like `Math.max`, and what is no number is infinitely wrong. */
function larger(a: number, b: number): number {
  return Number.isNaN(b) ? Infinity : Math.max(a, b);
}

const encoderSchema = v.object({
  cases: v.array(
    v.object({
      caption: v.string(),
      ids: v.array(whole),
      pooled: v.array(v.number()),
      tokens: v.array(v.number()),
    }),
  ),
  tolerance: v.number(),
});
export type EncoderGolden = v.InferOutput<typeof encoderSchema>;
export function parseEncoderGolden(value: unknown, _where: string): EncoderGolden {
  return v.parse(encoderSchema, value);
}
export async function checkEncoder(
  encoder: CaptionEncoder,
  golden: EncoderGolden,
): Promise<KnownAnswer> {
  let worst = 0;
  for (const one of golden.cases) {
    const text = encoder.tokenize(one.caption);
    if (text.ids.join() !== one.ids.join()) worst = Infinity;
    const caption = await encoder.encode(text);
    one.pooled.forEach((value, i) => {
      worst = larger(worst, Math.abs(value - (caption.pooled[i] ?? NaN)));
    });
    one.tokens.forEach((value, i) => {
      worst = larger(worst, Math.abs(value - (caption.tokens[i] ?? NaN)));
    });
  }
  return { ok: worst <= golden.tolerance, worst, tolerance: golden.tolerance, what: 'captions' };
}
