/**
 * Text to ids and ids to pieces: a BPE that writes a space as `▁` before each word and what it does
 * not know byte by byte (`models/ddmodels/text/tokenizer.py`).
 */
import { Tokenizer } from '@huggingface/tokenizers';
import { EngineError } from '../../core/errors';
import { text as words } from '../../text/engines';

export class WordTokenizer {
  readonly #tokenizer: Tokenizer;
  readonly #pieces: readonly string[];

  /**
   * @param json what `tokenizer.json` holds
   * @throws EngineError `unsupported-model` where it is none
   */
  constructor(json: object) {
    try {
      this.#tokenizer = new Tokenizer(json, {});
      const pieces: string[] = [];
      for (const [token, id] of this.#tokenizer.get_vocab()) pieces[id] = token;
      this.#pieces = pieces;
    } catch (cause) {
      throw new EngineError('unsupported-model', words.models.noTokenizer, '', { cause });
    }
  }

  get size(): number {
    return this.#pieces.length;
  }

  /** Ids of words at the beginning of a text or after a space. */
  encode(text: string): number[] {
    return this.#tokenizer.encode(text, { add_special_tokens: false }).ids;
  }

  /** Ids of what stands right behind a word: ", which". */
  encodeBehind(text: string): number[] {
    if (!/^[.,]/.test(text)) return this.encode(text);
    // No merge reaches over a comma or a full stop.
    return this.encode(`a${text}`).slice(this.encode('a').length);
  }

  /** As the vocabulary spells it. */
  piece(id: number): string {
    const piece = this.#pieces[id];
    if (piece === undefined) throw new EngineError('internal', `There is no token ${id}.`);
    return piece;
  }
}
