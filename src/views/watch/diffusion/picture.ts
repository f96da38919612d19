/** From a step's tensors to pixels on a 2D canvas, and to words. */
import type { DenoiseStep } from '../../../core/denoise';
import { snr } from '../../../core/denoise';
import { toRgba } from '../../../core/image';
import { significant } from '../../../ui/format';

/** What of a step is looked at: the noisy sample x_t, or the clean picture predicted from it. */
export type StepView = 'sample' | 'denoised';

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
 * The pixels of a step, or null where its tensors are no square pictures.
 * @param finished after the last step sigma is 0: the sample is then the predicted picture itself.
 */
export function pixelsOf(step: DenoiseStep, view: StepView, finished = false): ImageData | null {
  const clean = view === 'denoised' || finished;
  const tensor = clean ? step.denoised : step.x;
  const side = sideOf(tensor);
  if (!side) return null;
  return new ImageData(toRgba(tensor, clean ? 1 : sampleGain(step.sigma)), side, side);
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
