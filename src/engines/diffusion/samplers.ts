/**
 * Samplers of diffusion models as pure functions over a denoiser D(x; sigma), in the notation of
 * k-diffusion: a sample is picture + sigma * noise, and dx/dsigma = (x - D(x; sigma)) / sigma.
 *
 * Each is an async generator that yields {i, x, sigma, sigmaNext, denoised} once a step is made:
 * k-diffusion's step callback, turned round so that the reader sets the pace and can stop at any
 * step. It knows no model, no time and no guidance.
 */
import type { SamplerName } from '../../core/diffusion/denoise';

/** Predicted x0 of a sample [3, size, size] at a noise level, same shape; a new array each time. */
export type Denoise = (x: Float32Array, sigma: number) => Promise<Float32Array>;

/** One step of a sampler. The arrays are never written again: a reader that gives them away copies. */
export interface SamplerStep {
  /** 0..N-1. */
  readonly i: number;
  /** Sample before the step. */
  readonly x: Float32Array;
  readonly sigma: number;
  /** Noise level after it; 0 at the last step, whose `denoised` is the picture. */
  readonly sigmaNext: number;
  /** D(x; sigma). */
  readonly denoised: Float32Array;
}

/**
 * @param denoise evaluates the network.
 * @param x sample at sigmas[0], of standard deviation about sigmas[0].
 * @param sigmas N + 1 falling noise levels, the last one 0 (`noiseSchedule`).
 * @param normal gives that many standard normal values; only ancestral samplers draw.
 * @param begin where it takes a run up, x being the sample at sigmas[begin.i]; from the start by
 *   default. A multistep method goes on from the step before it, where there is one.
 */
export type Sampler = (
  denoise: Denoise,
  x: Float32Array,
  sigmas: Float64Array,
  normal: (length: number) => Float32Array,
  begin?: Begin,
) => AsyncGenerator<SamplerStep, void, void>;

export interface Begin {
  readonly i: number;
  readonly before: Pick<SamplerStep, 'sigma' | 'denoised'> | null;
}
const START: Begin = { i: 0, before: null };

/** Euler's method: first order, one evaluation a step (Karras et al. 2022, alg. 1 without its lines 6-8). */
const euler: Sampler = async function* (denoise, x, sigmas, _normal, begin = START) {
  for (let { i } = begin; i + 1 < sigmas.length; i++) {
    const [sigma, sigmaNext] = pair(sigmas, i);
    const denoised = await denoise(x, sigma);
    yield { i, x, sigma, sigmaNext, denoised };
    x = towards(x, denoised, sigmaNext / sigma);
  }
};

/**
 * Heun's method: second order, two evaluations in every step but the last, which is Euler's
 * because the slope is not defined at sigma 0 (Karras et al. 2022, alg. 1).
 */
const heun: Sampler = async function* (denoise, x, sigmas, _normal, begin = START) {
  for (let { i } = begin; i + 1 < sigmas.length; i++) {
    const [sigma, sigmaNext] = pair(sigmas, i);
    const denoised = await denoise(x, sigma);
    let next = towards(x, denoised, sigmaNext / sigma);
    if (sigmaNext > 0) {
      const second = await denoise(next, sigmaNext);
      const half = (sigmaNext - sigma) / 2;
      const corrected = new Float32Array(x.length);
      for (let k = 0; k < x.length; k++) {
        const slope = (at(x, k) - at(denoised, k)) / sigma;
        const slopeNext = (at(next, k) - at(second, k)) / sigmaNext;
        corrected[k] = at(x, k) + half * (slope + slopeNext);
      }
      next = corrected;
    }
    yield { i, x, sigma, sigmaNext, denoised };
    x = next;
  }
};

/**
 * DPM-Solver++(2M): second order with one evaluation a step, by the prediction before (Lu et al.
 * 2022, alg. 2; the form of k-diffusion's `sample_dpmpp_2m`, first order in the first and last step).
 */
const dpmpp2m: Sampler = async function* (denoise, x, sigmas, _normal, begin = START) {
  let before = begin.before && {
    lambda: -Math.log(begin.before.sigma),
    denoised: begin.before.denoised,
  };
  for (let { i } = begin; i + 1 < sigmas.length; i++) {
    const [sigma, sigmaNext] = pair(sigmas, i);
    const denoised = await denoise(x, sigma);
    yield { i, x, sigma, sigmaNext, denoised };
    const lambda = -Math.log(sigma);
    let target = denoised;
    if (before && sigmaNext > 0) {
      // Half the ratio of this step to the one before, in lambda = -log sigma.
      const ahead = (-Math.log(sigmaNext) - lambda) / (lambda - before.lambda) / 2;
      target = new Float32Array(x.length);
      for (let k = 0; k < x.length; k++)
        target[k] = at(denoised, k) + ahead * (at(denoised, k) - at(before.denoised, k));
    }
    before = { lambda, denoised };
    x = towards(x, target, sigmaNext / sigma);
  }
};

/**
 * DDIM with eta 0 (Song et al. 2021, eq. 12), expressed in sigma: the predicted noise is put back
 * at the next level, x' = D + sigma' * (x - D) / sigma. In this notation that is Euler's step in
 * other words: the two differ only where a model counts in timesteps, by their spacing.
 */
const ddim: Sampler = async function* (denoise, x, sigmas, _normal, begin = START) {
  for (let { i } = begin; i + 1 < sigmas.length; i++) {
    const [sigma, sigmaNext] = pair(sigmas, i);
    const denoised = await denoise(x, sigma);
    yield { i, x, sigma, sigmaNext, denoised };
    const next = new Float32Array(x.length);
    for (let k = 0; k < x.length; k++) {
      const noise = (at(x, k) - at(denoised, k)) / sigma;
      next[k] = at(denoised, k) + sigmaNext * noise;
    }
    x = next;
  }
};

/**
 * Euler's method to a level below the next one and fresh noise up to it (eta 1; k-diffusion's
 * `sample_euler_ancestral`, the ancestral sampling of Ho et al. 2020 in this notation).
 */
const eulerAncestral: Sampler = async function* (denoise, x, sigmas, normal, begin = START) {
  for (let { i } = begin; i + 1 < sigmas.length; i++) {
    const [sigma, sigmaNext] = pair(sigmas, i);
    const denoised = await denoise(x, sigma);
    yield { i, x, sigma, sigmaNext, denoised };
    const up = sigmaNext * Math.sqrt(1 - (sigmaNext / sigma) ** 2);
    const down = (sigmaNext * sigmaNext) / sigma;
    x = towards(x, denoised, down / sigma);
    if (up > 0) {
      const noise = normal(x.length);
      for (let k = 0; k < x.length; k++) x[k] = at(x, k) + up * at(noise, k);
    }
  }
};

export const samplers: Readonly<Record<SamplerName, Sampler>> = {
  euler,
  heun,
  dpmpp2m,
  ddim,
  'euler-ancestral': eulerAncestral,
};

/** The sample on the straight line from x (share 1) to the prediction (share 0). */
function towards(x: Float32Array, denoised: Float32Array, share: number): Float32Array {
  const next = new Float32Array(x.length);
  for (let k = 0; k < x.length; k++)
    next[k] = at(denoised, k) + share * (at(x, k) - at(denoised, k));
  return next;
}

function pair(sigmas: Float64Array, i: number): [number, number] {
  return [sigmas[i] as number, sigmas[i + 1] as number];
}

/** An index that is known to be inside; typed access without a cost. */
function at(array: Float32Array, k: number): number {
  return array[k] as number;
}
