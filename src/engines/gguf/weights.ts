/**
 * The weights of a GGUF as the graph of `graph.ts` wants them: each tensor is taken out of whatever
 * blocks it is stored in and rounded to 8 bit, as `models/ddmodels/lm/layout.py` does it. Q8_0 goes
 * to WebGPU as it is. Names are those of the graph: products `.q` and `.s`, norms `.w`,
 * `token_embd.q|s`, `rope.cos|sin`.
 *
 * Where the file can be read at once (in a worker), a matrix is made when the runtime asks for it:
 * of the whole model one matrix is in memory then, beside the runtime's own copy.
 */
import { throwIfAborted } from '../../core/errors';
import type { Backend } from '../../core/run/run';
import { LazyBytes } from '../runtime/lazy-bytes';
import type { ExternalData } from '../runtime/ort';
import type { LlamaConfig } from './config';
import { dequantise } from './dequantise';
import type { GgufHeader, GgufTensorInfo, Ranges } from './header';
import { readNowWith, readWith, type Reading } from './reading';
import { ropeTables } from './rope';
import { ByChannel, ByBlock, type Matrix } from './rounding';

/** Part of a product: rows of a tensor, from which row of the product on, and in which order. */
interface Part {
  readonly tensor: string;
  readonly from: number;
  readonly source: (row: number) => number;
}

interface Product {
  /** Makes room for it. */
  readonly make: () => Matrix;
  /** Bytes of its values and its scales. */
  readonly bytes: readonly [values: number, scales: number];
  readonly parts: readonly Part[];
}

/** Bytes of a tensor that are read at once. */
const READ_BYTES = 1 << 22;
/** Weights that share a scale. */
const BLOCK = 32;
const FLOAT = 4;

export interface WeightsOptions {
  readonly backend: Backend;
  /** Rows of the rope tables: tokens that can be attended to. */
  readonly context: number;
  readonly signal: AbortSignal;
  /** How much of the whole has been made, 0..1. */
  readonly onShare: (share: number) => void;
}

/**
 * @param file the whole file; its header was read from it and accepted by `llamaConfig`.
 * @returns data to be handed to a session; from `readNow` where the file has it: its errors come
 *   from there (`LazyBytes.failure`).
 * @throws EngineError `aborted`, `out-of-memory`; whatever `read` throws.
 */
export async function rewriteWeights(
  { tensors }: GgufHeader,
  config: LlamaConfig,
  file: Ranges,
  { backend, context, signal, onShare }: WeightsOptions,
): Promise<ExternalData[]> {
  const byName = new Map(tensors.map((tensor) => [tensor.name, tensor] as const));
  const stop = () => throwIfAborted(signal);
  const vector = (tensor: GgufTensorInfo) => readWith(readVector(tensor), file, stop);
  const files: ExternalData[] = [];
  let factors: Float32Array | null = null;
  for (const tensor of tensors) {
    if (tensor.shape.length !== 1) continue;
    const values = await vector(tensor);
    if (tensor.name === 'rope_freqs.weight') factors = values;
    else files.push({ path: `${tensor.name.replace(/\.weight$/, '')}.w`, data: bytesOf(values) });
  }
  const { cos, sin } = ropeTables(config, context, factors);
  files.push({ path: 'rope.cos', data: bytesOf(cos) }, { path: 'rope.sin', data: bytesOf(sin) });

  const products = productsOf(config, backend);
  const total = [...products.values()].reduce((sum, { bytes: [q, s] }) => sum + q + s, 0);
  const made = new Set<string>();
  let done = 0;
  const tell = (name: string, { bytes: [q, s] }: Product) => {
    if (made.has(name)) return;
    made.add(name);
    done += q + s;
    onShare(done / total);
  };
  const newest: Newest = { name: '', matrix: null };
  for (const [name, product] of products) {
    const work = () => fill(product, byName);
    if (file.readNow) {
      const now = file.readNow.bind(file);
      files.push(
        ...lazy(name, product, newest, () => {
          const matrix = readNowWith(work(), now);
          tell(name, product);
          return matrix;
        }),
      );
    } else {
      const { values, scales } = await readWith(work(), file, stop);
      files.push({ path: `${name}.q`, data: values }, { path: `${name}.s`, data: bytesOf(scales) });
      tell(name, product);
    }
  }
  return files;
}

/** The matrix that was made last: its scales are asked for right after its values. */
interface Newest {
  name: string;
  matrix: Matrix | null;
}

function lazy(
  name: string,
  { bytes: [values, scales] }: Product,
  newest: Newest,
  make: () => Matrix,
): ExternalData[] {
  const matrix = () => {
    if (newest.name !== name) {
      // First the old one goes: there is room for one.
      newest.matrix = null;
      newest.matrix = make();
      newest.name = name;
    }
    return newest.matrix as Matrix;
  };
  return [
    {
      path: `${name}.q`,
      data: new LazyBytes(values, (from, to) => matrix().values.subarray(from, to)),
    },
    {
      path: `${name}.s`,
      data: new LazyBytes(scales, (from, to) => bytesOf(matrix().scales).subarray(from, to)),
    },
  ];
}

