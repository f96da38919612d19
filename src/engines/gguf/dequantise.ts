/**
 * Weights out of the blocks that GGUF files store them in, by ggml-common.h and ggml-quants.c of
 * llama.cpp. Bit for bit what the `gguf` package makes of them (gguf/quants.py): every step is
 * rounded to float32.
 */

/** One way to store weights. */
export interface BlockFormat {
  /** In ggml's words. */
  readonly name: string;
  /** Weights of a block. */
  readonly weights: number;
  /** Bytes of a block. */
  readonly bytes: number;
  /** Writes the weights of the block at `data[at]` to `out[to]`... */
  decode(data: Uint8Array, at: number, out: Float32Array, to: number): void;
}

const round = Math.fround;

/** Every float16 (IEEE 754 binary16) by its bits. */
const HALVES = Float32Array.from({ length: 65536 }, (_, bits) => {
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  let size = (1 + fraction) * 2 ** (exponent - 15);
  if (exponent === 0) size = fraction * 2 ** -14;
  else if (exponent === 31) size = fraction ? NaN : Infinity;
  return bits & 0x8000 ? -size : size;
});

const byte = (data: Uint8Array, at: number): number => data[at] as number;
const int8 = (data: Uint8Array, at: number): number => (byte(data, at) << 24) >> 24;
const half = (data: Uint8Array, at: number): number =>
  HALVES[byte(data, at) | (byte(data, at + 1) << 8)] as number;

const BITS = new Uint32Array(1);
const FLOAT = new Float32Array(BITS.buffer);

const F32: BlockFormat = {
  name: 'F32',
  weights: 1,
  bytes: 4,
  decode(data, at, out, to) {
    BITS[0] = half16(data, at) | (half16(data, at + 2) << 16);
    out[to] = FLOAT[0] as number;
  },
};

const F16: BlockFormat = {
  name: 'F16',
  weights: 1,
  bytes: 2,
  decode(data, at, out, to) {
    out[to] = half(data, at);
  },
};

/** The upper half of a float32. */
const BF16: BlockFormat = {
  name: 'BF16',
  weights: 1,
  bytes: 2,
  decode(data, at, out, to) {
    BITS[0] = half16(data, at) << 16;
    out[to] = FLOAT[0] as number;
  },
};

/** `block_q4_0`: float16 d, 32 nibbles, the low halves first. w = d (q - 8). */
const Q4_0: BlockFormat = {
  name: 'Q4_0',
  weights: 32,
  bytes: 18,
  decode(data, at, out, to) {
    const d = half(data, at);
    for (let j = 0; j < 16; j++) {
      const q = byte(data, at + 2 + j);
      out[to + j] = d * ((q & 15) - 8);
      out[to + j + 16] = d * ((q >> 4) - 8);
    }
  },
};

/** `block_q4_1`: float16 d and m, 32 nibbles. w = d q + m. */
const Q4_1: BlockFormat = {
  name: 'Q4_1',
  weights: 32,
  bytes: 20,
  decode(data, at, out, to) {
    const d = half(data, at);
    const m = half(data, at + 2);
    for (let j = 0; j < 16; j++) {
      const q = byte(data, at + 4 + j);
      out[to + j] = round(d * (q & 15)) + m;
      out[to + j + 16] = round(d * (q >> 4)) + m;
    }
  },
};

/** `block_q5_0`: float16 d, the fifth bits of all 32, 32 nibbles. w = d (q - 16). */
const Q5_0: BlockFormat = {
  name: 'Q5_0',
  weights: 32,
  bytes: 22,
  decode(data, at, out, to) {
    const d = half(data, at);
    for (let j = 0; j < 16; j++) {
      const q = byte(data, at + 6 + j);
      out[to + j] = d * (((q & 15) | fifth(data, at + 2, j)) - 16);
      out[to + j + 16] = d * (((q >> 4) | fifth(data, at + 2, j + 16)) - 16);
    }
  },
};

/** `block_q5_1`: float16 d and m, the fifth bits, 32 nibbles. w = d q + m. */
const Q5_1: BlockFormat = {
  name: 'Q5_1',
  weights: 32,
  bytes: 24,
  decode(data, at, out, to) {
    const d = half(data, at);
    const m = half(data, at + 2);
    for (let j = 0; j < 16; j++) {
      const q = byte(data, at + 8 + j);
      out[to + j] = round(d * ((q & 15) | fifth(data, at + 4, j))) + m;
      out[to + j + 16] = round(d * ((q >> 4) | fifth(data, at + 4, j + 16))) + m;
    }
  },
};

