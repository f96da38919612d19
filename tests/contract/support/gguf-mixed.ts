/**
 * A Llama that has every block format in it, made of random blocks, and the plain arithmetic that
 * its logits are compared with: no cache, no rounding, straight from the dequantised weights.
 */
import { tensorShapes, type LlamaConfig } from '../../../src/engines/gguf/config';
import { BLOCK_FORMATS, dequantise, type BlockFormat } from '../../../src/engines/gguf/dequantise';
import type { GgufHeader, GgufTensorInfo, Ranges } from '../../../src/engines/gguf/header';
import type { MetadataValue } from '../../../src/engines/gguf/fields';
import { ropeTables } from '../../../src/engines/gguf/rope';
import { writeGguf } from '../../helpers/gguf';

const CONFIG: LlamaConfig = {
  layers: 2,
  hidden: 256,
  heads: 4,
  kvHeads: 2,
  headDim: 64,
  ffn: 512,
  vocab: 320,
  context: 64,
  ropeTheta: 10000,
  ropeScale: 1,
  ropeFactors: true,
  normEpsilon: 1e-5,
  tied: false,
};
/** Where each format keeps float16 scales, and what makes its weights about 1 / 16 in size. */
const SCALES: Record<string, readonly (readonly [at: number, value: number])[]> = {
  Q4_0: [[0, 0.012]],
  Q4_1: [[0, 0.012], [2, -0.09]],
  Q5_0: [[0, 0.006]],
  Q5_1: [[0, 0.006], [2, -0.093]],
  Q8_0: [[0, 0.0008]],
  Q4_K: [[0, 0.0004], [2, 0.003]],
  Q5_K: [[0, 0.0002], [2, 0.003]],
  Q6_K: [[208, 0.00005]],
}; // prettier-ignore

export interface MixedModel {
  readonly config: LlamaConfig;
  readonly header: GgufHeader;
  readonly file: Ranges;
  /** Bytes of each tensor, by name. */
  readonly tensors: ReadonlyMap<string, Uint8Array<ArrayBuffer>>;
  readonly weights: ReadonlyMap<string, Float32Array>;
}

/**
 * Always the same one.
 * @param formats of its matrices, in turn.
 * @param change of its sizes.
 */
export function mixedModel(
  formats: readonly BlockFormat[] = [...BLOCK_FORMATS.values()],
  change: Partial<LlamaConfig> = {},
): MixedModel {
  const config = { ...CONFIG, ...change };
  const random = generator(11);
  const bytesByName = new Map<string, Uint8Array<ArrayBuffer>>();
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  const tensors: GgufTensorInfo[] = [];
  const weights = new Map<string, Float32Array>();
  let offset = 0;
  let next = 0;
  for (const [name, shape] of tensorShapes(config)) {
    const count = shape.reduce((product, size) => product * size, 1);
    const vector = shape.length === 1;
    const format = (
      vector ? BLOCK_FORMATS.get(0) : formats[next++ % formats.length]
    ) as BlockFormat;
    const bytes = (count / format.weights) * format.bytes;
    const data = vector
      ? new Uint8Array(Float32Array.from({ length: count }, () => 0.75 + random() / 2).buffer)
      : blocks(format, bytes, random);
    const values = new Float32Array(count);
    dequantise(format, data, 0, values);
    weights.set(name, values);
    tensors.push({ name, shape, format, offset, bytes });
    pieces.push(data);
    bytesByName.set(name, data);
    offset += bytes;
  }
  const blob = new Blob(pieces);
  return {
    config,
    tensors: bytesByName,
    header: { metadata: new Map(), tensors, size: offset },
    file: {
      size: offset,
      read: async (from, to) => new Uint8Array(await blob.slice(from, to).arrayBuffer()),
    },
    weights,
  };
}

/** Random bits with usual scales; plain numbers where a format has no blocks. */
function blocks(format: BlockFormat, bytes: number, random: () => number): Uint8Array<ArrayBuffer> {
  const data = Uint8Array.from({ length: bytes }, () => random() * 256);
  const scales = SCALES[format.name];
  const view = new DataView(data.buffer);
  for (let at = 0; at < bytes; at += format.bytes)
    if (scales) for (const [place, value] of scales) view.setUint16(at + place, half(value), true);
    else if (format.name === 'F32') view.setFloat32(at, (random() - 0.5) / 4, true);
    else if (format.name === 'F16') view.setUint16(at, half((random() - 0.5) / 4), true);
    else {
      const float = new DataView(new ArrayBuffer(4));
      float.setFloat32(0, (random() - 0.5) / 4);
      view.setUint16(at, float.getUint16(0), true);
    }
  return data;
}

/** The float16 nearest to a number of usual size. */
function half(value: number): number {
  const size = Math.abs(value);
  const exponent = Math.max(-14, Math.floor(Math.log2(size)));
  const bits = Math.round((size / 2 ** exponent) * 1024) + (exponent + 14) * 1024;
  return bits | (value < 0 ? 0x8000 : 0);
}

