/**
 * A network of the Llama architecture, as its GGUF states it: sizes, rope, whether the head is the
 * embedding. Whatever would make the network another one than the graph that is written for it is
 * refused by name.
 */
import { EngineError } from '../../core/errors';
import type { GgufHeader, GgufTensorInfo } from './header';
import { positive, text, whole, type Metadata } from './metadata';
import { text as catalogue } from '../../text/gguf';

const words = catalogue.model;

export interface LlamaConfig {
  readonly layers: number;
  readonly hidden: number;
  readonly heads: number;
  readonly kvHeads: number;
  readonly headDim: number;
  readonly ffn: number;
  readonly vocab: number;
  /** Tokens that it was trained to attend to. */
  readonly context: number;
  readonly ropeTheta: number;
  /** Positions are divided by this ("linear" scaling); 1 in most models. */
  readonly ropeScale: number;
  /** The file has `rope_freqs.weight`, which divides the frequencies (Llama 3.1 and later). */
  readonly ropeFactors: boolean;
  readonly normEpsilon: number;
  /** The head is the embedding: the file has no `output.weight`. */
  readonly tied: boolean;
}

/** What a wild header may ask for at most: the largest published Llama has a quarter of this. */
const LARGEST = { layers: 512, width: 1 << 18, vocab: 1 << 20, context: 1 << 24 };
const DEFAULT_THETA = 10_000;
/** `Q8_0`'s, and the graphs': rows are whole blocks of this. */
const BLOCK = 32;

/** @throws EngineError `unsupported-model`, saying what it is or what is missing. */
export function llamaConfig({ metadata, tensors }: GgufHeader): LlamaConfig {
  const architecture = text(metadata, 'general.architecture');
  if (architecture !== 'llama') throw otherArchitecture(architecture);
  refuseVariants(metadata);
  const hidden = within('llama.embedding_length', metadata, LARGEST.width);
  const heads = within('llama.attention.head_count', metadata, LARGEST.width);
  const kvHeads = metadata.has('llama.attention.head_count_kv')
    ? within('llama.attention.head_count_kv', metadata, LARGEST.width)
    : heads;
  const headDim = headDimOf(metadata, hidden, heads);
  if (heads % kvHeads) throw refused(words.heads(heads, kvHeads));
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor] as const));
  const vocab = byName.get('token_embd.weight')?.shape[1] ?? 0;
  if (vocab < 1 || vocab > LARGEST.vocab) throw refused(words.noEmbedding);
  const config: LlamaConfig = {
    layers: within('llama.block_count', metadata, LARGEST.layers),
    hidden,
    heads,
    kvHeads,
    headDim,
    ffn: within('llama.feed_forward_length', metadata, LARGEST.width),
    vocab,
    context: within('llama.context_length', metadata, LARGEST.context),
    ropeTheta: metadata.has('llama.rope.freq_base')
      ? positive(metadata, 'llama.rope.freq_base')
      : DEFAULT_THETA,
    ropeScale: ropeScaleOf(metadata),
    ropeFactors: byName.has('rope_freqs.weight'),
    normEpsilon: positive(metadata, 'llama.attention.layer_norm_rms_epsilon'),
    tied: !byName.has('output.weight'),
  };
  for (const [what, size] of [
    [words.sizes.width, hidden],
    [words.sizes.ffn, config.ffn],
    [words.sizes.heads, heads * headDim],
  ] as const)
    if (size % BLOCK) throw refused(words.multiple(what, size, BLOCK));
  checkTensors(config, byName);
  return config;
}

