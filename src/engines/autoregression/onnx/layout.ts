/**
 * The weights as the graphs want them. Each weight of a graph is external data whose path is its
 * name: products `.q` and `.s`, norms `.w`, `token_embd.q|s`, `rope.cos|sin`. The graphs and the
 * same layout in numpy: `models/ddmodels/lm_graph.py`, `lm_layout.py`.
 */
import { EngineError } from '../../../core/errors';
import type { LanguageManifest } from '../../../core/manifest';
import type { Backend } from '../../../core/run/run';
import type { ExternalData } from '../../runtime/ort';
import { BLOCK, ROW_FORMATS, splitQ8, TYPE_F32, TYPE_Q8_0, ZERO, type RowFormat } from './blocks';
import type { GgufTensor } from './gguf';

type Config = LanguageManifest['config'];
type Row = (row: number) => number;

/** A tensor's place in a product: from which row on, and where each of its rows comes from. */
interface Place {
  readonly product: string;
  /** Rows of the whole product. */
  readonly rows: number;
  readonly width: number;
  readonly from: number;
  readonly count: number;
  /** Source row of a row of this part. */
  readonly source: Row;
}

/** Rows that are transposed together: a cache line of the source each. */
const TILE = 16;

/** Collects a model's tensors, in any order, as external data of one backend's graph. */
export class WeightLayout {
  readonly #files = new Map<string, Uint8Array>();
  readonly #missing: Set<string>;
  readonly #places: ReadonlyMap<string, Place>;
  readonly #norms: ReadonlyMap<string, string>;

  constructor(
    readonly config: Config,
    readonly backend: Backend,
  ) {
    this.#places = placesOf(config);
    this.#norms = normsOf(config);
    this.#missing = new Set(['token_embd.weight', ...this.#places.keys(), ...this.#norms.keys()]);
  }

  /**
   * Bytes of a tensor in the GGUF.
   * @throws EngineError `unsupported-model` for a tensor, shape or storage these graphs have no
   *   place for.
   */
  sizeOf({ name, shape, type }: GgufTensor): number {
    const [width = 0, rows = 1] = shape;
    const { hidden, vocab } = this.config;
    const place = this.#places.get(name);
    const expected = place
      ? [place.width, place.count]
      : name === 'token_embd.weight'
        ? [hidden, vocab]
        : this.#norms.has(name)
          ? [hidden]
          : null;
    if (!expected) throw unsupported(`has a tensor ${name} that is not part of the graph`);
    if (expected.join() !== shape.join())
      throw unsupported(`has ${name} as ${shape.join(' x ')}, not ${expected.join(' x ')}`);
    if (this.#norms.has(name)) {
      if (type !== TYPE_F32) throw unsupported(`stores ${name} as type ${type}, not F32`);
      return width * 4;
    }
    const format = ROW_FORMATS.get(type);
    if (!format || width % BLOCK || (!place && type !== TYPE_Q8_0))
      throw unsupported(`stores ${name} as type ${type}`);
    return format.rowBytes(width) * rows;
  }

  /** Rewrites one tensor; `data` is not kept. */
  add(tensor: GgufTensor, data: Uint8Array): void {
    this.sizeOf(tensor);
    const { name } = tensor;
    const norm = this.#norms.get(name);
    const place = this.#places.get(name);
    if (norm) this.#file(`${norm}.w`, data.length).set(data);
    else if (place) this.#product(place, formatOf(tensor), data);
    else this.#embedding(data);
    this.#missing.delete(name);
  }

  /**
   * All external data; the layout is empty afterwards.
   * @throws EngineError `unsupported-model` when a tensor never came.
   */
  finish(): ExternalData[] {
    const [missing] = this.#missing;
    if (missing) throw unsupported(`has no ${missing}`);
    const { cos, sin } = ropeTables(this.config);
    this.#files.set('rope.cos', bytesOf(cos));
    this.#files.set('rope.sin', bytesOf(sin));
    const data = [...this.#files].map(([path, bytes]) => ({ path, data: bytes }));
    this.#files.clear();
    return data;
  }

  #product(place: Place, format: RowFormat, data: Uint8Array): void {
    if (this.backend === 'wasm') this.#columns(place, format, data);
    else this.#rows(place, format, data);
  }

  /** [K, N] int8, one scale for each of the N. */
  #columns(
    { product, rows, width, from, count, source }: Place,
    format: RowFormat,
    data: Uint8Array,
  ) {
    const q = int8(this.#file(`${product}.q`, width * rows));
    const s = floats(this.#file(`${product}.s`, rows * 4));
    const rowBytes = format.rowBytes(width);
    const tile = new Int8Array(TILE * width);
    for (let n = 0; n < count; n += TILE) {
      const height = Math.min(TILE, count - n);
      for (let i = 0; i < height; i++)
        s[from + n + i] = format.wholeRow(data, source(n + i) * rowBytes, width, tile, i * width);
      transpose(tile, height, width, q, from + n, rows);
    }
  }

  /** [N, K / 32, 32] uint8, a scale for each 32. */
  #rows({ product, rows, width, from, count, source }: Place, format: RowFormat, data: Uint8Array) {
    const q = this.#file(`${product}.q`, width * rows);
    const s = floats(this.#file(`${product}.s`, ((rows * width) / BLOCK) * 4));
    const rowBytes = format.rowBytes(width);
    for (let n = 0; n < count; n++)
      format.byBlock(data, source(n) * rowBytes, width, q, (from + n) * width, s);
  }

  /** The embedding keeps its stored blocks; on WASM the head is a product of its own. */
  #embedding(data: Uint8Array): void {
    const { vocab, hidden } = this.config;
    const q = this.#file('token_embd.q', vocab * hidden);
    const s = floats(this.#file('token_embd.s', ((vocab * hidden) / BLOCK) * 4));
    splitQ8(data, this.backend === 'wasm' ? 0 : ZERO, q, s);
    if (this.backend !== 'wasm') return;
    const head = { product: 'output', rows: vocab, width: hidden, from: 0, count: vocab };
    const format = ROW_FORMATS.get(TYPE_Q8_0) as RowFormat;
    this.#columns({ ...head, source: (n) => n }, format, data);
  }

  #file(path: string, bytes: number): Uint8Array {
    let file = this.#files.get(path);
    if (!file) this.#files.set(path, (file = new Uint8Array(bytes)));
    return file;
  }
}

