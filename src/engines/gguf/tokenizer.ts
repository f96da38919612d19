/**
 * The tokenizer that a GGUF carries, as the two files that the hub has for it: `tokenizer.json` and
 * `tokenizer_config.json`, for `@huggingface/tokenizers`. Two kinds of vocabulary: byte-level BPE
 * ("gpt2") and BPE of sentencepiece with scores ("llama").
 */
import { EngineError } from '../../core/errors';
import type { MetadataValue } from './fields';
import { flag, text, texts, whole, wholes, type Metadata } from './metadata';
import { text as catalogue } from '../../text/gguf';

const words = catalogue.tokenizer;

export interface GgufTokenizer {
  /** As parsed from a `tokenizer.json`. */
  readonly tokenizer: object;
  /** As parsed from a `tokenizer_config.json`. */
  readonly config: {
    readonly chat_template?: string;
    readonly bos_token?: string;
    readonly eos_token?: string;
  };
  /** Whether a text begins with the token `config.bos_token`, unless a template writes it. */
  readonly addBos: boolean;
  /** Ids that end an answer. */
  readonly stopIds: readonly number[];
}

/** `enum llama_token_type` of llama.h. */
const UNKNOWN = 2;
const CONTROL = 3;
const USER_DEFINED = 4;

/** @throws EngineError `unsupported-model` for a tokenizer that this page cannot rebuild exactly. */
export function tokenizerOf(metadata: Metadata): GgufTokenizer {
  const model = text(metadata, 'tokenizer.ggml.model');
  const tokens = texts(metadata, 'tokenizer.ggml.tokens');
  const types = metadata.has('tokenizer.ggml.token_type')
    ? wholes(metadata, 'tokenizer.ggml.token_type')
    : tokens.map(() => 1);
  if (types.length !== tokens.length) throw unsupported(words.types(tokens.length, types.length));
  if (new Set(tokens).size !== tokens.length) throw unsupported(words.twice);
  const vocabulary = { tokens, types };
  const parts =
    model === 'gpt2'
      ? byteLevel(metadata, vocabulary)
      : model === 'llama'
        ? sentencepiece(metadata, vocabulary)
        : null;
  if (!parts) throw unsupported(words.kind(model));
  const name = (key: string) => nameOf(metadata, key, tokens);
  const bos = name('tokenizer.ggml.bos_token_id');
  const eos = name('tokenizer.ggml.eos_token_id');
  const template = metadata.has('tokenizer.chat_template')
    ? text(metadata, 'tokenizer.chat_template')
    : undefined;
  return {
    tokenizer: { version: '1.0', added_tokens: added(vocabulary), post_processor: null, ...parts },
    config: {
      clean_up_tokenization_spaces: false,
      ...(bos && { bos_token: bos.token }),
      ...(eos && { eos_token: eos.token }),
      ...(template !== undefined && { chat_template: template }),
    } as GgufTokenizer['config'],
    addBos: flag(metadata, 'tokenizer.ggml.add_bos_token', model === 'llama'),
    stopIds: stops(metadata, tokens),
  };
}

interface Vocabulary {
  readonly tokens: readonly string[];
  readonly types: readonly number[];
}

/** What stands for itself in a text, before anything is cut. */
function added({ tokens, types }: Vocabulary): object[] {
  return tokens.flatMap((content, id) => {
    const special = types[id] === CONTROL || types[id] === UNKNOWN;
    if (!special && types[id] !== USER_DEFINED) return [];
    const plain = { single_word: false, lstrip: false, rstrip: false, normalized: false };
    return [{ id, content, ...plain, special }];
  });
}

/** The regular expression with which GPT-2 cuts text into words. */
const GPT2 = String.raw`'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+`;
const llama3 = (numbers: string) =>
  String.raw`'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD]|[^\r\n\p{L}\p{N}]?\p{L}+|${numbers}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+`;
const split = (pattern: string) => ({
  type: 'Split',
  pattern: { Regex: pattern },
  behavior: 'Isolated',
  invert: false,
});

interface Cutting {
  readonly patterns: readonly string[];
  /** A word that is a token is that token, whatever the merges say. */
  readonly wholeWords?: boolean;
  readonly normalizer?: object;
}

/**
 * How text is cut before merging, by llama.cpp's names for it (`tokenizer.ggml.pre`,
 * llama-vocab.cpp). A name that is not here is refused: tokens would be cut otherwise than in
 * training, and nobody would see why the answers are bad.
 */
const CUTTINGS: ReadonlyMap<string, Cutting> = new Map(
  (
    [
      [['gpt-2', 'gpt2', 'phi-2', 'olmo', 'jais', 'trillion'], { patterns: [GPT2] }],
      [
        ['smollm', 'starcoder', 'refact', 'command-r', 'codeshell'],
        { patterns: [String.raw`\p{N}`, GPT2] },
      ],
      [
        ['llama-bpe', 'llama3', 'llama-v3', 'falcon3', 'smaug-bpe', 'dbrx'],
        { patterns: [llama3(String.raw`\p{N}{1,3}`)], wholeWords: true },
      ],
      [
        ['qwen2', 'deepseek-r1-qwen'],
        { patterns: [llama3(String.raw`\p{N}`)], normalizer: { type: 'NFC' } },
      ],
    ] as const
  ).flatMap(([names, cutting]) => names.map((name): [string, Cutting] => [name, cutting])),
);

