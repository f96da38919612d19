/**
 * Compares the loaded networks with their golden outputs (`models/ddmodels/twins/picture_golden.py`,
 * `models/ddmodels/tokens/export.py`).
 */
import * as v from 'valibot';
import { Random } from '../../core/random';
import type { KnownAnswer } from '../../core/run/run';
import { CAPTION_TOKENS } from '../runtime/caption';
import { furthest, larger, unreadable, whole } from '../runtime/known-answer';
import type { Network } from '../runtime/sessions';
import { decode } from './decoder';
import type { PictureNetwork, Prompt, Said, Sizes } from './network';
import { text as words } from '../../text/engines';

const codes = v.array(v.tuple([whole, whole]));
const asked = { seed: whole, words: whole, style: whole };
const twinSchema = v.object({
  format: v.literal('decode-and-denoise/golden-picture-twin'),
  version: v.literal(1),
  /** Absolute, for every logit. */
  tolerance: v.number(),
  cells: v.pipe(
    v.array(
      v.object({
        ...asked,
        /** Of the first cells; the next one is asked, and those behind it are not known. */
        codes,
        /** First code, from which the second one is said. */
        first: whole,
        /** Of the first and of the second code: some of their values, and the logits. */
        at: v.tuple([v.array(whole), v.array(whole)]),
        values: v.tuple([v.array(v.number()), v.array(v.number())]),
      }),
    ),
    v.minLength(1),
  ),
  /** A whole picture without chance, guided away from the prompt of the next seed with two tokens. */
  greedy: v.object({ ...asked, guidance: v.number(), passes: whole, codes }),
});
const decoderSchema = v.object({
  format: v.literal('decode-and-denoise/golden-tokens'),
  version: v.literal(1),
  decode: v.pipe(
    v.array(
      v.object({
        codes,
        style: whole,
        /** Places in the picture, and the values there. */
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

export type TwinGolden = v.InferOutput<typeof twinSchema>;
export type DecoderGolden = v.InferOutput<typeof decoderSchema>;

/** @throws EngineError `unsupported-model` when the file is not such golden output. */
export function parseGolden(value: unknown, model: string): TwinGolden {
  const result = v.safeParse(twinSchema, value);
  if (result.success) return result.output;
  throw unreadable(model, result.issues[0]);
}

/** @throws EngineError `unsupported-model` when the file is not such golden output. */
export function parseDecoderGolden(value: unknown, model: string): DecoderGolden {
  const result = v.safeParse(decoderSchema, value);
  if (result.success) return result.output;
  throw unreadable(model, result.issues[0]);
}

/** The prompt that a case's seed stands for. */
export function promptOf(
  { seed, words }: { readonly seed: number; readonly words: number },
  hidden: number,
): Prompt {
  return {
    tokens: new Random(seed).normal(CAPTION_TOKENS * hidden).map((value) => value * 0.5),
    mask: Float32Array.from({ length: CAPTION_TOKENS }, (_, i) => (i < words ? 1 : 0)),
  };
}

/** What a network says of the cell after the given ones, that cell alone. */
export type SayNext = (
  network: PictureNetwork,
  sizes: Sizes,
  prompts: readonly Prompt[],
  style: number,
  codes: readonly (readonly [number, number])[],
) => Promise<Said>;

/** Compares logits of cells, the first case alone, the others in a batch of two, as with guidance. */
export async function checkTwin(
  network: PictureNetwork,
  sizes: Sizes,
  { cells, tolerance }: TwinGolden,
  hidden: number,
  sayNext: SayNext,
): Promise<KnownAnswer> {
  let worst = 0;
  for (const [i, one] of cells.entries()) {
    const prompt = promptOf(one, hidden);
    const prompts = i ? [prompt, promptOf({ seed: one.seed + 1, words: 2 }, hidden)] : [prompt];
    const said = await sayNext(network, sizes, prompts, one.style, one.codes);
    const [second] = await network.second(said, [{ row: 0, first: one.first }]);
    [said.first[0], second?.[0]].forEach((logits, which) => {
      const found = one.at[which]?.map((code) => logits?.[code] ?? NaN) ?? [];
      worst = larger(worst, furthest(one.values[which] ?? [], found));
    });
  }
  const what = words.known.pictureCells(cells.length);
  return { ok: worst <= tolerance, worst, tolerance, what };
}

/** Compares some values, the mean and the standard deviation of pictures. */
export async function checkDecoder(
  network: Network,
  { decode: cases }: DecoderGolden,
): Promise<KnownAnswer> {
  let worst = 0;
  let tolerance = Infinity;
  for (const one of cases) {
    const [picture] = await decode(network, [one.codes], one.style);
    if (!picture) continue;
    const mean = picture.reduce((sum, value) => sum + value, 0) / picture.length;
    const square = picture.reduce((sum, value) => sum + (value - mean) ** 2, 0);
    const found = one.at.map((place) => picture[place] ?? NaN);
    worst = larger(worst, furthest(one.values, found));
    worst = larger(worst, Math.abs(mean - one.mean));
    worst = larger(worst, Math.abs(Math.sqrt(square / picture.length) - one.std));
    tolerance = Math.min(tolerance, one.tolerance);
  }
  return { ok: worst <= tolerance, worst, tolerance, what: words.known.decoded(cases.length) };
}
