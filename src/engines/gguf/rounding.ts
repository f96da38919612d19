/**
 * Float weights to 8 bit, bit for bit what numpy makes of them in `models/ddmodels/lm_layout.py`:
 * every step is rounded to float32, ties go to even.
 */
import type { BlockFormat } from './dequantise';

/** A matrix that is filled row by row, in any order. */
export interface Matrix {
  readonly values: Uint8Array<ArrayBuffer>;
  readonly scales: Float32Array<ArrayBuffer>;
  /**
   * @param n which row.
   * @param row its weights.
   * @param format how they were stored, at `data[at]`...
   */
  put(n: number, row: Float32Array, format: BlockFormat, data: Uint8Array, at: number): void;
}

/** Weights that share a scale. */
const BLOCK = 32;
/** Largest quantised magnitude. */
const LARGEST = 127;
/** Zero point of the unsigned layout. */
const ZERO = 128;
/** Least scale of a block, so that a block of zeros has one. */
const LEAST_SCALE = Math.fround(1e-10);
/** Added and taken away again, it leaves a double rounded to a whole number, half to even. */
const ROUND = 6755399441055744;

/** [K, N] int8 with a scale, max|w| / 127, for each of the N rows. */
export class ByChannel implements Matrix {
  readonly values: Uint8Array<ArrayBuffer>;
  readonly scales: Float32Array<ArrayBuffer>;

  constructor(
    private readonly rows: number,
    width: number,
  ) {
    this.values = new Uint8Array(rows * width);
    this.scales = new Float32Array(rows);
  }

  put(n: number, row: Float32Array): void {
    const scale = Math.fround(largest(row, 0, row.length) / LARGEST);
    this.scales[n] = scale;
    for (let k = 0; k < row.length; k++)
      this.values[k * this.rows + n] = encode(row[k] as number, scale);
  }
}

/** [N, K] with a scale for each 32: uint8 around 128, or int8. */
export class ByBlock implements Matrix {
  readonly values: Uint8Array<ArrayBuffer>;
  readonly scales: Float32Array<ArrayBuffer>;
  readonly #zero: number;

  constructor(rows: number, width: number, unsigned: boolean) {
    this.values = new Uint8Array(rows * width);
    this.scales = new Float32Array((rows * width) / BLOCK);
    this.#zero = unsigned ? ZERO : 0;
  }

  put(n: number, row: Float32Array, format: BlockFormat, data: Uint8Array, at: number): void {
    const from = n * row.length;
    if (format.name === 'Q8_0') return this.#same(from, row, format, data, at);
    for (let k = 0; k < row.length; k += BLOCK) {
      const scale = Math.max(Math.fround(largest(row, k, k + BLOCK) / LARGEST), LEAST_SCALE);
      this.scales[(from + k) / BLOCK] = scale;
      for (let j = k; j < k + BLOCK; j++)
        this.values[from + j] = encode(row[j] as number, scale) + this.#zero;
    }
  }

  /** Q8_0 has this very form: a scale and 32 int8. Its scale is that of a weight that is q = 1. */
  #same(from: number, row: Float32Array, format: BlockFormat, data: Uint8Array, at: number): void {
    for (let k = 0; k < row.length; k += BLOCK, at += format.bytes) {
      ONE.set(data.subarray(at, at + 2));
      format.decode(ONE, 0, SCALE, 0);
      this.scales[(from + k) / BLOCK] = SCALE[0] as number;
      for (let j = 0; j < BLOCK; j++)
        this.values[from + k + j] = (data[at + 2 + j] as number) ^ this.#zero;
    }
  }
}

/** A Q8_0 block of ones, but for its scale. */
const ONE = new Uint8Array(34).fill(1, 2);
const SCALE = new Float32Array(BLOCK);

function largest(row: Float32Array, from: number, to: number): number {
  let most = 0;
  for (let k = from; k < to; k++) most = Math.max(most, Math.abs(row[k] as number));
  return most;
}

/** w / scale as a whole number in -127..127. */
function encode(weight: number, scale: number): number {
  const q = Math.fround(weight / (scale > 0 ? scale : 1)) + ROUND - ROUND;
  return q > LARGEST ? LARGEST : q < -LARGEST ? -LARGEST : q;
}
