/** A denoising as a film: the noisy sample, the picture predicted from it, or both. */
import { text } from '../../text/diffusion';
import type { Film, FilmFrame, Shown } from '../mechanism/film';
import type { DenoiseStep } from './denoise';
import type { DiffusionSpec, EncodedInput } from './spec';
import { localised } from '../../text/language';

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

const clean = ({ denoised }: DenoiseStep): Shown => ({ values: denoised, gain: 1 });
const noisy = ({ x, sigma }: DenoiseStep): Shown => ({ values: x, gain: sampleGain(sigma) });

export const film: Film<DiffusionSpec, EncodedInput, DenoiseStep> = {
  views: [
    { id: 'sample', name: text.film.sample },
    { id: 'denoised', name: text.film.denoised },
    { id: 'both', name: text.film.both },
  ],
  frames({ results, end }, view) {
    const frameOf = (step: DenoiseStep, sample: Shown): FilmFrame =>
      view === 'denoised' ? [clean(step)] : view === 'sample' ? [sample] : [sample, clean(step)];
    const frames = results.map((step) => frameOf(step, noisy(step)));
    const last = results.at(-1);
    // The sample after the last step is the picture itself.
    if (last && view !== 'denoised' && end?.type === 'done')
      frames.push(frameOf(last, clean(last)));
    return frames;
  },
  caption: ({ sigma }) => `σ ${localised(String(Number(sigma.toPrecision(3))))}`,
};
