/** From tensor to pixels, and to the bytes that a saved picture is. */

/** One channel value, -1 black to 1 white, as a byte. */
export function toByte(value: number): number {
  const byte = Math.round((value + 1) * 127.5);
  return byte < 0 ? 0 : byte > 255 ? 255 : byte;
}

/**
 * RGBA bytes, row-major, of a [3, height, width] tensor.
 * @param gain multiplied before conversion: a noisy sample is shown at 1 / sqrt(sigma^2 + 1).
 */
export function toRgba(tensor: Float32Array, gain = 1): Uint8ClampedArray<ArrayBuffer> {
  const plane = tensor.length / 3;
  const rgba = new Uint8ClampedArray(plane * 4);
  for (let i = 0; i < plane; i++) {
    for (let c = 0; c < 3; c++) rgba[i * 4 + c] = toByte((tensor[c * plane + i] ?? 0) * gain);
    rgba[i * 4 + 3] = 255;
  }
  return rgba;
}

/** Side of the square picture in a [3, side, side] tensor; 0 where it is not one. */
export function sideOf(tensor: Float32Array): number {
  const side = Math.round(Math.sqrt(tensor.length / 3));
  return side > 0 && 3 * side * side === tensor.length ? side : 0;
}

/** Share of pixels whose every channel is within 1/16 of the range of its value in `last`. */
export function settledShare(now: Float32Array, last: Float32Array): number {
  const plane = now.length / 3;
  let settled = 0;
  for (let i = 0; i < plane; i++) {
    let ok = true;
    for (let c = 0; c < 3; c++) {
      const k = c * plane + i;
      if (Math.abs((now[k] ?? 0) - (last[k] ?? 0)) > 2 / 16) ok = false;
    }
    if (ok) settled++;
  }
  return plane ? settled / plane : 0;
}

/** Writes a picture as the bytes it is shown with. @returns where the next ones go */
export function shade(values: Float32Array, bytes: Uint8Array, at: number): number {
  const { length } = values;
  for (let i = 0; i < length; i++) bytes[at + i] = toByte(values[i] ?? 0);
  return at + length;
}

export function unshade(bytes: Uint8Array): Float32Array {
  const values = new Float32Array(bytes.length);
  for (let i = 0; i < values.length; i++) values[i] = (bytes[i] ?? 0) / 127.5 - 1;
  return values;
}