/** `block_q8_0`: float16 d, 32 int8. w = d q. */
const Q8_0: BlockFormat = {
  name: 'Q8_0',
  weights: 32,
  bytes: 34,
  decode(data, at, out, to) {
    const d = half(data, at);
    for (let j = 0; j < 32; j++) out[to + j] = d * int8(data, at + 2 + j);
  },
};

/**
 * `block_q4_K`: float16 d and dmin, 8 scales and 8 minima of 6 bits in 12 bytes, 256 nibbles.
 * In sub-block s of 32: w = (d scale[s]) q - (dmin min[s]).
 */
const Q4_K: BlockFormat = {
  name: 'Q4_K',
  weights: 256,
  bytes: 144,
  decode(data, at, out, to) {
    for (let s = 0; s < 8; s++) {
      const d = round(half(data, at) * scaleK(data, at + 4, s));
      const m = round(half(data, at + 2) * minK(data, at + 4, s));
      const from = at + 16 + (s >> 1) * 32;
      const shift = (s & 1) * 4;
      for (let j = 0; j < 32; j++)
        out[to + s * 32 + j] = round(d * ((byte(data, from + j) >> shift) & 15)) - m;
    }
  },
};

/** `block_q5_K`: as `block_q4_K`, with the fifth bits of all 256 in 32 bytes before the nibbles. */
const Q5_K: BlockFormat = {
  name: 'Q5_K',
  weights: 256,
  bytes: 176,
  decode(data, at, out, to) {
    for (let s = 0; s < 8; s++) {
      const d = round(half(data, at) * scaleK(data, at + 4, s));
      const m = round(half(data, at + 2) * minK(data, at + 4, s));
      const from = at + 48 + (s >> 1) * 32;
      const shift = (s & 1) * 4;
      for (let j = 0; j < 32; j++) {
        const high = ((byte(data, at + 16 + j) >> s) & 1) << 4;
        out[to + s * 32 + j] = round(d * (((byte(data, from + j) >> shift) & 15) | high)) - m;
      }
    }
  },
};

/**
 * `block_q6_K`: 256 low halves of 4 bits, 256 high parts of 2 bits, 16 int8 scales, float16 d.
 * In sub-block s of 16: w = (d scale[s]) (q - 32).
 */
const Q6_K: BlockFormat = {
  name: 'Q6_K',
  weights: 256,
  bytes: 210,
  decode(data, at, out, to) {
    const d = half(data, at + 208);
    for (let i = 0; i < 256; i++) {
      // Two halves of 128; in each, four runs of 32 share bytes.
      const side = i >> 7;
      const run = (i >> 5) & 3;
      const j = i & 31;
      const low = byte(data, at + side * 64 + (run & 1) * 32 + j) >> ((run >> 1) * 4);
      const high = byte(data, at + 128 + side * 32 + j) >> (run * 2);
      const scale = round(d * int8(data, at + 192 + (i >> 4)));
      out[to + i] = scale * (((low & 15) | ((high & 3) << 4)) - 32);
    }
  },
};

/** By `enum ggml_type` of ggml.h: what is in most files of the Llama architecture. */
export const BLOCK_FORMATS: ReadonlyMap<number, BlockFormat> = new Map([
  [0, F32],
  [1, F16],
  [2, Q4_0],
  [3, Q4_1],
  [6, Q5_0],
  [7, Q5_1],
  [8, Q8_0],
  [12, Q4_K],
  [13, Q5_K],
  [14, Q6_K],
  [30, BF16],
]);

/**
 * Decodes whole blocks that lie one after another.
 * @param data blocks from `at` on.
 * @param out filled completely; its length is a multiple of the format's weights.
 */
export function dequantise(
  format: BlockFormat,
  data: Uint8Array,
  at: number,
  out: Float32Array,
): void {
  for (let to = 0; to < out.length; to += format.weights, at += format.bytes)
    format.decode(data, at, out, to);
}

function half16(data: Uint8Array, at: number): number {
  return byte(data, at) | (byte(data, at + 1) << 8);
}

/** Bit j of the 32 at `data[at]`, as the fifth bit of a weight. */
function fifth(data: Uint8Array, at: number, j: number): number {
  return ((byte(data, at + (j >> 3)) >> (j & 7)) & 1) << 4;
}

/** Scale of sub-block s (`get_scale_min_k4` of ggml-quants.c). */
function scaleK(data: Uint8Array, at: number, s: number): number {
  if (s < 4) return byte(data, at + s) & 63;
  return (byte(data, at + s + 4) & 15) | ((byte(data, at + s - 4) >> 6) << 4);
}

function minK(data: Uint8Array, at: number, s: number): number {
  if (s < 4) return byte(data, at + s + 4) & 63;
  return (byte(data, at + s + 4) >> 4) | ((byte(data, at + s) >> 6) << 4);
}
