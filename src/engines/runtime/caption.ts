/** The caption as the denoiser reads it: tokenizer and text encoder, once for each prompt. */
import { PreTrainedTokenizer } from '@huggingface/transformers';
import { Tensor } from './ort';
import type { Network } from './sessions';

/** Every caption is cut and padded to this many tokens, [CLS] and [SEP] among them. */
export const CAPTION_TOKENS = 16;

/** A caption as token ids, before the network. */
export interface CaptionIds {
  /** At most 16, without padding. */
  readonly ids: readonly number[];
  /** The same as the vocabulary spells them: `##` goes on a word, `[UNK]` is an unknown one. */
  readonly pieces: readonly string[];
  /** True when words did not fit. */
  readonly cut: boolean;
}

/** What the denoiser is conditioned on, one caption. */
export interface Caption {
  /** [16, hidden] last hidden state, row-major. */
  readonly tokens: Float32Array;
  /** [16], 1 for a token and 0 for padding. */
  readonly mask: Float32Array;
  /** [hidden], mean over the tokens, of unit length. */
  readonly pooled: Float32Array;
}

export class CaptionEncoder {
  readonly #tokenizer: PreTrainedTokenizer;
  readonly #network: Network;

  /** @param tokenizer what tokenizer.json and tokenizer_config.json hold. */
  constructor(network: Network, tokenizer: { json: object; config: object }) {
    this.#network = network;
    this.#tokenizer = new PreTrainedTokenizer(tokenizer.json, tokenizer.config);
  }

  tokenize(text: string): CaptionIds {
    const ids = this.#tokenizer.encode(text);
    const pieces = this.#tokenizer.tokenize(text, { add_special_tokens: true });
    const cut = ids.length > CAPTION_TOKENS;
    // The end marker stays when words are cut, as `tokenizers` does it on the Python side.
    const fit = <T>(list: T[]) =>
      cut ? [...list.slice(0, CAPTION_TOKENS - 1), ...list.slice(-1)] : list;
    return { ids: fit(ids), pieces: fit(pieces), cut };
  }

  /** One pass of the network. */
  async encode({ ids }: CaptionIds): Promise<Caption> {
    const input = new BigInt64Array(CAPTION_TOKENS);
    const seen = new BigInt64Array(CAPTION_TOKENS);
    ids.forEach((id, i) => {
      input[i] = BigInt(id);
      seen[i] = 1n;
    });
    const shape = [1, CAPTION_TOKENS];
    const result = await this.#network.run({
      input_ids: new Tensor('int64', input, shape),
      attention_mask: new Tensor('int64', seen, shape),
    });
    return {
      tokens: result['tokens']?.data as Float32Array,
      mask: Float32Array.from(seen, Number),
      pooled: result['pooled']?.data as Float32Array,
    };
  }
}
