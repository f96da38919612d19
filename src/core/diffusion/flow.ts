/**
 * Diffusion read as flow matching (Lipman et al. 2023): the same samples in other coordinates. With
 * t = 1 / (1 + sigma) the point z = t x lies on the way from pure noise (t 0) to the picture (t 1),
 * and Euler's step in t, z' = z + (t' - t) v, is that in sigma (docs/adr/0018). Pure.
 */
import type { DenoiseStep } from './denoise';
import type { DiffusionTrace } from './spec';

/** Time on the straight path: 0 is pure noise, 1 the picture. */
export function timeOf(sigma: number): number {
  return 1 / (1 + sigma);
}

/**
 * The velocity at a step's sample, of its shape: v = (D - z) / (1 - t), where D is the predicted
 * picture. Where the prediction is right it is picture minus noise. Null where sigma is no noise
 * level, or the tensors differ in size.
 */
export function velocityOf({ x, denoised, sigma }: DenoiseStep): Float32Array | null {
  if (!(sigma > 0 && sigma < Infinity) || x.length !== denoised.length) return null;
  const velocity = new Float32Array(x.length);
  for (let k = 0; k < x.length; k++)
    velocity[k] = ((1 + sigma) * (denoised[k] as number) - (x[k] as number)) / sigma;
  return velocity;
}

/** A point of the path: a sample and the factor that brings it to z. */
interface Place {
  readonly values: Float32Array;
  readonly t: number;
}

/** Where a path is at one of its points. Distances are root mean squares over all values. */
export interface PathPoint {
  readonly t: number;
  /** From the first point to this one, along the path. */
  readonly length: number;
  /** The same, straight. */
  readonly distance: number;
}

/**
 * The path of a run, a point for the sample of each step from `first` on, and one for the picture
 * once the last step is made. Empty before there is a step.
 */
export function pathOf({ results, end }: DiffusionTrace, first = 0): PathPoint[] {
  const places: Place[] = results
    .slice(first)
    .map(({ x, sigma }) => ({ values: x, t: timeOf(sigma) }));
  const last = results.at(-1);
  if (places.length && last?.sigmaNext === 0 && end?.type === 'done')
    places.push({ values: last.denoised, t: 1 });
  const [start] = places;
  if (!start) return [];
  let length = 0;
  return places.map((place, i) => {
    length += i ? between(places[i - 1] ?? start, place) : 0;
    return { t: place.t, length, distance: between(start, place) };
  });
}

/**
 * How far a path is from straight: 1 - |z1 - z0| / sum |dz|, the share of its length that a straight
 * one would not have. 0 is straight; noise added on the way brings it near 1. Null before the path
 * has any length.
 */
export function bendOf(path: readonly PathPoint[]): number | null {
  const { length = 0, distance = 0 } = path.at(-1) ?? {};
  // Of a path of one step both are the same sum.
  return length > 0 ? Math.max(0, 1 - distance / length) : null;
}

/** By the later place's values: the views ask for the same path at every frame. */
const KNOWN = new WeakMap<Float32Array, { readonly from: Place; readonly distance: number }[]>();

function between(from: Place, to: Place): number {
  const known = KNOWN.get(to.values) ?? [];
  const found = known.find((one) => one.from.values === from.values && one.from.t === from.t);
  if (found) return found.distance;
  let sum = 0;
  const { length } = to.values;
  for (let k = 0; k < length; k++)
    sum += ((to.values[k] as number) * to.t - (from.values[k] as number) * from.t) ** 2;
  const distance = Math.sqrt(sum / Math.max(1, length));
  KNOWN.set(to.values, [...known, { from, distance }]);
  return distance;
}