function generator(seed: number): () => number {
  let state = seed;
  return () => {
    // mulberry32
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Logits after the last of these tokens. */
export function referenceLogits({ config, weights }: MixedModel, ids: readonly number[]): number[] {
  const { hidden, headDim, heads, kvHeads, ffn, vocab, layers, context, normEpsilon } = config;
  const w = (name: string) => weights.get(`${name}.weight`) as Float32Array;
  const factors = w('rope_freqs');
  const { cos, sin } = ropeTables(config, context, factors);
  const norm = (x: readonly number[], name: string) => {
    const scale = 1 / Math.sqrt(x.reduce((sum, v) => sum + v * v, 0) / x.length + normEpsilon);
    return x.map((v, i) => v * scale * (w(name)[i] as number));
  };
  const product = (name: string, x: readonly number[], rows: number) => {
    const matrix = w(name);
    const out = new Array<number>(rows).fill(0);
    for (let n = 0, at = 0; n < rows; n++)
      for (let k = 0; k < x.length; k++, at++)
        out[n] = (out[n] as number) + (x[k] as number) * (matrix[at] as number);
    return out;
  };
  // As in the file: rope turns neighbouring pairs.
  const rope = (x: readonly number[], p: number) =>
    x.map((v, i) => {
      const j = p * (headDim / 2) + ((i % headDim) >> 1);
      const other = x[i ^ 1] as number;
      return v * (cos[j] as number) + (i & 1 ? other : -other) * (sin[j] as number);
    });
  const keys: number[][][] = Array.from({ length: layers }, () => []);
  const values: number[][][] = Array.from({ length: layers }, () => []);
  let x: number[] = [];
  for (const [p, id] of ids.entries()) {
    x = [...w('token_embd').subarray(id * hidden, (id + 1) * hidden)];
    for (let l = 0; l < layers; l++) {
      const layer = `blk.${l}`;
      const normed = norm(x, `${layer}.attn_norm`);
      const q = rope(product(`${layer}.attn_q`, normed, heads * headDim), p);
      keys[l]?.push(rope(product(`${layer}.attn_k`, normed, kvHeads * headDim), p));
      values[l]?.push(product(`${layer}.attn_v`, normed, kvHeads * headDim));
      const attended = Array.from({ length: heads }, (_, h) => {
        const from = Math.floor(h / (heads / kvHeads)) * headDim;
        const scores = (keys[l] as number[][]).map((k) => {
          let sum = 0;
          for (let i = 0; i < headDim; i++)
            sum += (q[h * headDim + i] as number) * (k[from + i] as number);
          return sum / Math.sqrt(headDim);
        });
        const shares = softmax(scores);
        return Array.from({ length: headDim }, (_, i) =>
          shares.reduce((sum, share, t) => sum + share * (values[l]?.[t]?.[from + i] as number), 0),
        );
      }).flat();
      const out = product(`${layer}.attn_output`, attended, hidden);
      x = x.map((v, i) => v + (out[i] as number));
      const second = norm(x, `${layer}.ffn_norm`);
      const up = product(`${layer}.ffn_up`, second, ffn);
      const gated = product(`${layer}.ffn_gate`, second, ffn).map(
        (g, i) => (g / (1 + Math.exp(-g))) * (up[i] as number),
      );
      const down = product(`${layer}.ffn_down`, gated, hidden);
      x = x.map((v, i) => v + (down[i] as number));
    }
  }
  return product('output', norm(x, 'output_norm'), vocab);
}

function softmax(logits: ArrayLike<number>): number[] {
  const most = Math.max(...Array.from(logits));
  const powers = Array.from(logits, (v) => Math.exp(v - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((v) => v / sum);
}

/** Kullback-Leibler divergence in nats, of what was computed from what it should be. */
export function divergence(expected: ArrayLike<number>, found: ArrayLike<number>): number {
  const q = softmax(found);
  return softmax(expected).reduce(
    (sum, p, i) => sum + (p > 0 ? p * Math.log(p / (q[i] as number)) : 0),
    0,
  );
}

/** The model as a file, with the metadata of another one: its tokenizer, and whatever else it has. */
export function fileOf(
  { config, header, tensors }: MixedModel,
  metadata: ReadonlyMap<string, MetadataValue>,
): Blob {
  const typeOf = new Map([...BLOCK_FORMATS].map(([type, { name }]) => [name, type] as const));
  const own = new Map<string, MetadataValue>([
    ...metadata,
    ['llama.block_count', config.layers],
    ['llama.embedding_length', config.hidden],
    ['llama.feed_forward_length', config.ffn],
    ['llama.attention.head_count', config.heads],
    ['llama.attention.head_count_kv', config.kvHeads],
    ['llama.context_length', config.context],
    ['llama.rope.dimension_count', config.headDim],
    ['llama.rope.freq_base', config.ropeTheta],
    ['llama.attention.layer_norm_rms_epsilon', config.normEpsilon],
    ['llama.vocab_size', config.vocab],
  ]);
  const written = header.tensors.map(({ name, shape, format }) => ({
    ...{ name, shape },
    type: typeOf.get(format.name) ?? -1,
    data: tensors.get(name) as Uint8Array<ArrayBuffer>,
  }));
  return new Blob([writeGguf(written, own)]);
}