function* fill(
  { make, parts }: Product,
  byName: ReadonlyMap<string, GgufTensorInfo>,
): Reading<Matrix> {
  const matrix = make();
  for (const { tensor: name, from, source } of parts) {
    const tensor = byName.get(name) as GgufTensorInfo;
    const target = inverse(from, source, tensor.shape[1] as number);
    yield* readRows(tensor, (row, data, at, n) =>
      matrix.put(target[n] as number, row, tensor.format, data, at),
    );
  }
  return matrix;
}

/** Gives each row of a matrix, dequantised, with the blocks that it came from. */
function* readRows(
  { shape, format, offset, bytes }: GgufTensorInfo,
  put: (row: Float32Array, data: Uint8Array, at: number, n: number) => void,
): Reading<void> {
  const width = shape[0] as number;
  const rowBytes = (width / format.weights) * format.bytes;
  const many = Math.max(1, Math.floor(READ_BYTES / rowBytes)) * rowBytes;
  const row = new Float32Array(width);
  for (let from = 0, n = 0; from < bytes; from += many) {
    const data = yield [offset + from, offset + Math.min(bytes, from + many)];
    for (let at = 0; at < data.length; at += rowBytes, n++) {
      dequantise(format, data, at, row);
      put(row, data, at, n);
    }
  }
}

function* readVector({
  shape,
  format,
  offset,
  bytes,
}: GgufTensorInfo): Reading<Float32Array<ArrayBuffer>> {
  const values = new Float32Array(shape[0] as number);
  dequantise(format, yield [offset, offset + bytes], 0, values);
  return values;
}

function productsOf(config: LlamaConfig, backend: Backend): Map<string, Product> {
  const { layers, hidden, heads, kvHeads, headDim, ffn, vocab, tied } = config;
  const wasm = backend === 'wasm';
  const products = new Map<string, Product>();
  const byBlock = (rows: number, width: number, unsigned: boolean) => ({
    make: () => new ByBlock(rows, width, unsigned),
    bytes: [rows * width, ((rows * width) / BLOCK) * FLOAT] as const,
  });
  const byChannel = (rows: number, width: number) => ({
    make: () => new ByChannel(rows, width),
    bytes: [rows * width, rows * FLOAT] as const,
  });
  const put = (name: string, rows: number, width: number, ...parts: Part[]) =>
    products.set(name, {
      ...(wasm ? byChannel(rows, width) : byBlock(rows, width, true)),
      parts,
    });
  const same = (row: number) => row;
  const unpermuted = unpermute(headDim);
  for (let i = 0; i < layers; i++) {
    const part = (name: string, from = 0, source = same): Part => ({
      tensor: `blk.${i}.${name}.weight`,
      from,
      source,
    });
    put(
      `blk.${i}.attn_qkv`,
      (heads + 2 * kvHeads) * headDim,
      hidden,
      part('attn_q', 0, unpermuted),
      part('attn_k', heads * headDim, unpermuted),
      part('attn_v', (heads + kvHeads) * headDim),
    );
    put(`blk.${i}.attn_output`, hidden, heads * headDim, part('attn_output'));
    put(`blk.${i}.ffn_gate_up`, 2 * ffn, hidden, part('ffn_gate'), part('ffn_up', ffn));
    put(`blk.${i}.ffn_down`, hidden, ffn, part('ffn_down'));
  }
  const embedding = { tensor: 'token_embd.weight', from: 0, source: same };
  products.set('token_embd', { ...byBlock(vocab, hidden, !wasm), parts: [embedding] });
  // On WebGPU a tied head reads the embedding; on WASM it is a product of its own.
  if (!tied) put('output', vocab, hidden, { ...embedding, tensor: 'output.weight' });
  else if (wasm) put('output', vocab, hidden, embedding);
  return products;
}

/** Where each row of the source goes. */
function inverse(from: number, source: (row: number) => number, count: number): Int32Array {
  const target = new Int32Array(count);
  for (let row = 0; row < count; row++) target[source(row)] = from + row;
  return target;
}

/**
 * llama.cpp stores the rows of query and key with the two halves of each head interleaved, for rope
 * on neighbouring pairs; the graphs rotate halves. Row `half * headDim / 2 + j` of a head is stored
 * at `2 j + half`.
 */
function unpermute(headDim: number): (row: number) => number {
  return (row) => {
    const within = row % headDim;
    const half = headDim / 2;
    return row - within + (within < half ? 2 * within : 2 * (within - half) + 1);
  };
}

function bytesOf({ buffer }: Float32Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(buffer);
}
