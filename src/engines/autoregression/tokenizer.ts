/**
 * Text to ids and ids to text: the libraries inside transformers.js (`@huggingface/tokenizers` and
 * its Jinja), without the rest of it. Tokens of a byte-level BPE stand for bytes, not characters.
 */
import { Template } from '@huggingface/jinja';
import { Tokenizer } from '@huggingface/tokenizers';
import { EngineError } from '../../core/errors';

/** Stands for the user's text while the template is rendered; what is typed is not searched for it. */
const USER = '\ue000user\ue000';

interface TokenizerFile {
  readonly added_tokens?: readonly { readonly special?: boolean }[];
}

interface TokenizerConfig {
  readonly chat_template?: string;
}

export class LanguageTokenizer {
  readonly #tokenizer: Tokenizer;
  readonly #template: Template;
  readonly #vocabulary: readonly string[];
  readonly #special: ReadonlySet<number>;
  /** Text of each special token that means something to the model: "<|im_end|>". */
  readonly #control: RegExp;
  readonly #makePlain: () => Tokenizer;
  /** One that knows no special token; made when first needed, which is rare. */
  #plain: Tokenizer | null = null;
  /** Made when first asked for: each token asks for its 40 candidates. */
  readonly #pieces: string[] = [];

  /**
   * @param tokenizer parsed `tokenizer.json`.
   * @param config parsed `tokenizer_config.json`.
   * @throws EngineError `unsupported-model` unless it is a byte-level BPE with a chat template.
   */
  constructor(tokenizer: TokenizerFile, config: TokenizerConfig) {
    if (!config.chat_template)
      throw new EngineError('unsupported-model', 'The tokenizer has no chat template.');
    this.#tokenizer = new Tokenizer(tokenizer, config);
    this.#template = new Template(config.chat_template);
    const added = this.#tokenizer.get_added_tokens_decoder();
    this.#special = new Set(added.keys());
    this.#control = anyOf([...added.values()].flatMap((t) => (t.special ? t.content : [])));
    const others = tokenizer.added_tokens?.filter(({ special }) => !special) ?? [];
    this.#makePlain = () => new Tokenizer({ ...tokenizer, added_tokens: others }, config);
    const vocabulary: string[] = [];
    for (const [token, id] of this.#tokenizer.get_vocab()) vocabulary[id] = token;
    this.#vocabulary = vocabulary;
  }

  /** Number of tokens. */
  get size(): number {
    return this.#vocabulary.length;
  }

  /** Ids of a text; special tokens in it count as such, none are added. For text of the page's own. */
  encode(text: string): number[] {
    return this.#tokenizer.encode(text, { add_special_tokens: false }).ids;
  }

  /** Ids of what somebody typed: "<|im_end|>" in it is ten characters, and ends nothing. */
  encodePlain(text: string): number[] {
    if (!this.#controls(text)) return this.encode(text);
    this.#plain ??= this.#makePlain();
    return this.#plain.encode(text, { add_special_tokens: false }).ids;
  }

  /** Ids of the user's turn (`chat`): special tokens are the template's, never the user's. */
  encodeChat(prompt: string): number[] {
    if (!this.#controls(prompt)) return this.encode(this.chat(prompt));
    return this.chat(USER)
      .split(this.#control)
      .flatMap((part) =>
        this.#controls(part)
          ? this.encode(part)
          : this.encodePlain(part.replaceAll(USER, () => prompt)),
      );
  }

  #controls(text: string): boolean {
    return text.search(this.#control) >= 0;
  }

  /** The user's turn as prompt text, ready for the answer, by the model's chat template. */
  chat(prompt: string): string {
    const messages = [{ role: 'user', content: prompt }];
    return this.#template.render({ messages, add_generation_prompt: true });
  }

  /** The token for a person: characters where its bytes are whole ones, else `<0xE2>`. */
  piece(id: number): string {
    return (this.#pieces[id] ??= this.#special.has(id)
      ? this.#token(id)
      : readable(this.bytes(id)));
  }

  /** The bytes that a token adds to the text; none for a special token. */
  bytes(id: number): Uint8Array {
    if (this.#special.has(id)) return new Uint8Array(0);
    return Uint8Array.from(this.#token(id), (c) => {
      const byte = BYTE_OF.get(c);
      if (byte === undefined)
        throw new EngineError(
          'unsupported-model',
          `Token ${id} is not in the byte-level alphabet.`,
        );
      return byte;
    });
  }

  #token(id: number): string {
    const token = this.#vocabulary[id];
    if (token === undefined) throw new EngineError('internal', `There is no token ${id}.`);
    return token;
  }
}

/** Matches, and captures, any of the texts; the longest where one begins another. */
function anyOf(texts: readonly string[]): RegExp {
  if (!texts.length) return /(?!)/;
  const longest = [...texts].sort((a, b) => b.length - a.length);
  return new RegExp(`(${longest.map((t) => t.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('|')})`);
}

/**
 * Text from tokens as they come. A character that is split over tokens appears with the last of
 * them; bytes that never become a character are left out.
 */
export class TextStream {
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  /** @returns the text that these bytes complete, often empty. */
  push(bytes: Uint8Array): string {
    return this.#decoder.decode(bytes, { stream: true }).replaceAll('\ufffd', '');
  }
}

/**
 * The byte-level alphabet of GPT-2 (`bytes_to_unicode` of its encoder): printable bytes of Latin-1
 * stand for themselves, the others for U+0100 on, in order.
 */
const BYTE_OF: ReadonlyMap<string, number> = byteAlphabet();

function byteAlphabet(): Map<string, number> {
  const alphabet = new Map<string, number>();
  let next = 256;
  for (let byte = 0; byte < 256; byte++)
    alphabet.set(String.fromCharCode(isPrintable(byte) ? byte : next++), byte);
  return alphabet;
}

function isPrintable(byte: number): boolean {
  return (byte >= 33 && byte <= 126) || (byte >= 161 && byte <= 172) || byte >= 174;
}

const STRICT = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function readable(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const length = characterLength(bytes[at] as number);
    try {
      text += STRICT.decode(bytes.subarray(at, at + length));
      at += length;
    } catch {
      text += `<0x${(bytes[at] as number).toString(16).toUpperCase().padStart(2, '0')}>`;
      at++;
    }
  }
  return text;
}

/** Bytes of the UTF-8 character that begins with this one. */
function characterLength(first: number): number {
  return first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}
