/** A step's tensors as they are looked at, and in words. */
import type { DenoiseStep } from '../../../core/diffusion/denoise';
import { snr } from '../../../core/diffusion/denoise';
import { changeOf, noiseOf, rangeOf } from '../../../core/diffusion/difference';
import { velocityOf } from '../../../core/diffusion/flow';
import { sampleGain } from '../../../core/diffusion/film';
import { sideOf } from '../../../core/image';
import { significant } from '../../../ui/format';
import { imageOf } from '../picture';
import { text } from '../../../text/diffusion-views';

/**
 * What of a step is looked at. `sample`: the noisy x_t. `denoised`: the clean picture predicted
 * from it. `noise`: their difference. `velocity`: where flow matching would go from here. `prompt`:
 * what the prompt adds to the prediction. `change`: what the step changed of the prediction.
 */
export type StepView = 'sample' | 'denoised' | 'noise' | 'velocity' | 'prompt' | 'change';

/** Values and how they are shown. */
export interface Aspect {
  /** [3, side, side] */
  readonly values: Float32Array;
  readonly side: number;
  /** Brings a value to -1 black .. 1 white. */
  readonly gain: number;
  /** For signed values, of which 0 is mid grey: black and white are minus and plus this. */
  readonly range: number | null;
  /** Of the values. */
  readonly unit: '' | 'σ';
}

/**
 * A step as it is looked at, or null where there is nothing to see (`absence` says why).
 * @param before the step before it.
 * @param finished after the last step sigma is 0: the sample is then the predicted picture itself.
 */
export function aspectOf(
  step: DenoiseStep,
  view: StepView,
  before: DenoiseStep | null = null,
  finished = false,
): Aspect | null {
  switch (view) {
    case 'sample':
      if (finished) return picture(step.denoised, 1);
      return picture(step.x, sampleGain(step.sigma));
    case 'denoised':
      return picture(step.denoised, 1);
    case 'noise':
      return signed(noiseOf(step), 3, 'σ');
    case 'velocity':
      return signed(velocityOf(step), 3);
    case 'prompt':
      return signed(step.promptDelta);
    case 'change':
      return signed(changeOf(step, before));
    default:
      return view satisfies never;
  }
}

function picture(values: Float32Array, gain: number): Aspect | null {
  const side = sideOf(values);
  return side ? { values, side, gain, range: null, unit: '' } : null;
}

function signed(
  values: Float32Array | null,
  given?: number,
  unit: Aspect['unit'] = '',
): Aspect | null {
  const side = values ? sideOf(values) : 0;
  if (!values || !side) return null;
  const range = given ?? rangeOf(values);
  return { values, side, gain: 1 / range, range, unit };
}

/** The pixels of a step, or null where its tensors are no square pictures. */
export function pixelsOf(step: DenoiseStep, view: StepView, finished = false): ImageData | null {
  const aspect = aspectOf(step, view, null, finished);
  return aspect && imageOf(aspect.values, aspect.gain);
}

/** Why there is nothing to see of a step. */
export function absence(
  step: DenoiseStep,
  view: StepView,
  before: DenoiseStep | null,
  guidance: number,
): string {
  if (view === 'change' && !before) return text.absence.first;
  if (view === 'prompt' && guidance === 1) return text.absence.noGuidance;
  if (view === 'prompt' && !step.promptDelta) return text.absence.notStored;
  return text.absence.noPicture;
}

/** Sigma with the digits that matter, 0 as 0. */
export function sigmaText(sigma: number): string {
  return sigma >= 1 ? significant(sigma, 3) : significant(sigma, 2);
}

/** How much of the sample is noise, in words. */
export function noiseWords(sigma: number): string {
  const ratio = snr(sigma);
  if (!(ratio >= 0.01)) return text.noise.almostOnly;
  if (ratio < 0.5) return text.noise.more;
  if (ratio < 30) return text.noise.less;
  return text.noise.almostNone;
}
