/**
 * What a denoising step consists of, as differences of its tensors. All are [3, size, size] like the
 * step's own, signed, in units of the picture's range of -1..1 unless said otherwise.
 */
import type { DenoiseStep } from './denoise';

/**
 * The noise that the network sees in a sample: (x_t - predicted x0) / sigma, so of standard
 * deviation 1 where the prediction is right. Null where sigma is no noise level.
 */
export function noiseOf({ x, denoised, sigma }: DenoiseStep): Float32Array | null {
  if (!(sigma > 0 && sigma < Infinity)) return null;
  return subtract(x, denoised, 1 / sigma);
}

/** What the step changed of the predicted x0; null for the first, or pictures of another size. */
export function changeOf(step: DenoiseStep, before: DenoiseStep | null): Float32Array | null {
  return before && subtract(step.denoised, before.denoised);
}

function subtract(a: Float32Array, b: Float32Array, factor = 1): Float32Array | null {
  if (a.length !== b.length) return null;
  const difference = new Float32Array(a.length);
  for (let k = 0; k < a.length; k++) difference[k] = ((a[k] as number) - (b[k] as number)) * factor;
  return difference;
}

/**
 * A round number of which most values lie within plus and minus: three times their root mean
 * square, up to the next 1, 2 or 5 times a power of ten, 0.01 at least and 10 at most.
 */
export function rangeOf(values: Float32Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  const wanted = 3 * Math.sqrt(sum / Math.max(1, values.length));
  for (let decade = 0.01; decade < 10; decade *= 10)
    for (const digit of [1, 2, 5]) {
      const range = Number((digit * decade).toPrecision(1));
      if (wanted <= range) return range;
    }
  return 10;
}
