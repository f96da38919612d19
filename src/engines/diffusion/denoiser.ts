/** The denoiser D(x; sigma): its session, and what a run makes of it with captions and guidance. */
import type { DenoiserManifest } from '../../core/manifest';
import { allFinite } from '../runtime/finite';
import { Tensor } from '../runtime/ort';
import type { Network } from '../runtime/sessions';
import { CAPTION_TOKENS, type Caption } from '../runtime/caption';

/** What one picture of a batch is conditioned on. */
export interface Condition {
  readonly caption: Caption;
  /** Index into the model's styles; 0 is any. */
  readonly style: number;
}

/** A batch of one shape and its conditions: inputs are made once and written anew for each pass. */
export class DenoiserBatch {
  readonly #network: Network;
  readonly #sample: Float32Array;
  readonly #sigma: Float32Array;
  readonly #feeds: Record<string, Tensor>;

  /** @param size side of the pictures in pixels. */
  constructor(network: Network, size: number, rows: readonly Condition[]) {
    const feeds = feedsOf(size, rows);
    this.#network = network;
    this.#sample = feeds.sample.data as Float32Array;
    this.#sigma = feeds.sigma.data as Float32Array;
    this.#feeds = feeds;
  }

  /**
   * One forward pass; its result is on the CPU.
   * @param samples that together are [batch, 3, size, size], each of the same number of rows.
   * @param sigmas one for each row.
   * @returns [batch, 3, size, size], a new array.
   */
  async pass(samples: readonly Float32Array[], sigmas: readonly number[]): Promise<Float32Array> {
    const { denoised } = await this.outputs(samples, sigmas);
    return denoised?.data as Float32Array;
  }

  /** The same, with all that the network gives. */
  outputs(
    samples: readonly Float32Array[],
    sigmas: readonly number[],
  ): Promise<Record<string, Tensor>> {
    samples.forEach((sample, i) => this.#sample.set(sample, i * sample.length));
    this.#sigma.set(sigmas);
    return this.#network.run(this.#feeds);
  }
}

/** Inputs of a pass over these rows; its sample and sigma are zero. */
export function feedsOf(size: number, rows: readonly Condition[]) {
  const batch = rows.length;
  const hidden = rows[0]?.caption.pooled.length ?? 0;
  const join = (part: keyof Caption) => concat(rows.map(({ caption }) => caption[part]));
  const styles = BigInt64Array.from(rows, ({ style }) => BigInt(style));
  const image = [batch, 3, size, size];
  return {
    sample: new Tensor('float32', new Float32Array(batch * 3 * size * size), image),
    sigma: new Tensor('float32', new Float32Array(batch), [batch]),
    tokens: new Tensor('float32', join('tokens'), [batch, CAPTION_TOKENS, hidden]),
    mask: new Tensor('float32', join('mask'), [batch, CAPTION_TOKENS]),
    pooled: new Tensor('float32', join('pooled'), [batch, hidden]),
    style: new Tensor('int64', styles, [batch]),
  };
}

export interface GuidedDenoiser {
  /** Rows of one forward pass: one for each picture, two with guidance. */
  readonly batch: number;
  /**
   * One forward pass. New arrays each time.
   * @param x [pictures, 3, size, size], all at one sigma.
   */
  evaluate(x: Float32Array, sigma: number): Promise<Guided>;
}

interface Guided {
  /** D, clamped, of the shape of x. */
  readonly denoised: Float32Array;
  /** C - U, same shape; null without guidance. */
  readonly promptDelta: Float32Array | null;
  /** False where the network gave a value that is no number: a clamp would hide an infinity. */
  readonly finite: boolean;
}

/**
 * Classifier-free guidance (Ho and Salimans 2022) on predicted x0: D = U + w (C - U), where the
 * unconditional U sees the empty caption and any style. From `guidanceMaxSigma` up it is C alone:
 * there the two hardly differ, and guidance at the highest noise only narrows the choice
 * (Kynkaanniemi et al. 2024). U is evaluated there too: every pass of a run has one shape and cost.
 * @param guidance w; 1 is none.
 * @param empty the empty caption.
 * @param pictures how many are computed in one pass, all under the same condition.
 */
export function guidedDenoiser(
  network: Network,
  config: DenoiserManifest['config'],
  condition: Condition,
  guidance: number,
  empty: Caption,
  pictures = 1,
): GuidedDenoiser {
  const { size, clamp, guidanceMaxSigma } = config;
  // All pictures with the prompt, then all without it.
  const halves = guidance === 1 ? [condition] : [condition, { caption: empty, style: 0 }];
  const rows = halves.flatMap((half) => Array.from({ length: pictures }, () => half));
  const batch = new DenoiserBatch(network, size, rows);
  return {
    batch: rows.length,
    async evaluate(x, sigma) {
      const output = await batch.pass(
        halves.map(() => x),
        rows.map(() => sigma),
      );
      const guided = halves.length === 2 && sigma < guidanceMaxSigma;
      const denoised = new Float32Array(x.length);
      const promptDelta = halves.length === 2 ? new Float32Array(x.length) : null;
      for (let k = 0; k < x.length; k++) {
        let value = output[k] as number;
        if (promptDelta) {
          const unconditional = output[x.length + k] as number;
          const delta = value - unconditional;
          promptDelta[k] = delta;
          if (guided) value = unconditional + guidance * delta;
        }
        denoised[k] = Math.min(clamp, Math.max(-clamp, value));
      }
      return { denoised, promptDelta, finite: allFinite(output) };
    },
  };
}

/** Arrays of equal length, one after the other. */
export function concat(parts: readonly Float32Array[]): Float32Array {
  const width = parts[0]?.length ?? 0;
  const whole = new Float32Array(parts.length * width);
  parts.forEach((part, i) => whole.set(part, i * width));
  return whole;
}
