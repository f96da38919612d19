/**
 * The GGUF's weights as the parameters of a WebLLM library, bit for bit: blocks are taken apart,
 * nothing is rounded. The same in numpy: `models/ddmodels/webllm_pack.py`; what a parameter is:
 * `webllm_shapes.py`. Not here: how the bytes get to WebLLM.
 */
import { EngineError } from '../../../core/errors';
import type { LanguageManifest } from '../../../core/manifest';
import { BLOCK, half, TYPE_F32, TYPE_Q8_0 } from '../onnx/blocks';
import type { GgufTensor } from '../onnx/gguf';

type Config = LanguageManifest['config'];

/** One parameter in a shard, in the words of `tensor-cache.json`. */
interface Entry {
  readonly name: string;
  /** Rows first. */
  readonly shape: readonly number[];
  readonly dtype: 'uint32' | 'float32';
  readonly format: 'raw';
  readonly nbytes: number;
  readonly byteOffset: number;
}

interface Shard {
  readonly dataPath: string;
  readonly format: 'raw-shard';
  readonly nbytes: number;
  readonly records: readonly Entry[];
}

/** `tensor-cache.json`: which parameter lies where. */
export interface TensorCache {
  readonly metadata: { readonly ParamSize: number; readonly ParamBytes: number };
  readonly records: readonly Shard[];
}

/** Where a tensor of the GGUF goes: rows of a product from `from` on, each from its `source` row. */
interface Place {
  readonly product: string;
  readonly width: number;
  readonly from: number;
  readonly count: number;
  readonly source: (row: number) => number;
}

const TYPE_Q4_1 = 3;
const Q4_BYTES = 20;
const Q8_BYTES = 34;
/** Most bytes in a shard, unless one parameter alone is larger: WebLLM reads a shard at once. */
const SHARD_BYTES = 32 << 20;
const EMBEDDING = 'model.embed_tokens';

/** Collects a model's tensors, in any order, into shards. */
export class ShardLayout {
  readonly #list: TensorCache;
  readonly #bytes = new Map<string, Uint8Array>();
  readonly #shards: readonly Uint8Array<ArrayBuffer>[];
  readonly #places: ReadonlyMap<string, Place>;
  readonly #norms: ReadonlyMap<string, string>;
  readonly #missing: Set<string>;

