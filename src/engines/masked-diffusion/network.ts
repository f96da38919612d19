/** The masked network: its inputs, and what one pass over a text gives. */
import { Tensor } from '../runtime/ort';
import { CAPTION_TOKENS, type Caption } from '../runtime/caption';
import type { Network } from '../runtime/sessions';

/** A row of a pass: what is asked for. */
type Prompt = Pick<Caption, 'tokens' | 'mask'>;

/** Inputs of a pass over one text for each prompt. */
function feedsOf(prompts: readonly Prompt[], ids: readonly number[]) {
  const rows = prompts.length;
  const hidden = (prompts[0]?.tokens.length ?? 0) / CAPTION_TOKENS;
  const join = (part: keyof Prompt) => Float32Array.from(prompts.flatMap((one) => [...one[part]]));
  const all = BigInt64Array.from(
    prompts.flatMap(() => [...ids]),
    BigInt,
  );
  return {
    tokens: new Tensor('float32', join('tokens'), [rows, CAPTION_TOKENS, hidden]),
    mask: new Tensor('float32', join('mask'), [rows, CAPTION_TOKENS]),
    ids: new Tensor('int64', all, [rows, ids.length]),
    places: new Tensor(
      'int64',
      BigInt64Array.from(ids, (_, i) => BigInt(i)),
      [ids.length],
    ),
  };
}

/**
 * One forward pass; its result is on the CPU.
 * @returns for each prompt the logits of every position, [ids, vocab], one after the other
 */
export async function logitsOf(
  network: Network,
  prompts: readonly Prompt[],
  ids: readonly number[],
): Promise<Float32Array[]> {
  const { logits } = await network.run(feedsOf(prompts, ids));
  const all = logits?.data as Float32Array;
  const each = all.length / prompts.length;
  return prompts.map((_, row) => all.subarray(row * each, (row + 1) * each));
}
