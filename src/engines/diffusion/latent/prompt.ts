/** A prompt as a text encoder of CLIP reads it: begun, ended, and filled up to its length. */
import { PreTrainedTokenizer } from '@huggingface/transformers';

/** Tokens that the encoder reads where its graph does not say. */
const LENGTH = 77;

export interface PromptIds {
  /** Filled up. */
  readonly ids: readonly number[];
  /** As the vocabulary spells them, without what fills up. */
  readonly pieces: readonly string[];
  /** True when words did not fit. */
  readonly cut: boolean;
}

export class PromptTokenizer {
  readonly #tokenizer: PreTrainedTokenizer;

  /**
   * @param pad id that fills up; null for the one that ends a text.
   * @param length tokens that the encoder reads; null where its graph leaves it open.
   */
  constructor(
    json: object,
    config: object,
    private readonly pad: number | null,
    private readonly length: number | null,
  ) {
    this.#tokenizer = new PreTrainedTokenizer(json, config);
  }

  encode(text: string): PromptIds {
    const ids = this.#tokenizer.encode(text);
    const pieces = this.#tokenizer.tokenize(text, { add_special_tokens: true });
    const length = this.length ?? LENGTH;
    const cut = ids.length > length;
    // The token that ends it stays when words are cut.
    const fit = <T>(list: T[]) => (cut ? [...list.slice(0, length - 1), ...list.slice(-1)] : list);
    const fitted = fit(ids);
    const pad = this.pad ?? (fitted.at(-1) as number);
    return {
      ids: [...fitted, ...new Array<number>(length - fitted.length).fill(pad)],
      // A word's end is a mark of this vocabulary, not of the text.
      pieces: fit(pieces).map((piece) => piece.replace(/<\/w>$/, ' ')),
      cut,
    };
  }
}
