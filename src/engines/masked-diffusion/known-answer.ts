/** Compares the loaded network and tokenizer with their golden output (`models/ddmodels/twins/golden.py`). */
import * as v from 'valibot';
import { Random } from '../../core/random';
import type { KnownAnswer } from '../../core/run/run';
import { CAPTION_TOKENS, type Caption } from '../runtime/caption';
import { HOPELESS, larger, unreadable, whole } from '../runtime/known-answer';
import type { Network } from '../runtime/sessions';
import { logitsOf } from './network';
import type { WordTokenizer } from './tokenizer';
import { text as words } from '../../text/engines';

const seeded = { seed: whole, words: whole };
const schema = v.object({
  format: v.literal('decode-and-denoise/golden-twin'),
  version: v.literal(1),
  /** Absolute, for every logit. */
  tolerance: v.number(),
  logits: v.pipe(
    v.array(
      v.object({
        ...seeded,
        ids: v.array(whole),
        /** Position and token. */
        at: v.array(v.tuple([whole, whole])),
        values: v.array(v.number()),
      }),
    ),
    v.minLength(1),
  ),
  /** A whole text without chance, guided away from the prompt of the next seed with two tokens. */
  greedy: v.object({ ...seeded, passes: whole, guidance: v.number(), ids: v.array(whole) }),
  spelling: v.array(v.object({ text: v.string(), ids: v.array(whole) })),
});

export type MaskedGolden = v.InferOutput<typeof schema>;

/** @throws EngineError `unsupported-model` when the file is not such golden output. */
export function parseGolden(value: unknown, model: string): MaskedGolden {
  const result = v.safeParse(schema, value);
  if (result.success) return result.output;
  throw unreadable(model, result.issues[0]);
}

/** The prompt that a case's seed stands for. */
export function promptOf(
  { seed, words }: { readonly seed: number; readonly words: number },
  hidden: number,
): Pick<Caption, 'tokens' | 'mask'> {
  return {
    tokens: new Random(seed).normal(CAPTION_TOKENS * hidden).map((value) => value * 0.5),
    mask: Float32Array.from({ length: CAPTION_TOKENS }, (_, i) => (i < words ? 1 : 0)),
  };
}

/** Compares logits alone and, as with guidance, in a batch of two, and how words are spelled. */
export async function check(
  network: Network,
  tokenizer: WordTokenizer,
  { logits, spelling, tolerance }: MaskedGolden,
  hidden: number,
): Promise<KnownAnswer> {
  let worst = 0;
  for (const { text, ids } of spelling)
    if (tokenizer.encode(text).join() !== ids.join()) worst = HOPELESS;
  for (const [i, one] of logits.entries()) {
    const prompt = promptOf(one, hidden);
    const prompts = i ? [prompt, promptOf({ seed: one.seed + 1, words: 2 }, hidden)] : [prompt];
    const [found] = await logitsOf(network, prompts, one.ids);
    const vocab = (found?.length ?? 0) / one.ids.length;
    one.at.forEach(([place, id], k) => {
      const off = Math.abs((found?.[place * vocab + id] ?? NaN) - (one.values[k] ?? NaN));
      worst = larger(worst, off);
    });
  }
  const what = words.known.masked(logits.length);
  return { ok: worst <= tolerance, worst, tolerance, what };
}
