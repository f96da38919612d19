/**
 * Text to ids and ids to pieces: a byte pair encoding (Sennrich et al. 2016) that writes a space as
 * `▁` before each word and what it does not know byte by byte (`models/ddmodels/text/tokenizer.py`).
 * Our own, as `@huggingface/tokenizers` does not cut words as that file says (`MergedWithNext`).
 */
import * as v from 'valibot';
import { EngineError } from '../../core/errors';
import { text as words } from '../../text/engines';

const schema = v.object({
  model: v.object({
    type: v.literal('BPE'),
    vocab: v.record(v.string(), v.pipe(v.number(), v.integer(), v.minValue(0))),
    merges: v.array(v.tuple([v.string(), v.string()])),
  }),
});

export class WordTokenizer {
  readonly #ids: ReadonlyMap<string, number>;
  readonly #pieces: readonly string[];
  /** Of two pieces beside each other, how early they are joined. */
  readonly #ranks: ReadonlyMap<string, number>;

  /**
   * @param json what `tokenizer.json` holds
   * @throws EngineError `unsupported-model` where it is none of this kind
   */
  constructor(json: object) {
    const read = v.safeParse(schema, json);
    if (!read.success) throw new EngineError('unsupported-model', words.models.noTokenizer);
    const { vocab, merges } = read.output.model;
    this.#ids = new Map(Object.entries(vocab));
    const pieces: string[] = [];
    for (const [piece, id] of this.#ids) pieces[id] = piece;
    this.#pieces = pieces;
    this.#ranks = new Map(merges.map(([a, b], rank) => [key(a, b), rank]));
  }

  get size(): number {
    return this.#pieces.length;
  }

  /** Ids of words at the beginning of a text or after a space. No text stands for a special token. */
  encode(text: string): number[] {
    return this.#encode(`▁${text.replaceAll(' ', '▁')}`);
  }

  /** Ids of what stands right behind a word: ", which". Anything else begins a word. */
  encodeBehind(text: string): number[] {
    return /^[.,]/.test(text) ? this.#encode(text.replaceAll(' ', '▁')) : this.encode(text);
  }

  /** As the vocabulary spells it. */
  piece(id: number): string {
    const piece = this.#pieces[id];
    if (piece === undefined) throw new EngineError('internal', words.fork.noToken(id));
    return piece;
  }

  /** A word keeps the space before it, and no merge reaches over a comma or a full stop. */
  #encode(marked: string): number[] {
    const cut = marked.match(/[.,]|▁[^▁.,]*|[^▁.,]+/gu) ?? [];
    return cut.flatMap((word) => this.#joined(word)).map((piece) => this.#ids.get(piece) ?? 0);
  }

  #joined(word: string): string[] {
    const parts = [...word].flatMap((character) =>
      this.#ids.has(character) ? character : bytesOf(character),
    );
    for (;;) {
      let best = Infinity;
      let at = -1;
      for (let i = 0; i + 1 < parts.length; i++) {
        const rank = this.#ranks.get(key(parts[i] as string, parts[i + 1] as string)) ?? Infinity;
        if (rank < best) {
          best = rank;
          at = i;
        }
      }
      if (at < 0) return parts;
      parts.splice(at, 2, `${parts[at] as string}${parts[at + 1] as string}`);
    }
  }
}

function key(a: string, b: string): string {
  return `${a}\u0000${b}`;
}

function bytesOf(character: string): string[] {
  return [...new TextEncoder().encode(character)].map(
    (byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`,
  );
}