  /** @param shardBytes most bytes in a shard of several parameters. */
  constructor(
    readonly config: Config,
    shardBytes = SHARD_BYTES,
  ) {
    this.#list = tensorCache(config, shardBytes);
    this.#shards = this.#list.records.map(({ nbytes }) => new Uint8Array(nbytes));
    for (const [i, { records }] of this.#list.records.entries())
      for (const { name, byteOffset, nbytes } of records)
        this.#bytes.set(
          name,
          (this.#shards[i] as Uint8Array).subarray(byteOffset, byteOffset + nbytes),
        );
    this.#places = placesOf(config);
    this.#norms = normsOf(config);
    this.#missing = new Set(['token_embd.weight', ...this.#places.keys(), ...this.#norms.keys()]);
  }

  /**
   * Bytes of a tensor in the GGUF.
   * @throws EngineError `unsupported-model` for a tensor, shape or storage that the library has no
   *   place for.
   */
  sizeOf({ name, shape, type }: GgufTensor): number {
    const place = this.#places.get(name);
    const { hidden, vocab } = this.config;
    const [expected, stored, bytes] = place
      ? [[place.width, place.count], TYPE_Q4_1, ((place.width * place.count) / BLOCK) * Q4_BYTES]
      : this.#norms.has(name)
        ? [[hidden], TYPE_F32, hidden * 4]
        : [[hidden, vocab], TYPE_Q8_0, ((hidden * vocab) / BLOCK) * Q8_BYTES];
    if (!this.#missing.has(name)) throw unsupported(`has a tensor ${name} too many`);
    if (expected.join() !== shape.join())
      throw unsupported(`has ${name} as ${shape.join(' x ')}, not ${expected.join(' x ')}`);
    if (type !== stored) throw unsupported(`stores ${name} as type ${type}, not ${stored}`);
    return bytes;
  }

  /** Rewrites one tensor; `data` is not kept. */
  add(tensor: GgufTensor, data: Uint8Array): void {
    const { name } = tensor;
    this.sizeOf(tensor);
    const norm = this.#norms.get(name);
    const place = this.#places.get(name);
    if (norm) this.#of(norm).set(data);
    else if (place) this.#product(place, data);
    else splitQ8(data, this.#of(`${EMBEDDING}.q_weight`), floats(this.#of(`${EMBEDDING}.q_scale`)));
    this.#missing.delete(name);
  }

  /**
   * The list of parameters and the shards by their names; the layout is used up.
   * @throws EngineError `unsupported-model` when a tensor never came.
   */
  finish(): { list: TensorCache; shards: Map<string, Uint8Array<ArrayBuffer>> } {
    const [missing] = this.#missing;
    if (missing) throw unsupported(`has no ${missing}`);
    const shards = new Map(
      this.#list.records.map(({ dataPath }, i) => [
        dataPath,
        this.#shards[i] as Uint8Array<ArrayBuffer>,
      ]),
    );
    return { list: this.#list, shards };
  }

  #product({ product, width, from, count, source }: Place, data: Uint8Array): void {
    const blocks = width / BLOCK;
    const words = this.#of(`${product}.q_weight`);
    const scales = floats(this.#of(`${product}.q_scale`));
    const minima = floats(this.#of(`${product}.q_min`));
    for (let n = 0, to = from * blocks; n < count; n++) {
      const row = source(n) * blocks * Q4_BYTES;
      for (let at = row; at < row + blocks * Q4_BYTES; at += Q4_BYTES, to++) {
        scales[to] = half(data, at);
        minima[to] = half(data, at + 2);
        repackNibbles(data, at + 4, words, to * 16);
      }
    }
  }

  #of(name: string): Uint8Array {
    const bytes = this.#bytes.get(name);
    if (!bytes) throw new EngineError('internal', `There is no parameter ${name}.`);
    return bytes;
  }
}

/**
 * 16 bytes of a Q4_1 block hold elements 0..15 in their low halves and 16..31 in their high ones;
 * a library wants neighbours side by side.
 */
function repackNibbles(data: Uint8Array, at: number, out: Uint8Array, to: number): void {
  for (let k = 0; k < 8; k++) {
    const first = data[at + 2 * k] as number;
    const second = data[at + 2 * k + 1] as number;
    out[to + k] = (first & 15) | ((second & 15) << 4);
    out[to + 8 + k] = (first >> 4) | (second & 240);
  }
}

function splitQ8(data: Uint8Array, values: Uint8Array, scales: Float32Array): void {
  for (let block = 0, at = 0; block < scales.length; block++, at += Q8_BYTES) {
    scales[block] = half(data, at);
    values.set(data.subarray(at + 2, at + Q8_BYTES), block * BLOCK);
  }
}

/** Every parameter in the library's order, packed into shards. */
export function tensorCache(config: Config, shardBytes: number): TensorCache {
  const records: Shard[] = [];
  let entries: Entry[] = [];
  let size = 0;
  const flush = () => {
    const dataPath = `params_shard_${records.length}.bin`;
    records.push({ dataPath, format: 'raw-shard', nbytes: size, records: entries });
    entries = [];
    size = 0;
  };
  const all = [...parameters(config)];
  for (const { name, shape, dtype } of all) {
    const nbytes = shape.reduce((product, n) => product * n, 4);
    if (size && size + nbytes > shardBytes) flush();
    entries.push({ name, shape, dtype, format: 'raw', nbytes, byteOffset: size });
    size += nbytes;
  }
  flush();
  const ParamBytes = records.reduce((sum, { nbytes }) => sum + nbytes, 0);
  return { metadata: { ParamSize: all.length, ParamBytes }, records };
}

function* parameters(config: Config): Generator<Pick<Entry, 'name' | 'shape' | 'dtype'>> {
  const { layers, hidden, vocab } = config;
  yield { name: `${EMBEDDING}.q_weight`, shape: [vocab, hidden / 4], dtype: 'uint32' };
  yield { name: `${EMBEDDING}.q_scale`, shape: [vocab, hidden / BLOCK], dtype: 'float32' };
  for (let i = 0; i < layers; i++) {
    for (const [name, [rows, width]] of Object.entries(productsOf(config))) {
      const product = `model.layers.${i}.${name}`;
      yield { name: `${product}.q_weight`, shape: [rows, width / 8], dtype: 'uint32' };
      for (const part of ['q_scale', 'q_min'])
        yield { name: `${product}.${part}`, shape: [rows, width / BLOCK], dtype: 'float32' };
    }
    for (const norm of ['input_layernorm', 'post_attention_layernorm'])
      yield { name: `model.layers.${i}.${norm}.weight`, shape: [hidden], dtype: 'float32' };
  }
  yield { name: 'model.norm.weight', shape: [hidden], dtype: 'float32' };
}

/** The matrices of a layer: rows, width. */
function productsOf({ hidden, heads, kvHeads, headDim, ffn }: Config) {
  const query = heads * headDim;
  return {
    'self_attn.qkv_proj': [query + 2 * kvHeads * headDim, hidden],
    'self_attn.o_proj': [hidden, query],
    'mlp.gate_up_proj': [2 * ffn, hidden],
    'mlp.down_proj': [hidden, ffn],
  } as const satisfies Record<string, readonly [number, number]>;
}

function placesOf(config: Config): Map<string, Place> {
  const { layers, hidden, heads, kvHeads, headDim, ffn } = config;
  const places = new Map<string, Place>();
  const query = heads * headDim;
  const kv = kvHeads * headDim;
  const same = (row: number) => row;
  // llama.cpp interleaves the rotary halves of query and key rows.
  const unpermuted = (row: number) => {
    const within = row % headDim;
    const middle = headDim / 2;
    return row - within + (within < middle ? 2 * within : 2 * (within - middle) + 1);
  };
  for (let i = 0; i < layers; i++) {
    const put = (
      name: string,
      product: string,
      width: number,
      from: number,
      count: number,
      source = same,
    ) =>
      places.set(`blk.${i}.${name}.weight`, {
        product: `model.layers.${i}.${product}`,
        width,
        from,
        count,
        source,
      });
    put('attn_q', 'self_attn.qkv_proj', hidden, 0, query, unpermuted);
    put('attn_k', 'self_attn.qkv_proj', hidden, query, kv, unpermuted);
    put('attn_v', 'self_attn.qkv_proj', hidden, query + kv, kv);
    put('attn_output', 'self_attn.o_proj', query, 0, hidden);
    put('ffn_gate', 'mlp.gate_up_proj', hidden, 0, ffn);
    put('ffn_up', 'mlp.gate_up_proj', hidden, ffn, ffn);
    put('ffn_down', 'mlp.down_proj', ffn, 0, hidden);
  }
  return places;
}

function normsOf({ layers }: Config): Map<string, string> {
  const norms = new Map([['output_norm.weight', 'model.norm.weight']]);
  for (let i = 0; i < layers; i++) {
    norms.set(`blk.${i}.attn_norm.weight`, `model.layers.${i}.input_layernorm.weight`);
    norms.set(`blk.${i}.ffn_norm.weight`, `model.layers.${i}.post_attention_layernorm.weight`);
  }
  return norms;
}

function floats(bytes: Uint8Array): Float32Array {
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}

function unsupported(what: string): EngineError {
  return new EngineError('unsupported-model', `The model file ${what}.`);
}
