/** How far two pictures are apart, for the checks of the tour. Pure. */
import { mechanismOf } from '../../../core/mechanisms';
import type { Trace } from '../../../core/run/trace';

/** [3, side, side], -1 black to 1 white; null before there is one, or where it makes none. */
export function pictureOf(trace: Trace | null | undefined): Float32Array | null {
  if (!trace) return null;
  return mechanismOf(trace).picture?.(trace, trace.results.length) ?? null;
}

/** Mean distance of two pictures, in levels of 255; null where they cannot be compared. */
export function apart(a: Float32Array | null, b: Float32Array | null): number | null {
  if (!a || a.length === 0 || a.length !== b?.length) return null;
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs(clamp(a[i]) - clamp(b[i]));
  return (sum / a.length) * 127.5;
}

/** A pixel is another one where a channel is off by more than this of black to white. */
const OTHER = 1 / 8;

/** Share of pixels that differ visibly; null where the pictures cannot be compared. */
export function changed(a: Float32Array | null, b: Float32Array | null): number | null {
  if (!a || a.length === 0 || a.length !== b?.length) return null;
  const pixels = a.length / 3;
  let n = 0;
  for (let i = 0; i < pixels; i++)
    if ([0, 1, 2].some((c) => off(a, b, i + c * pixels) > OTHER * 2)) n++;
  return n / pixels;
}

const clamp = (value = 0) => Math.min(1, Math.max(-1, value));
const off = (a: Float32Array, b: Float32Array, i: number) => Math.abs(clamp(a[i]) - clamp(b[i]));

/** White where two pictures agree, darker the further they are apart; drawn as a picture. */
export function distanceMap(a: Float32Array, b: Float32Array): Float32Array {
  return a.map((_, i) => 1 - Math.min(2, 2 * off(a, b, i)));
}

/**
 * How many different pictures there are: one is another where it is further than `least` levels
 * from each that was counted before.
 */
export function differentOnes(pictures: readonly Float32Array[], least: number): number {
  const kinds: Float32Array[] = [];
  for (const one of pictures)
    if (kinds.every((kind) => (apart(kind, one) ?? 0) > least)) kinds.push(one);
  return kinds.length;
}
