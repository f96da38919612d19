/**
 * Text to ids and ids to text: the libraries inside transformers.js (`@huggingface/tokenizers` and
 * its Jinja), without the rest of it. What a token stands for is `alphabet.ts`.
 */
import { Template } from '@huggingface/jinja';
import { Tokenizer } from '@huggingface/tokenizers';
import { EngineError } from '../../core/errors';
import { text } from '../../text/stored-models';
import { alphabetOf, type Alphabet } from './alphabet';

/** Stands for the user's text while the template is rendered; what is typed is not searched for it. */
const USER = '\ue000user\ue000';
/** The day that templates of Llama 3 write where no one tells them another: a run is the same on any day. */
const DATE = '26 Jul 2024';

interface TokenizerFile {
  readonly added_tokens?: readonly { readonly special?: boolean }[];
  readonly decoder?: unknown;
}

/** A token by its text, in both forms that `tokenizer_config.json` has for it. */
type NamedToken = string | { readonly content?: string } | null;

export interface TokenizerConfig {
  /** Absent where the model has none: it then goes on with whatever it is given. */
  readonly chat_template?: string;
  /** Whether a prompt begins with `bos_token`, unless the template has written it. */
  readonly add_bos_token?: boolean;
  readonly bos_token?: NamedToken;
  readonly eos_token?: NamedToken;
  readonly unk_token?: NamedToken;
  readonly pad_token?: NamedToken;
}

export class LanguageTokenizer {
  readonly #tokenizer: Tokenizer;
  /** Null where the model has none. */
  readonly #template: Template | null;
  /** What templates refer to by name: `bos_token`, ... */
  readonly #names: Readonly<Record<string, string>>;
  /** Id that every prompt begins with. */
  readonly #bos: number | null;
  readonly #vocabulary: readonly string[];
  readonly #special: ReadonlySet<number>;
  /** Text of tokens that stand for themselves and mean nothing else. */
  readonly #verbatim: ReadonlyMap<number, string>;
  readonly #alphabet: Alphabet;
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
   * @throws EngineError `unsupported-model` for a tokenizer of another kind, or one that cannot be read.
   */
  constructor(tokenizer: TokenizerFile, config: TokenizerConfig) {
    this.#alphabet = alphabetOf(tokenizer.decoder);
    try {
      this.#tokenizer = new Tokenizer(tokenizer, config);
      this.#template = config.chat_template ? new Template(config.chat_template) : null;
    } catch (cause) {
      const { message } = EngineError.from(cause);
      throw new EngineError('unsupported-model', text.tokenizer.unusable(message), '', { cause });
    }
    const added = this.#tokenizer.get_added_tokens_decoder();
    const special = [...added].filter(([, token]) => token.special);
    this.#special = new Set(special.map(([id]) => id));
    this.#verbatim = new Map(
      [...added].flatMap(([id, token]) => (token.special ? [] : [[id, token.content] as const])),
    );
    this.#control = anyOf(special.map(([, token]) => token.content));
    const others = tokenizer.added_tokens?.filter(({ special }) => !special) ?? [];
    this.#makePlain = () => new Tokenizer({ ...tokenizer, added_tokens: others }, config);
    const vocabulary: string[] = [];
    for (const [token, id] of this.#tokenizer.get_vocab()) vocabulary[id] = token;
    for (const [id, { content }] of added) vocabulary[id] ??= content;
    this.#vocabulary = vocabulary;
    const { bos_token, eos_token, unk_token, pad_token } = config;
    const names = Object.entries({ bos_token, eos_token, unk_token, pad_token });
    this.#names = Object.fromEntries(
      names.flatMap(([name, token]) => {
        const content = typeof token === 'string' ? token : token?.content;
        return content === undefined ? [] : [[name, content]];
      }),
    );
    const bos = vocabulary.indexOf(this.#names['bos_token'] ?? '');
    this.#bos = config.add_bos_token && bos >= 0 ? bos : null;
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

  /**
   * Ids of the user's turn (`chat`): special tokens are the template's, never the user's.
   * @param control those that the prompt spells are special too: the user may end the turn
   */
  encodeChat(prompt: string, control = false): number[] {
    const typed = !control && this.#controls(prompt);
    const ids = typed
      ? this.chat(USER)
          .split(this.#control)
          .flatMap((part) =>
            this.#controls(part)
              ? this.encode(part)
              : this.encodePlain(part.replaceAll(USER, () => prompt)),
          )
      : this.encode(this.chat(prompt));
    return this.#bos === null || ids[0] === this.#bos ? ids : [this.#bos, ...ids];
  }

  #controls(text: string): boolean {
    return text.search(this.#control) >= 0;
  }

  /**
   * The user's turn as prompt text, ready for the answer, by the model's chat template; the text as
   * it is where there is none.
   * @throws EngineError `unsupported-model` where the template cannot be filled in.
   */
  chat(prompt: string): string {
    if (!this.#template) return prompt;
    const messages = [{ role: 'user', content: prompt }];
    try {
      return this.#template.render({
        ...this.#names,
        messages,
        add_generation_prompt: true,
        date_string: DATE,
      });
    } catch (cause) {
      const { message } = EngineError.from(cause);
      throw new EngineError('unsupported-model', text.tokenizer.template(message), '', { cause });
    }
  }

  /** The first token of a text brings a space that is not its own (`TextStream`). */
  get leadingSpace(): boolean {
    return this.#alphabet.leadingSpace;
  }

  /** The token for a person: characters where its bytes are whole ones, else `<0xE2>`. */
  piece(id: number): string {
    return (this.#pieces[id] ??= this.#special.has(id)
      ? (this.#vocabulary[id] ?? '')
      : (this.#vocabulary[id] ?? '') === ''
        ? `[${id}]`
        : readable(this.bytes(id)));
  }

  /** The bytes that a token adds to the text; none for a special token. */
  bytes(id: number): Uint8Array {
    // A network may have more outputs than its tokenizer has tokens: the rest only fill up a matrix.
    const token = this.#vocabulary[id] ?? '';
    if (this.#special.has(id)) return new Uint8Array(0);
    const verbatim = this.#verbatim.get(id);
    return verbatim === undefined ? this.#alphabet.bytes(token, id) : UTF8.encode(verbatim);
  }
}

const UTF8 = new TextEncoder();

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

  /** @param drop a space at the very start, which the tokenizer puts there and no one wrote. */
  constructor(private drop = false) {}

  /** @returns the text that these bytes complete, often empty. */
  push(bytes: Uint8Array): string {
    const text = this.#decoder.decode(bytes, { stream: true }).replaceAll('\ufffd', '');
    if (!this.drop || text === '') return text;
    this.drop = false;
    return text.startsWith(' ') ? text.slice(1) : text;
  }
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
