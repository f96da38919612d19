/**
 * The words of diffusion, in the variance-exploding notation of k-diffusion (Karras et al. 2022):
 * a sample x at noise level sigma is picture + sigma * noise.
 */
import type { ResultBase } from '../run/run';

export const SAMPLERS = ['euler', 'heun', 'dpmpp2m', 'ddim', 'euler-ancestral'] as const;
export type SamplerName = (typeof SAMPLERS)[number];

export const SAMPLER_NAMES: Readonly<Record<SamplerName, string>> = {
  euler: 'Euler',
  heun: 'Heun',
  dpmpp2m: 'DPM-Solver++(2M)',
  ddim: 'DDIM',
  'euler-ancestral': 'Euler ancestral',
};

export const SCHEDULES = ['karras', 'flow'] as const;
export type NoiseScheduleName = (typeof SCHEDULES)[number];

export interface DenoiseStep extends ResultBase {
  readonly sigma: number;
  /** Noise level after this step; 0 at the last. */
  readonly sigmaNext: number;
  /** Evaluations of the network for this picture in this step, two for each pass with guidance. */
  readonly nfe: number;
  /** Sample before the step, [3, size, size], row-major, unbounded. */
  readonly x: Float32Array;
  /** Predicted x0 at that sample, same shape, -1 black to 1 white. The last step's is the picture. */
  readonly denoised: Float32Array;
  /**
   * What the prompt adds: predicted x0 with it minus without it, at that sample, same shape, before
   * the guidance scale and any clamp. Null where the run has no guidance.
   */
  readonly promptDelta: Float32Array | null;
}

/** Signal-to-noise ratio at sigma for data of standard deviation 0.5 (Karras et al. 2022). */
export function snr(sigma: number): number {
  return (0.5 / sigma) ** 2;
}

/**
 * Noise levels of an N-step run, N + 1 values falling from sigmaMax to exactly 0.
 * `karras`: evenly spaced in sigma^(1/7) (Karras et al. 2022, eq. 5).
 * `flow`: evenly spaced in t on the straight path of flow matching, t = 1 / (1 + sigma).
 * @throws RangeError unless steps is a whole number of at least 1 and 0 < sigmaMin <= sigmaMax.
 */
export function noiseSchedule(
  name: NoiseScheduleName,
  steps: number,
  sigmaMin: number,
  sigmaMax: number,
): Float64Array {
  if (!Number.isInteger(steps) || steps < 1)
    throw new RangeError(`steps must be 1 or more, got ${steps}`);
  if (!(sigmaMin > 0 && sigmaMin <= sigmaMax))
    throw new RangeError(`sigma range ${sigmaMin}..${sigmaMax}`);
  const sigmas = new Float64Array(steps + 1);
  for (let i = 0; i < steps; i++) {
    if (name === 'karras') {
      const f = steps === 1 ? 0 : i / (steps - 1);
      sigmas[i] = (sigmaMax ** (1 / 7) + f * (sigmaMin ** (1 / 7) - sigmaMax ** (1 / 7))) ** 7;
    } else {
      const first = 1 / (1 + sigmaMax);
      const t = first + (i / steps) * (1 - first);
      sigmas[i] = (1 - t) / t;
    }
  }
  return sigmas;
}
