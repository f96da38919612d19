/**
 * A latent diffusion model (Rombach et al. 2022): a text encoder, a U-Net that predicts the noise in a
 * latent of four channels, a decoder from the latent to a picture. Here it is D(x; sigma) over
 * latents, so that the samplers know nothing of it, and pictures of what they yield.
 */
import type { LatentRecipe } from '../../../core/diffusion/recipes';
import { timestepOf } from './levels';
import type { LatentNetwork } from './network';
import type { PromptIds, PromptTokenizer } from './prompt';

const CHANNELS = 4;
/** Side of a latent where the graph leaves it open. */
const SIDE = 64;

/** A prompt after the encoder, [tokens, width]. */
export interface Encoded {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

export interface Networks {
  readonly encoder: LatentNetwork;
  readonly unet: LatentNetwork;
  readonly decoder: LatentNetwork;
  /** Null where the model comes without one. */
  readonly preview: LatentNetwork | null;
}

export interface Guided {
  readonly denoised: Float32Array;
  /** With the prompt minus without it; null without guidance. */
  readonly promptDelta: Float32Array | null;
}

export class LatentModel {
  /** Of a latent. */
  readonly side: number;

  constructor(
    readonly recipe: LatentRecipe,
    readonly networks: Networks,
    readonly tokenizer: PromptTokenizer,
  ) {
    this.side = networks.unet.fixed('sample', 2) ?? SIDE;
  }

  /** Values of a latent. */
  get values(): number {
    return CHANNELS * this.side ** 2;
  }

  /** One pass of the text encoder. */
  async encode({ ids }: PromptIds): Promise<Encoded> {
    const { encoder } = this.networks;
    // An export for pairs reads the same twice.
    const rows = encoder.fixed('input_ids', 0) ?? 1;
    const data = Array.from({ length: rows }, () => ids).flat();
    const result = await encoder.run({ input_ids: { data, dims: [rows, ids.length] } });
    const one = result.data.length / rows;
    return { data: result.data.slice(0, one), dims: result.dims.slice(1) };
  }

  /** Evaluations that one pass of the U-Net makes. */
  rows(guided: boolean): number {
    return this.networks.unet.fixed('sample', 0) ?? (guided ? 2 : 1);
  }

  /**
   * D(x; sigma), with guidance where there are two prompts: D = U + w (C - U) (Ho and Salimans 2022).
   * @param prompts with the prompt, and without it.
   */
  async denoise(
    x: Float32Array,
    sigma: number,
    prompts: readonly [Encoded] | readonly [Encoded, Encoded],
    guidance: number,
  ): Promise<Guided> {
    const guided = prompts.length === 2;
    const size = this.rows(guided);
    const found: Float32Array[] = [];
    // An export of a fixed batch takes several passes, or fills up with what it has.
    for (let at = 0; at < prompts.length; at += size) {
      const rows = Array.from({ length: size }, (_, i) => prompts[at + i] ?? prompts[at]);
      const output = await this.#unet(x, sigma, rows as Encoded[]);
      for (let i = 0; i < size && at + i < prompts.length; i++)
        found.push(output.subarray(i * x.length, (i + 1) * x.length));
    }
    const [first, second] = found.map((output) => this.#predicted(x, output, sigma)) as [
      Float32Array,
      Float32Array | undefined,
    ];
    if (!second) return { denoised: first, promptDelta: null };
    const promptDelta = first.map((value, k) => value - (second[k] as number));
    const denoised = second.map((value, k) => value + guidance * (promptDelta[k] as number));
    return { denoised, promptDelta };
  }

  /** The picture of a latent, [3, side, side] in -1..1: one pass of the decoder. */
  async decode(latent: Float32Array): Promise<Float32Array> {
    const { scale } = this.recipe;
    return this.#decoded(
      this.networks.decoder,
      latent.map((value) => value / scale),
    );
  }

  /** The same, roughly and quickly: by the tiny decoder, or by the colours of the channels. */
  async preview(latent: Float32Array, pixels: number): Promise<Float32Array> {
    const { preview } = this.networks;
    // It is trained on latents as the U-Net has them.
    return preview ? this.#decoded(preview, latent) : this.colours(latent, pixels);
  }

  /** A linear map of the channels to red, green and blue, each latent pixel a square of the picture. */
  colours(latent: Float32Array, pixels: number): Float32Array {
    const { side } = this;
    const { colours } = this.recipe;
    const picture = new Float32Array(3 * pixels * pixels);
    const plane = side * side;
    for (let c = 0, to = 0; c < 3; c++)
      for (let y = 0; y < pixels; y++) {
        const row = Math.floor((y * side) / pixels) * side;
        for (let x = 0; x < pixels; x++, to++) {
          const from = row + Math.floor((x * side) / pixels);
          let value = 0;
          for (let k = 0; k < CHANNELS; k++)
            value += (latent[k * plane + from] as number) * (colours[k]?.[c] ?? 0);
          picture[to] = value;
        }
      }
    return picture;
  }

  async release(): Promise<void> {
    const { encoder, unet, decoder, preview } = this.networks;
    for (const network of [encoder, unet, decoder, preview]) await network?.release();
  }

  /** What the network predicts of rows with the same x, [rows, 4, side, side]. */
  async #unet(x: Float32Array, sigma: number, rows: readonly Encoded[]): Promise<Float32Array> {
    const { unet } = this.networks;
    const count = rows.length;
    const { side } = this;
    const gain = 1 / Math.sqrt(sigma * sigma + 1);
    const sample = new Float32Array(count * x.length);
    for (let i = 0; i < count; i++)
      for (let k = 0; k < x.length; k++) sample[i * x.length + k] = (x[k] as number) * gain;
    const [first] = rows as readonly [Encoded];
    const hidden = new Float32Array(count * first.data.length);
    rows.forEach(({ data }, i) => hidden.set(data, i * data.length));
    const { data } = await unet.run({
      sample: { data: sample, dims: [count, CHANNELS, side, side] },
      timestep: this.#timestep(sigma, count),
      encoder_hidden_states: { data: hidden, dims: [count, ...first.dims] },
    });
    return data;
  }

  /** One for each row where the graph says so, else one. Whole ones where it takes no others. */
  #timestep(sigma: number, rows: number) {
    const { shape = [] } = this.networks.unet.inputs.get('timestep') ?? {};
    const [size] = shape;
    const count = typeof size === 'number' ? size : /batch/i.test(size ?? '') ? rows : 1;
    const dims = shape.length ? [count] : [];
    return { data: new Array<number>(count).fill(timestepOf(sigma)), dims };
  }

  /** Predicted latent of the picture, from what the network predicts. */
  #predicted(x: Float32Array, output: Float32Array, sigma: number): Float32Array {
    if (this.recipe.predicts === 'epsilon')
      return x.map((value, k) => value - sigma * (output[k] as number));
    const kept = 1 / (sigma * sigma + 1);
    const turned = sigma * Math.sqrt(kept);
    return x.map((value, k) => value * kept - turned * (output[k] as number));
  }

  async #decoded(network: LatentNetwork, latent: Float32Array): Promise<Float32Array> {
    const { side } = this;
    const { data } = await network.run({
      latent_sample: { data: latent, dims: [1, CHANNELS, side, side] },
    });
    return data;
  }
}