function byteLevel(metadata: Metadata, { tokens }: Vocabulary): object {
  const pre = metadata.has('tokenizer.ggml.pre') ? text(metadata, 'tokenizer.ggml.pre') : '';
  const cutting = CUTTINGS.get(pre);
  if (!cutting) throw unsupported(pre === '' ? words.cutUnsaid : words.cut(pre));
  const merges = texts(metadata, 'tokenizer.ggml.merges');
  const bytes = {
    type: 'ByteLevel',
    add_prefix_space: false,
    trim_offsets: true,
    use_regex: false,
  };
  return {
    normalizer: cutting.normalizer ?? null,
    pre_tokenizer: { type: 'Sequence', pretokenizers: [...cutting.patterns.map(split), bytes] },
    decoder: bytes,
    model: {
      type: 'BPE',
      vocab: vocab(tokens),
      merges,
      ignore_merges: cutting.wholeWords ?? false,
    },
  };
}

/**
 * Sentencepiece merges the neighbours whose union has the best score; as merge rules, that is every
 * way to split every piece in two, best piece first (`generate_merges` of transformers,
 * convert_slow_tokenizer.py).
 */
function sentencepiece(metadata: Metadata, { tokens, types }: Vocabulary): object {
  const scores = metadata.get('tokenizer.ggml.scores');
  if (!Array.isArray(scores) || scores.length !== tokens.length) throw unsupported(words.scores);
  const prefix = flag(metadata, 'tokenizer.ggml.add_space_prefix', true);
  const unknown = nameOf(metadata, 'tokenizer.ggml.unknown_token_id', tokens)?.token ?? '<unk>';
  const spaces = { type: 'Replace', pattern: { String: ' ' }, content: SPACE };
  return {
    normalizer: {
      type: 'Sequence',
      normalizers: prefix ? [{ type: 'Prepend', prepend: SPACE }, spaces] : [spaces],
    },
    pre_tokenizer: null,
    decoder: {
      type: 'Sequence',
      decoders: [
        { type: 'Replace', pattern: { String: SPACE }, content: ' ' },
        { type: 'ByteFallback' },
        { type: 'Fuse' },
        ...(prefix ? [{ type: 'Strip', content: ' ', start: 1, stop: 0 }] : []),
      ],
    },
    model: {
      type: 'BPE',
      unk_token: unknown,
      fuse_unk: true,
      byte_fallback: true,
      vocab: vocab(tokens),
      merges: mergesOf(tokens, types, scores as MetadataValue[]),
    },
  };
}

const SPACE = '\u2581';

function mergesOf(
  tokens: readonly string[],
  types: readonly number[],
  scores: readonly MetadataValue[],
): [string, string][] {
  // Only what text can be made of: no control tokens, no single bytes.
  const ids = new Map(tokens.map((token, id) => [token, id] as const));
  const usable = (token: string) => {
    const type = types[ids.get(token) ?? -1];
    return type === 1 || type === USER_DEFINED;
  };
  const rules: { left: string; right: string; score: number }[] = [];
  for (const [id, token] of tokens.entries()) {
    if (!usable(token)) continue;
    const letters = [...token];
    const ways = [];
    for (let at = 1; at < letters.length; at++) {
      const left = letters.slice(0, at).join('');
      const right = letters.slice(at).join('');
      if (usable(left) && usable(right)) ways.push({ left, right, score: Number(scores[id]) });
    }
    const order = (way: { left: string }) => ids.get(way.left) as number;
    rules.push(...ways.sort((a, b) => order(a) - order(b)));
  }
  return rules.sort((a, b) => b.score - a.score).map(({ left, right }) => [left, right]);
}

function vocab(tokens: readonly string[]): Record<string, number> {
  // A token may be called `__proto__`: such a name must be one like any other.
  const all = Object.create(null) as Record<string, number>;
  for (const [id, token] of tokens.entries()) all[token] = id;
  return all;
}

function nameOf(
  metadata: Metadata,
  key: string,
  tokens: readonly string[],
): { id: number; token: string } | null {
  if (!metadata.has(key)) return null;
  const id = whole(metadata, key);
  const token = tokens[id];
  if (token === undefined) throw unsupported(words.names(id, tokens.length));
  return { id, token };
}

/** End of text, of a turn and of a message, as far as the file names them. */
function stops(metadata: Metadata, tokens: readonly string[]): number[] {
  const keys = ['eos', 'eot', 'eom'].map((part) => `tokenizer.ggml.${part}_token_id`);
  const ids = keys.flatMap((key) => nameOf(metadata, key, tokens)?.id ?? []);
  if (ids.length === 0) throw unsupported(words.noEnd);
  return [...new Set(ids)];
}

function unsupported(said: string): EngineError {
  return new EngineError('unsupported-model', said);
}
