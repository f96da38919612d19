/**
 * The known-answer check: kernels can be silently wrong on a device, so the loaded models are
 * compared with their golden outputs before anything is shown. Formats: `golden.json` of the
 * denoiser (`models/ddmodels/emoji_golden.py`) and of the text encoder.
 */
import * as v from 'valibot';
import { Random } from '../../core/random';
import type { KnownAnswer } from '../../core/run/run';
import type { Network } from '../runtime/sessions';
import { DenoiserBatch } from './denoiser';
import { CAPTION_TOKENS, type Caption } from '../runtime/caption';
import { furthest, larger, unreadable, whole } from '../runtime/known-answer';
import { text as words } from '../../text/engines';

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
export function parseDenoiserGolden(value: unknown, model: string): DenoiserGolden {
  const result = v.safeParse(denoiserSchema, value);
  if (result.success) return result.output;
  throw unreadable(model, result.issues[0]);
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
    what: words.known.noise(cases.length),
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
