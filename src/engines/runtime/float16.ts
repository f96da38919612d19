/** Weights are stored in half and computed in single precision. */

/** 2^(127 - 15): between the exponent biases of binary32 and binary16. */
const REBIAS = 2 ** 112;

/**
 * Widens float16 (IEEE 754 binary16, little-endian) to the bytes of the same values in float32.
 * Exact for every finite value; weights hold no infinities and no NaN.
 * @throws RangeError on an odd number of bytes.
 */
export function widen(half: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  if (half.length % 2) throw new RangeError(`float16 data of ${half.length} bytes`);
  // A view needs an even offset.
  const source = half.byteOffset % 2 ? half.slice() : half;
  const halves = new Uint16Array(source.buffer, source.byteOffset, source.length / 2);
  const bits = new Uint32Array(halves.length);
  const values = new Float32Array(bits.buffer);
  for (let i = 0; i < halves.length; i++) {
    // Sign, exponent and fraction in their places of a float32 read as the value over 2^112,
    // subnormal ones too; the product is exact.
    const h = halves[i] as number;
    bits[i] = ((h & 0x8000) << 16) | ((h & 0x7fff) << 13);
    values[i] = (values[i] as number) * REBIAS;
  }
  return new Uint8Array(bits.buffer);
}
