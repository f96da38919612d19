/** Where a fork takes its parent up, and what it keeps of it. Computes no pass. */
import type { DenoiseStep } from '../../core/diffusion/denoise';
import type { DiffusionSpec, DiffusionTrace } from '../../core/diffusion/spec';
import { EngineError } from '../../core/errors';
import type { Begin } from './samplers';
import { text as words } from '../../text/engines';

const { fork: said } = words;

export interface Beginning {
  readonly begin: Begin;
  /** The parent's steps that stay, with their times. */
  readonly kept: DiffusionTrace['results'];
  /** The parent's encoded prompt, where this run has the same. */
  readonly input: DiffusionTrace['input'];
  /** The sample to go on from, [pictures, 3, size, size], its noise made with `normal`. */
  sample(normal: (length: number) => Float32Array): Float32Array;
}

/**
 * @param sigmas of this run; those of the steps that are kept must be the parent's.
 * @param size side of the picture in pixels.
 * @throws EngineError `bad-input` when the parent is missing, the fork lies outside it, or the noise levels differ.
 */
export function beginning(
  spec: DiffusionSpec,
  parent: DiffusionTrace | null,
  sigmas: Float64Array,
  size: number,
): Beginning {
  const { from } = spec;
  const length = (spec.batch ?? 1) * 3 * size ** 2;
  if (!from)
    return {
      begin: { i: 0, before: null },
      kept: [],
      input: null,
      sample: (normal) => scaled(normal(length), sigmas[0] ?? 0),
    };
  if (!parent) throw bad(said.noParent);
  const { at, renoise } = from;
  const last = parent.results.at(-1);
  const step = parent.results[at];
  if (!(Number.isInteger(at) && at >= 0 && at < spec.steps) || !last || (!renoise && !step))
    throw bad(said.steps(parent.results.length, at + 1));
  if (last.denoised.length !== length) throw bad(said.size);
  const kept = parent.results.slice(0, at);
  const same = ({ sigma }: { sigma: number }, i: number) =>
    Math.abs(sigma - (sigmas[i] ?? NaN)) <= 1e-6 * sigma;
  if (kept.length < at || !kept.every(same) || (!renoise && step && !same(step, at)))
    throw bad(said.noise);
  return {
    // A fresh start has no step before it: the path to it was another.
    begin: { i: at, before: renoise ? null : (parent.results[at - 1] ?? null) },
    kept,
    input: parent.spec.prompt === spec.prompt ? parent.input : null,
    sample(normal) {
      if (!renoise && step) {
        // The noise that the steps before it drew, so that the next is what it would have been.
        for (let i = 0; i <= at; i++) normal(length);
        return step.x.slice();
      }
      const x = scaled(normal(length), sigmas[at] ?? 0);
      for (let k = 0; k < length; k++) x[k] = (x[k] as number) + (last.denoised[k] as number);
      return x;
    },
  };
}

function scaled(noise: Float32Array, sigma: number): Float32Array {
  return noise.map((value) => value * sigma);
}

function bad(message: string): EngineError {
  return new EngineError('bad-input', message, said.hint);
}

/** A step of the parent with arrays of its own: events are given away. */
export function own({ x, denoised, promptDelta, ...step }: DenoiseStep): DenoiseStep {
  return {
    ...step,
    x: x.slice(),
    denoised: denoised.slice(),
    promptDelta: promptDelta?.slice() ?? null,
  };
}
