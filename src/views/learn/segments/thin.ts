/**
 * What a recording of the tour keeps of a run, so that all of them together stay small: every time
 * and pass and the finished picture as they were; of noise and of earlier predictions as much as the
 * eye tells apart; of the candidates of a token the likeliest. Pure.
 */
import { isAutoregression, type AutoregressionTrace } from '../../../core/autoregression/spec';
import { isDiffusion, type DiffusionTrace } from '../../../core/diffusion/spec';
import type { Trace } from '../../../core/run/trace';

/** Levels of a noisy sample, and of a prediction that is not the last: 256 would take twice the room. */
const NOISE = 3;
const PREDICTION = 24;
const CANDIDATES = 12;

/** @param glance only the last result is kept */
export function thin(trace: Trace, glance: boolean): Trace {
  const whole = glance ? lastOf(trace) : trace;
  if (isDiffusion(whole)) return thinPicture(whole, glance);
  return isAutoregression(whole) ? thinText(whole) : whole;
}

function lastOf(trace: Trace): Trace {
  const last = trace.results.at(-1);
  return last ? { ...trace, results: [{ ...last, index: 0 }] } : trace;
}

function thinPicture(trace: DiffusionTrace, glance: boolean): DiffusionTrace {
  const last = trace.results.length - 1;
  const results = trace.results.map((step, i) => ({
    ...step,
    // At a glance nobody looks at the noise that the last step began with.
    x: glance ? step.x.map(() => 0) : coarse(step.x, NOISE),
    denoised: i === last ? step.denoised : coarse(step.denoised, PREDICTION),
    promptDelta: null,
  }));
  return { ...trace, results };
}

function coarse(values: Float32Array, levels: number): Float32Array {
  const low = values.reduce((least, v) => Math.min(least, v), Infinity);
  const high = values.reduce((most, v) => Math.max(most, v), -Infinity);
  const step = (high - low) / (levels - 1) || 1;
  return values.map((v) => low + Math.round((v - low) / step) * step);
}

function thinText(trace: AutoregressionTrace): AutoregressionTrace {
  const results = trace.results.map((token) => ({
    ...token,
    candidates: token.candidates.filter(({ id }, i) => i < CANDIDATES || id === token.id),
  }));
  return { ...trace, results };
}