/**
 * Cosine and sine of position times frequency (RoFormer, Su et al. 2021), each
 * [context, headDim / 2] in float32.
 */
export function ropeTables({ context, headDim, ropeTheta }: Config): {
  cos: Float32Array;
  sin: Float32Array;
} {
  const half = headDim / 2;
  const cos = new Float32Array(context * half);
  const sin = new Float32Array(context * half);
  for (let j = 0; j < half; j++) {
    const frequency = ropeTheta ** -((2 * j) / headDim);
    for (let p = 0; p < context; p++) {
      cos[p * half + j] = Math.cos(p * frequency);
      sin[p * half + j] = Math.sin(p * frequency);
    }
  }
  return { cos, sin };
}

/** Writes [height, width] as columns `from`... of [width, total], four rows at a time. */
function transpose(
  tile: Int8Array,
  height: number,
  width: number,
  out: Int8Array,
  from: number,
  total: number,
): void {
  if ((height | from | total) % 4) {
    for (let k = 0; k < width; k++)
      for (let i = 0; i < height; i++) out[k * total + from + i] = tile[i * width + k] as number;
    return;
  }
  const words = new Int32Array(out.buffer, out.byteOffset, out.length / 4);
  for (let k = 0; k < width; k++) {
    let to = (k * total + from) / 4;
    for (let i = k, end = height * width; i < end; i += 4 * width) {
      const a = (tile[i] as number) & 255;
      const b = (tile[i + width] as number) & 255;
      const c = (tile[i + 2 * width] as number) & 255;
      words[to++] = a | (b << 8) | (c << 16) | ((tile[i + 3 * width] as number) << 24);
    }
  }
}

function placesOf({ layers, hidden, heads, kvHeads, headDim, ffn }: Config): Map<string, Place> {
  const places = new Map<string, Place>();
  const query = heads * headDim;
  const kv = kvHeads * headDim;
  const unpermuted = unpermute(headDim);
  const same: Row = (row) => row;
  for (let i = 0; i < layers; i++) {
    const put = (name: string, product: string, place: Omit<Place, 'product'>) =>
      places.set(`blk.${i}.${name}.weight`, { product: `blk.${i}.${product}`, ...place });
    const qkv = { rows: query + 2 * kv, width: hidden };
    put('attn_q', 'attn_qkv', { ...qkv, from: 0, count: query, source: unpermuted });
    put('attn_k', 'attn_qkv', { ...qkv, from: query, count: kv, source: unpermuted });
    put('attn_v', 'attn_qkv', { ...qkv, from: query + kv, count: kv, source: same });
    const whole = (rows: number, width: number) => ({ rows, width, from: 0, count: rows });
    put('attn_output', 'attn_output', { ...whole(hidden, query), source: same });
    const both = { rows: 2 * ffn, width: hidden, count: ffn, source: same };
    put('ffn_gate', 'ffn_gate_up', { ...both, from: 0 });
    put('ffn_up', 'ffn_gate_up', { ...both, from: ffn });
    put('ffn_down', 'ffn_down', { ...whole(hidden, ffn), source: same });
  }
  return places;
}

/**
 * llama.cpp stores the rows of query and key with the two halves of each head interleaved, for
 * rope on neighbouring pairs; the graphs rotate halves. Row `half * headDim / 2 + j` of a head
 * is stored at `2 j + half`.
 */
function unpermute(headDim: number): Row {
  return (row) => {
    const within = row % headDim;
    const half = headDim / 2;
    return row - within + (within < half ? 2 * within : 2 * (within - half) + 1);
  };
}

function normsOf({ layers }: Config): Map<string, string> {
  const norms = new Map([['output_norm.weight', 'output_norm']]);
  for (let i = 0; i < layers; i++)
    for (const norm of [`blk.${i}.attn_norm`, `blk.${i}.ffn_norm`])
      norms.set(`${norm}.weight`, norm);
  return norms;
}

function formatOf(tensor: GgufTensor): RowFormat {
  return ROW_FORMATS.get(tensor.type) as RowFormat;
}

function floats(bytes: Uint8Array): Float32Array {
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}

function int8(bytes: Uint8Array): Int8Array {
  return new Int8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

function bytesOf(values: Float32Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}

function unsupported(what: string): EngineError {
  return new EngineError('unsupported-model', `The model file ${what}.`);
}
