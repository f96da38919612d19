/**
 * Rows of weights, from the GGUF's blocks of 32 to 8 bit. Bit for bit what numpy makes of them in
 * `models/ddmodels/lm_layout.py`: every step is rounded to float32, ties go to even.
 */

/** Weights that share a scale. */
export const BLOCK = 32;
/** Zero point of the unsigned layout. */
export const ZERO = 128;
/** Largest quantised magnitude. */
const LARGEST = 127;
/** Least scale of a block, so that a block of zeros has one. */
const LEAST_SCALE = Math.fround(1e-10);
/** Added and taken away again, it leaves a double rounded to a whole number, half to even. */
const ROUND = 6755399441055744;

/** One way in which a GGUF stores a row of `width` weights, a multiple of 32. */
export interface RowFormat {
  readonly name: string;
  rowBytes(width: number): number;
  /**
   * Quantises the row at `data[at]` with one scale, max|w| / 127.
   * @param out gets `width` int8 from `to` on.
   * @returns the scale; 0 for a row of zeros.
   */
  wholeRow(data: Uint8Array, at: number, width: number, out: Int8Array, to: number): number;
  /**
   * Quantises with a scale for every 32 weights.
   * @param out gets `width` uint8 with zero point 128 from `to` on.
   * @param scales gets `width / 32` values from `to / 32` on.
   */
  byBlock(
    data: Uint8Array,
    at: number,
    width: number,
    out: Uint8Array,
    to: number,
    scales: Float32Array,
  ): void;
}

/** 16 values at most in a block: they are quantised once each and then looked up. */
const codes = new Int16Array(16);
/** Which nibbles a byte holds, as a set of bits. */
const NIBBLES = Uint16Array.from({ length: 256 }, (_, b) => (1 << (b & 15)) | (1 << (b >> 4)));

/**
 * `block_q4_1` of ggml-common.h, 20 bytes: float16 scale d and minimum m, then 32 nibbles q, the
 * low halves of the 16 bytes first. w = d q + m.
 */
const Q4_1: RowFormat = {
  name: 'Q4_1',
  rowBytes: (width) => (width / BLOCK) * 20,
  wholeRow(data, at, width, out, to) {
    let largest = 0;
    for (let k = 0; k < width; k += BLOCK)
      largest = Math.max(largest, largest4(data, at + (k / BLOCK) * 20));
    const scale = Math.fround(largest / LARGEST);
    for (let k = 0; k < width; k += BLOCK, at += 20) {
      encode4(data, at, scale, 0);
      for (let j = 0; j < 16; j++) {
        const byte = data[at + 4 + j] as number;
        out[to + k + j] = codes[byte & 15] as number;
        out[to + k + 16 + j] = codes[byte >> 4] as number;
      }
    }
    return scale;
  },
  byBlock(data, at, width, out, to, scales) {
    for (let k = 0; k < width; k += BLOCK, at += 20) {
      const scale = Math.max(Math.fround(largest4(data, at) / LARGEST), LEAST_SCALE);
      scales[(to + k) / BLOCK] = scale;
      encode4(data, at, scale, ZERO);
      for (let j = 0; j < 16; j++) {
        const byte = data[at + 4 + j] as number;
        out[to + k + j] = codes[byte & 15] as number;
        out[to + k + 16 + j] = codes[byte >> 4] as number;
      }
    }
  },
};

/** Largest magnitude in a Q4_1 block: at its least or at its greatest nibble. */
function largest4(data: Uint8Array, at: number): number {
  let set = 0;
  for (let j = at + 4; j < at + 20; j++) set |= NIBBLES[data[j] as number] as number;
  const d = half(data, at);
  const m = half(data, at + 2);
  const least = 31 - Math.clz32(set & -set);
  const greatest = 31 - Math.clz32(set);
  return Math.max(
    Math.abs(Math.fround(Math.fround(d * least) + m)),
    Math.abs(Math.fround(Math.fround(d * greatest) + m)),
  );
}

function encode4(data: Uint8Array, at: number, scale: number, zero: number): void {
  const d = half(data, at);
  const m = half(data, at + 2);
  for (let q = 0; q < 16; q++) codes[q] = encode(Math.fround(Math.fround(d * q) + m), scale) + zero;
}

/** `block_q8_0` of ggml-common.h, 34 bytes: float16 scale d, then 32 int8 q. w = d q. */
const Q8_0: RowFormat = {
  name: 'Q8_0',
  rowBytes: (width) => (width / BLOCK) * 34,
  wholeRow(data, at, width, out, to) {
    let largest = 0;
    for (let k = 0; k < width; k += BLOCK)
      largest = Math.max(largest, largest8(data, at + (k / BLOCK) * 34));
    const scale = Math.fround(largest / LARGEST);
    for (let k = 0; k < width; k += BLOCK, at += 34) {
      const d = half(data, at);
      for (let j = 0; j < BLOCK; j++)
        out[to + k + j] = encode(Math.fround(d * int8(data, at + 2 + j)), scale);
    }
    return scale;
  },
  byBlock(data, at, width, out, to, scales) {
    for (let k = 0; k < width; k += BLOCK, at += 34) {
      const d = half(data, at);
      const scale = Math.max(Math.fround(largest8(data, at) / LARGEST), LEAST_SCALE);
      scales[(to + k) / BLOCK] = scale;
      for (let j = 0; j < BLOCK; j++)
        out[to + k + j] = encode(Math.fround(d * int8(data, at + 2 + j)), scale) + ZERO;
    }
  },
};

function largest8(data: Uint8Array, at: number): number {
  let largest = 0;
  for (let j = at + 2; j < at + 34; j++) largest = Math.max(largest, Math.abs(int8(data, j)));
  return Math.abs(Math.fround(half(data, at) * largest));
}

/** By `enum ggml_type` of ggml.h. */
export const ROW_FORMATS: ReadonlyMap<number, RowFormat> = new Map([
  [3, Q4_1],
  [8, Q8_0],
]);
export const TYPE_F32 = 0;
export const TYPE_Q8_0 = 8;

/** Takes Q8_0 blocks apart without rounding them again; `flip` is 128 for uint8 around 128, else 0. */
export function splitQ8(
  data: Uint8Array,
  flip: 0 | 128,
  values: Uint8Array,
  scales: Float32Array,
): void {
  for (let b = 0, at = 0, to = 0; b < scales.length; b++) {
    scales[b] = half(data, at);
    at += 2;
    for (const end = to + BLOCK; to < end; at++, to++) values[to] = (data[at] as number) ^ flip;
  }
}

/** w / scale as a whole number in -127..127. */
function encode(weight: number, scale: number): number {
  const q = Math.fround(weight / (scale > 0 ? scale : 1)) + ROUND - ROUND;
  return q > LARGEST ? LARGEST : q < -LARGEST ? -LARGEST : q;
}

function int8(data: Uint8Array, at: number): number {
  return ((data[at] as number) << 24) >> 24;
}

/** Every float16 (IEEE 754 binary16) by its bits. */
const HALVES = Float32Array.from({ length: 65536 }, (_, bits) => {
  const exponent = (bits >> 10) & 31;
  const fraction = (bits & 1023) / 1024;
  const size =
    exponent === 0
      ? fraction * 2 ** -14
      : exponent === 31
        ? fraction
          ? NaN
          : Infinity
        : (1 + fraction) * 2 ** (exponent - 15);
  return bits & 0x8000 ? -size : size;
});

/** The float16 at `data[at]`. */
export function half(data: Uint8Array, at: number): number {
  return HALVES[(data[at] as number) | ((data[at + 1] as number) << 8)] as number;
}
