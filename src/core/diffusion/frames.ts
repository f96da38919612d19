/** Values of a frame as bytes and back: the loops of the codec, written for speed. */

/** What the bytes of a frame are spread over. */
export interface Span {
  readonly low: number;
  readonly high: number;
}

/** Writes values as bytes over their span. @returns where the next ones go */
export function spread(
  values: Float32Array,
  { low, high }: Span,
  bytes: Uint8Array,
  at: number,
): number {
  const gain = high > low ? 255 / (high - low) : 0;
  const { length } = values;
  for (let i = 0; i < length; i++)
    bytes[at + i] = Math.round((Math.min(high, values[i] ?? 0) - low) * gain);
  return at + length;
}

export function unspread(bytes: Uint8Array, { low, high }: Span): Float32Array {
  const values = new Float32Array(bytes.length);
  for (let i = 0; i < values.length; i++) values[i] = low + ((bytes[i] ?? 0) / 255) * (high - low);
  return values;
}

/** Smallest and largest finite value. */
export function range(values: Float32Array): Span {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0;
    if (!Number.isFinite(value)) continue;
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return low <= high ? { low, high } : { low: 0, high: 0 };
}
