/** From a step's tensors to pixels on a 2D canvas, and to words. */
import type { DenoiseStep } from '../../../core/diffusion/denoise';
import { snr } from '../../../core/diffusion/denoise';
import { changeOf, noiseOf, rangeOf } from '../../../core/diffusion/difference';
import { toRgba } from '../../../core/image';
import { significant } from '../../../ui/format';

/**
 * What of a step is looked at. `sample`: the noisy x_t. `denoised`: the clean picture predicted
 * from it. `noise`: their difference. `prompt`: what the prompt adds to the prediction. `change`:
 * what the step changed of the prediction.
 */
export type StepView = 'sample' | 'denoised' | 'noise' | 'prompt' | 'change';

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

/** Side of the square picture in a [3, side, side] tensor; 0 where it is not one. */
export function sideOf(tensor: Float32Array): number {
  const side = Math.round(Math.sqrt(tensor.length / 3));
  return side > 0 && 3 * side * side === tensor.length ? side : 0;
}

/**
 * Factor that brings x_t into the range of a picture. x_t = picture + sigma * noise has a standard
 * deviation of about sqrt(sigma^2 + s^2), s being the picture's own. Dividing by
 * sqrt(sigma^2 + 1) keeps the noise inside black..white at any sigma, so that it is seen as noise
 * and not as a clipped pattern, and it ends at exactly 1, so that the finished picture is right.
 * (With s^2 = 0.25, the variance of the data, the contrast at the end would be doubled.)
 */
export function sampleGain(sigma: number): number {
  return 1 / Math.sqrt(sigma * sigma + 1);
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

export function imageOf({ values, side, gain }: Aspect): ImageData {
  return new ImageData(toRgba(values, gain), side, side);
}

/** The pixels of a step, or null where its tensors are no square pictures. */
export function pixelsOf(step: DenoiseStep, view: StepView, finished = false): ImageData | null {
  const aspect = aspectOf(step, view, null, finished);
  return aspect && imageOf(aspect);
}

/** Why there is nothing to see of a step. */
export function absence(
  step: DenoiseStep,
  view: StepView,
  before: DenoiseStep | null,
  guidance: number,
): string {
  if (view === 'change' && !before) return 'The first step: there is none before it.';
  if (view === 'prompt' && guidance === 1)
    return 'Without guidance nothing is predicted without the prompt: there is no difference.';
  if (view === 'prompt' && !step.promptDelta)
    return 'This run keeps no prediction without the prompt.';
  return 'This step holds no picture that can be drawn.';
}

/** Draws pixels one to one; the canvas takes their size and is scaled by style alone. */
export function draw(canvas: HTMLCanvasElement, pixels: ImageData | null): void {
  if (!pixels) return;
  if (canvas.width !== pixels.width) canvas.width = pixels.width;
  if (canvas.height !== pixels.height) canvas.height = pixels.height;
  canvas.getContext('2d')?.putImageData(pixels, 0, 0);
}

/** Sigma with the digits that matter, 0 as 0. */
export function sigmaText(sigma: number): string {
  return sigma >= 1 ? significant(sigma, 3) : significant(sigma, 2);
}

/** How much of the sample is noise, in words. */
export function noiseWords(sigma: number): string {
  const ratio = snr(sigma);
  if (!(ratio >= 0.01)) return 'almost only noise';
  if (ratio < 0.5) return 'more noise than picture';
  if (ratio < 30) return 'more picture than noise';
  return 'almost no noise';
}
