/**
 * The weights of a GGUF as the graph of `graph.ts` wants them: each tensor is taken out of whatever
 * blocks it is stored in and rounded to 8 bit, as `models/ddmodels/lm_layout.py` does it. Q8_0 goes
 * to WebGPU as it is. Names are those of the graph: products `.q` and `.s`, norms `.w`,
 * `token_embd.q|s`, `rope.cos|sin`.
 */
import { throwIfAborted } from '../../core/errors';
import type { Backend } from '../../core/run/run';
import type { ExternalData } from '../runtime/ort';
import type { LlamaConfig } from './config';
import { dequantise } from './dequantise';
import type { GgufHeader, GgufTensorInfo, Ranges } from './header';
import { ropeTables } from './rope';
import { ByChannel, ByBlock, type Matrix } from './rounding';

/** A tensor's place in a product: from which row on, and where each of its rows comes from. */
interface Place {
  readonly product: string;
  readonly from: number;
  readonly source: (row: number) => number;
}

/** Bytes of a tensor that are read at once. */
const READ_BYTES = 1 << 22;

export interface WeightsOptions {
  readonly backend: Backend;
  /** Rows of the rope tables: tokens that can be attended to. */
  readonly context: number;
  readonly signal: AbortSignal;
  /** Bytes of the file that have been rewritten. */
  readonly onBytes: (bytes: number) => void;
}

/**
 * @param file the whole file; its header was read from it and accepted by `llamaConfig`.
 * @throws EngineError `aborted`, `out-of-memory`; whatever `read` throws.
 */
export async function rewriteWeights(
  { tensors }: GgufHeader,
  config: LlamaConfig,
  file: Ranges,
  { backend, context, signal, onBytes }: WeightsOptions,
): Promise<ExternalData[]> {
  const matrices = matricesOf(config, backend);
  const places = placesOf(config);
  const files: ExternalData[] = [];
  let factors: Float32Array | null = null;
  for (const tensor of tensors) {
    throwIfAborted(signal);
    const place = places.get(tensor.name);
    if (tensor.name === 'rope_freqs.weight') factors = await vector(tensor, file);
    else if (tensor.shape.length === 1)
      files.push({
        path: `${tensor.name.replace(/\.weight$/, '')}.w`,
        data: new Uint8Array((await vector(tensor, file)).buffer),
      });
    else if (tensor.name === 'token_embd.weight') {
      const into = [matrices.get('token_embd') as Matrix];
      // On WASM the head is a product of its own; on WebGPU it reads the embedding.
      if (config.tied && backend === 'wasm') into.push(matrices.get('output') as Matrix);
      await rows(tensor, file, signal, (row, data, at, n) => {
        for (const matrix of into) matrix.put(n, row, tensor.format, data, at);
      });
    } else if (place) {
      const matrix = matrices.get(place.product) as Matrix;
      const target = inverse(place, tensor.shape[1] as number);
      await rows(tensor, file, signal, (row, data, at, n) =>
        matrix.put(target[n] as number, row, tensor.format, data, at),
      );
    }
    onBytes(tensor.offset + tensor.bytes);
  }
  const { cos, sin } = ropeTables(config, context, factors);
  files.push({ path: 'rope.cos', data: bytesOf(cos) }, { path: 'rope.sin', data: bytesOf(sin) });
  for (const [name, matrix] of matrices)
    files.push(
      { path: `${name}.q`, data: matrix.values },
      { path: `${name}.s`, data: bytesOf(matrix.scales) },
    );
  return files;
}

/** Gives each row of a matrix, dequantised, with the blocks that it came from. */
async function rows(
  { shape, format, offset, bytes }: GgufTensorInfo,
  file: Ranges,
  signal: AbortSignal,
  put: (row: Float32Array, data: Uint8Array, at: number, n: number) => void,
): Promise<void> {
  const width = shape[0] as number;
  const rowBytes = (width / format.weights) * format.bytes;
  const many = Math.max(1, Math.floor(READ_BYTES / rowBytes)) * rowBytes;
  const row = new Float32Array(width);
  for (let from = 0, n = 0; from < bytes; from += many) {
    throwIfAborted(signal);
    const data = await file.read(offset + from, offset + Math.min(bytes, from + many));
    for (let at = 0; at < data.length; at += rowBytes, n++) {
      dequantise(format, data, at, row);
      put(row, data, at, n);
    }
  }
}

async function vector(
  { shape, format, offset, bytes }: GgufTensorInfo,
  file: Ranges,
): Promise<Float32Array<ArrayBuffer>> {
  const values = new Float32Array(shape[0] as number);
  dequantise(format, await file.read(offset, offset + bytes), 0, values);
  return values;
}

function matricesOf(config: LlamaConfig, backend: Backend): Map<string, Matrix> {
  const { layers, hidden, heads, kvHeads, headDim, ffn, vocab, tied } = config;
  const wasm = backend === 'wasm';
  const make = (rows: number, width: number): Matrix =>
    wasm ? new ByChannel(rows, width) : new ByBlock(rows, width, true);
  const matrices = new Map<string, Matrix>();
  for (let i = 0; i < layers; i++) {
    matrices.set(`blk.${i}.attn_qkv`, make((heads + 2 * kvHeads) * headDim, hidden));
    matrices.set(`blk.${i}.attn_output`, make(hidden, heads * headDim));
    matrices.set(`blk.${i}.ffn_gate_up`, make(2 * ffn, hidden));
    matrices.set(`blk.${i}.ffn_down`, make(hidden, ffn));
  }
  matrices.set('token_embd', new ByBlock(vocab, hidden, !wasm));
  if (wasm || !tied) matrices.set('output', make(vocab, hidden));
  return matrices;
}

function placesOf({ layers, heads, kvHeads, headDim, ffn }: LlamaConfig): Map<string, Place> {
  const places = new Map<string, Place>();
  const same = (row: number) => row;
  const unpermuted = unpermute(headDim);
  for (let i = 0; i < layers; i++) {
    const put = (name: string, product: string, from = 0, source = same) =>
      places.set(`blk.${i}.${name}.weight`, { product: `blk.${i}.${product}`, from, source });
    put('attn_q', 'attn_qkv', 0, unpermuted);
    put('attn_k', 'attn_qkv', heads * headDim, unpermuted);
    put('attn_v', 'attn_qkv', (heads + kvHeads) * headDim);
    put('attn_output', 'attn_output');
    put('ffn_gate', 'ffn_gate_up');
    put('ffn_up', 'ffn_gate_up', ffn);
    put('ffn_down', 'ffn_down');
  }
  places.set('output.weight', { product: 'output', from: 0, source: same });
  return places;
}

/** Where each row of the source goes. */
function inverse({ from, source }: Place, count: number): Int32Array {
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
