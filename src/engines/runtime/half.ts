/** Half precision (IEEE 754 binary16) on the way in and out of the runtime, bits in a Uint16Array. */

const BITS = new Uint32Array(1);
const FLOAT = new Float32Array(BITS.buffer);

/** Every value of binary16 by its bits; infinities and NaN stay what they are. */
let table: Float32Array | null = null;

function makeTable(): Float32Array {
  return Float32Array.from({ length: 1 << 16 }, (_, bits) => {
    const exponent = (bits >> 10) & 31;
    const fraction = (bits & 1023) / 1024;
    let size = (1 + fraction) * 2 ** (exponent - 15);
    if (exponent === 0) size = fraction * 2 ** -14;
    else if (exponent === 31) size = fraction ? NaN : Infinity;
    return bits & 0x8000 ? -size : size;
  });
}

/** What a tensor of `float16` or `float32` holds, as float32: a copy of the former. */
export function toFloat32(data: ArrayBufferView): Float32Array {
  if (data instanceof Float32Array) return data;
  // Float16Array where the browser has it, Uint16Array elsewhere: the same bits.
  const bits = new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
  const values = (table ??= makeTable());
  const out = new Float32Array(bits.length);
  for (let i = 0; i < bits.length; i++) out[i] = values[bits[i] as number] as number;
  return out;
}

/** Rounds to nearest, ties to even; what is too large becomes infinite. */
export function toHalf(values: Float32Array): Uint16Array<ArrayBuffer> {
  const out = new Uint16Array(values.length);
  for (let i = 0; i < values.length; i++) {
    FLOAT[0] = values[i] as number;
    const bits = BITS[0] as number;
    const sign = (bits >>> 16) & 0x8000;
    const size = bits & 0x7fffffff;
    if (size >= 0x47800000) out[i] = sign | (size > 0x7f800000 ? 0x7e00 : 0x7c00);
    else if (size < 0x38800000) {
      // Subnormal: a whole number of 2^-24.
      out[i] = sign | roundEven(Math.abs(values[i] as number) * 2 ** 24);
    } else {
      const rounded = size + 0xfff + ((size >>> 13) & 1);
      out[i] = sign | ((rounded - 0x38000000) >>> 13);
    }
  }
  return out;
}

function roundEven(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