/** Every tensor of the network by name: rows last, as in the file. */
export function tensorShapes(config: LlamaConfig): ReadonlyMap<string, readonly number[]> {
  const { layers, hidden, heads, kvHeads, headDim, ffn, vocab, tied, ropeFactors } = config;
  const query = heads * headDim;
  const kv = kvHeads * headDim;
  const shapes = new Map<string, readonly number[]>([['token_embd.weight', [hidden, vocab]]]);
  for (let i = 0; i < layers; i++) {
    const put = (name: string, ...shape: number[]) => shapes.set(`blk.${i}.${name}.weight`, shape);
    put('attn_norm', hidden);
    put('attn_q', hidden, query);
    put('attn_k', hidden, kv);
    put('attn_v', hidden, kv);
    put('attn_output', query, hidden);
    put('ffn_norm', hidden);
    put('ffn_gate', hidden, ffn);
    put('ffn_up', hidden, ffn);
    put('ffn_down', ffn, hidden);
  }
  shapes.set('output_norm.weight', [hidden]);
  if (!tied) shapes.set('output.weight', [hidden, vocab]);
  if (ropeFactors) shapes.set('rope_freqs.weight', [headDim / 2]);
  return shapes;
}

function checkTensors(config: LlamaConfig, found: ReadonlyMap<string, GgufTensorInfo>): void {
  const shapes = tensorShapes(config);
  for (const [name, expected] of shapes) {
    const tensor = found.get(name);
    if (!tensor) throw refused(words.lacks(name));
    if (tensor.shape.join() !== expected.join())
      throw refused(words.shape(name, tensor.shape.join(' x '), expected.join(' x ')));
    const vector = expected.length === 1;
    if (vector && tensor.format.name !== 'F32')
      throw refused(words.format(name, tensor.format.name));
  }
  for (const name of found.keys())
    if (!shapes.has(name))
      throw refused(
        /\.bias$/.test(name)
          ? words.biases
          : words.more(/^[\w.-]{1,60}$/.test(name) ? name : words.strange),
      );
}

function headDimOf(metadata: Metadata, hidden: number, heads: number): number {
  const keys = ['llama.attention.key_length', 'llama.attention.value_length'];
  const [headDim = hidden / heads, value = headDim] = keys.map((key) =>
    metadata.has(key) ? within(key, metadata, LARGEST.width) : hidden / heads,
  );
  if (headDim !== value) throw refused(words.keyValue(headDim, value));
  if (!Number.isInteger(headDim) || headDim % 2) throw refused(words.headWidth(heads, hidden));
  const rotated = metadata.has('llama.rope.dimension_count')
    ? whole(metadata, 'llama.rope.dimension_count')
    : headDim;
  if (rotated !== headDim) throw refused(words.rotates(rotated, headDim));
  return headDim;
}

function ropeScaleOf(metadata: Metadata): number {
  const type = metadata.has('llama.rope.scaling.type')
    ? text(metadata, 'llama.rope.scaling.type')
    : metadata.has('llama.rope.scale_linear')
      ? 'linear'
      : 'none';
  if (type === 'none') return 1;
  if (type !== 'linear') throw refused(words.stretches(type));
  const key = ['llama.rope.scaling.factor', 'llama.rope.scale_linear'].find((each) =>
    metadata.has(each),
  );
  return key === undefined ? 1 : positive(metadata, key);
}

/** What is called "llama" too, and is another network. */
function refuseVariants(metadata: Metadata): void {
  const experts = metadata.has('llama.expert_count') ? whole(metadata, 'llama.expert_count') : 0;
  if (experts > 0) throw refused(words.experts(experts));
  const parts = metadata.has('split.count') ? whole(metadata, 'split.count') : 0;
  if (parts > 1) throw refused(words.parts(parts));
  for (const key of ['llama.attention.head_count', 'llama.attention.head_count_kv'])
    if (Array.isArray(metadata.get(key))) throw refused(words.otherHeads);
}

/** @throws EngineError unless it is a whole number from 1 to `largest`. */
function within(key: string, metadata: Metadata, largest: number): number {
  const value = whole(metadata, key);
  if (value >= 1 && value <= largest) return value;
  throw refused(words.states(key, value));
}

function otherArchitecture(name: string): EngineError {
  const said = /^[\w.-]{1,40}$/.test(name) ? words.architecture(name) : words.otherArchitecture;
  return new EngineError('unsupported-model', said, words.architectureHint);
}

function refused(said: string): EngineError {
  return new EngineError('unsupported-model', said);
}
