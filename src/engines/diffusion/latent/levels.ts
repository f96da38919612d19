/**
 * The noise of models that were trained on 1000 timesteps, in the notation of the samplers: at
 * timestep t a latent is sqrt(a) picture + sqrt(1 - a) noise, a being the product of all 1 - beta up
 * to it; divided by sqrt(a) that is picture + sigma noise (k-diffusion, external.py).
 */
import { noiseSchedule } from '../../../core/diffusion/denoise';
import type { LatentRecipe } from '../../../core/diffusion/recipes';
import type { DiffusionSpec } from '../../../core/diffusion/spec';

const TIMESTEPS = 1000;
const BETA_FIRST = 0.00085;
const BETA_LAST = 0.012;

/** Sigma of each timestep, rising: betas are evenly spaced in their square roots ("scaled linear"). */
export const SIGMAS: Float64Array = (() => {
  const sigmas = new Float64Array(TIMESTEPS);
  const [first, last] = [Math.sqrt(BETA_FIRST), Math.sqrt(BETA_LAST)];
  let kept = 1;
  for (let t = 0; t < TIMESTEPS; t++) {
    kept *= 1 - (first + (t / (TIMESTEPS - 1)) * (last - first)) ** 2;
    sigmas[t] = Math.sqrt((1 - kept) / kept);
  }
  return sigmas;
})();

/** The timestep of a noise level, between two where it lies there, by the logarithm of sigma. */
export function timestepOf(sigma: number): number {
  const last = TIMESTEPS - 1;
  const at = (t: number) => SIGMAS[t] as number;
  if (sigma <= at(0)) return 0;
  if (sigma >= at(last)) return last;
  let [low, high] = [0, last];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (at(middle) <= sigma) low = middle;
    else high = middle;
  }
  return low + Math.log(sigma / at(low)) / Math.log(at(high) / at(low));
}

/** Noise levels of a run, N + 1 values falling to exactly 0. */
export function levelsOf(
  { levels, manifest }: Pick<LatentRecipe, 'levels' | 'manifest'>,
  { schedule, steps }: Pick<DiffusionSpec, 'schedule' | 'steps'>,
): Float64Array {
  if (levels === 'spread')
    return noiseSchedule(schedule, steps, manifest.sigmaMin, manifest.sigmaMax);
  // "Trailing" of diffusers: 999, 749, 499, 249 for four steps.
  const sigmas = new Float64Array(steps + 1);
  for (let i = 0; i < steps; i++) {
    const t = Math.max(0, Math.round(TIMESTEPS - (i * TIMESTEPS) / steps) - 1);
    sigmas[i] = SIGMAS[t] as number;
  }
  return sigmas;
}
