/**
 * The latents of the newest run, which its trace does not hold (that has pictures): a fork goes on from
 * them. Of an older run they are gone, and a fork of it says so.
 */
import type { DiffusionSpec, DiffusionTrace } from '../../../core/diffusion/spec';
import { EngineError } from '../../../core/errors';
import { text } from '../../../text/stored-models';
import type { Begin, SamplerStep } from '../samplers';
import type { Encoded } from './model';

type Latent = Pick<SamplerStep, 'i' | 'x' | 'sigma' | 'denoised'>;

export class Remembered {
  #runId = '';
  #prompt = '';
  #caption: Encoded | null = null;
  #steps: Latent[] = [];

  /** A new run, which begins with steps of the one before where it is a fork of it. */
  begin({ runId, prompt }: DiffusionSpec, caption: Encoded, steps: readonly Latent[]): void {
    this.#runId = runId;
    this.#prompt = prompt;
    this.#caption = caption;
    this.#steps = [...steps];
  }

  add({ i, x, sigma, denoised }: SamplerStep): void {
    this.#steps.push({ i, x, sigma, denoised });
  }

  /** The prompt as it was encoded; null where it was another one. */
  caption(prompt: string): Encoded | null {
    return this.#prompt === prompt ? this.#caption : null;
  }

  /** @throws EngineError `bad-input` where the run is not the newest. */
  stepsOf(runId: string): readonly Latent[] {
    if (this.#runId === runId) return this.#steps;
    throw new EngineError('bad-input', text.pictures.forgotten, text.pictures.forgottenHint);
  }
}

export interface Start {
  readonly begin: Begin;
  /** The parent's steps that stay, with their times. */
  readonly kept: DiffusionTrace['results'];
  readonly latents: readonly Latent[];
  /** The sample to go on from, its noise made with `normal`. */
  sample(normal: (length: number) => Float32Array): Float32Array;
}

/**
 * @param sigmas of this run; those of the steps that are kept must be the parent's.
 * @param length values of a latent.
 * @throws EngineError `bad-input` where the fork cannot be made.
 */
export function startOf(
  { from, steps }: DiffusionSpec,
  parent: DiffusionTrace | null,
  remembered: Remembered,
  sigmas: Float64Array,
  length: number,
): Start {
  const noise = (normal: (length: number) => Float32Array, sigma: number) =>
    normal(length).map((value) => value * sigma);
  if (!from)
    return {
      begin: { i: 0, before: null },
      kept: [],
      latents: [],
      sample: (normal) => noise(normal, sigmas[0] ?? 0),
    };
  if (!parent)
    throw new EngineError('bad-input', text.pictures.forgotten, text.pictures.forgottenHint);
  const { at, renoise } = from;
  const all = remembered.stepsOf(from.runId);
  const last = all.at(-1);
  const step = all[at];
  const kept = all.slice(0, at);
  const same = ({ sigma }: Latent, i: number) =>
    Math.abs(sigma - (sigmas[i] ?? NaN)) <= 1e-6 * sigma;
  const fits =
    Number.isInteger(at) &&
    at >= 0 &&
    at < steps &&
    last &&
    (renoise || step) &&
    kept.length === at;
  if (!fits || !kept.every(same) || (!renoise && step && !same(step, at)))
    throw new EngineError('bad-input', text.pictures.levels);
  return {
    begin: { i: at, before: renoise ? null : (all[at - 1] ?? null) },
    kept: parent.results.slice(0, at),
    latents: kept,
    sample(normal) {
      if (!renoise && step) {
        // The noise that the steps before it drew, so that the next is what it would have been.
        for (let i = 0; i <= at; i++) normal(length);
        return step.x.slice();
      }
      const fresh = noise(normal, sigmas[at] ?? 0);
      return fresh.map((value, k) => value + (last.denoised[k] as number));
    },
  };
}
