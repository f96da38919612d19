/**
 * Latent diffusion models that this page knows how to put together out of their parts: which files of
 * which repository, and what the files do not say themselves. Sizes and types of a network come from
 * its own metadata. Sources: the exports named here, the configs of the models that they are of, and
 * diffusers (Apache-2.0) for what their schedulers do with them.
 */
import type { DenoiserManifest } from '../manifest';
import type { StoredRole } from '../stored';

interface RecipeFile {
  readonly role: StoredRole;
  readonly path: string;
}

export interface LatentRecipe {
  readonly id: string;
  /** `owner/name` on the hub. */
  readonly repo: string;
  /** For a person. */
  readonly name: string;
  readonly files: readonly RecipeFile[];
  /** Files of other repositories that it can do without: the tiny decoder that shows each step. */
  readonly more: readonly { readonly repo: string; readonly files: readonly RecipeFile[] }[];
  /** What the network predicts: the noise, or v = alpha noise - sigma picture (Salimans and Ho 2022). */
  readonly predicts: 'epsilon' | 'v';
  /** What latents are multiplied with before the network sees them. */
  readonly scale: number;
  /** Id that a prompt is filled up with; null for the one that ends it. */
  readonly pad: number | null;
  /**
   * Noise levels of a run: `spread` over the whole range as the run's schedule says; `trailing` those
   * of the timesteps that a distilled model was trained for, whatever the schedule.
   */
  readonly levels: 'spread' | 'trailing';
  /** Red, green and blue of a picture from the four channels of its latent, roughly. */
  readonly colours: readonly (readonly [number, number, number])[];
  /** As of a manifest: what its settings begin with, and their bounds. */
  readonly manifest: Pick<
    DenoiserManifest['config'],
    | 'size'
    | 'channels'
    | 'styles'
    | 'sigmaMin'
    | 'sigmaMax'
    | 'guidanceMaxSigma'
    | 'clamp'
    | 'defaults'
  >;
}

/** Of the latents of Stable Diffusion 1 and 2 (latent_formats.py of ComfyUI, `SD15`). */
const SD_COLOURS = [
  [0.3512, 0.2297, 0.3227],
  [0.325, 0.4974, 0.235],
  [-0.2829, 0.1762, 0.2721],
  [-0.212, -0.2616, -0.7177],
] as const;

const SD = {
  scale: 0.18215,
  colours: SD_COLOURS,
  more: [
    {
      repo: 'deinferno/taesd-onnx',
      files: [{ role: 'preview-decoder', path: 'vae_decoder/model.onnx' }],
    },
  ],
} as const satisfies Partial<LatentRecipe>;

const SD_CONFIG = {
  size: 512,
  channels: 3 as const,
  styles: ['any'],
  // Of the first and the last of 1000 timesteps.
  sigmaMin: 0.0292,
  sigmaMax: 14.6146,
  guidanceMaxSigma: 1000,
  clamp: 1000,
};

export const LATENT_RECIPES: Readonly<Record<string, LatentRecipe>> = {
  'sd-1.5': {
    ...SD,
    id: 'sd-1.5',
    repo: 'microsoft/stable-diffusion-v1.5-webnn',
    name: 'Stable Diffusion 1.5',
    files: [
      { role: 'text-encoder', path: 'text-encoder.onnx' },
      {
        role: 'unet',
        path: 'sd-unet-v1.5-model-b2c4h64w64s77-float16-compute-and-inputs-layernorm.onnx',
      },
      { role: 'decoder', path: 'Stable-Diffusion-v1.5-vae-decoder-float16-fp32-instancenorm.onnx' },
      // The repository keeps its tokenizer in folders of this name.
      { role: 'tokenizer', path: 'tokenizer/resolve/main/tokenizer.json' },
      { role: 'tokenizer-config', path: 'tokenizer/resolve/main/tokenizer_config.json' },
    ],
    predicts: 'epsilon',
    pad: null,
    levels: 'spread',
    manifest: {
      ...SD_CONFIG,
      defaults: { sampler: 'euler', schedule: 'karras', steps: 20, guidance: 7.5, style: 0 },
    },
  },
  'sd-turbo': {
    ...SD,
    id: 'sd-turbo',
    repo: 'schmuell/sd-turbo-ort-web',
    name: 'SD-Turbo',
    files: [
      { role: 'text-encoder', path: 'text_encoder/model.onnx' },
      { role: 'unet', path: 'unet/model.onnx' },
      { role: 'decoder', path: 'vae_decoder/model.onnx' },
      { role: 'tokenizer', path: 'tokenizer/tokenizer.json' },
      { role: 'tokenizer-config', path: 'tokenizer/tokenizer_config.json' },
    ],
    predicts: 'epsilon',
    pad: 0,
    levels: 'trailing',
    manifest: {
      ...SD_CONFIG,
      defaults: { sampler: 'euler-ancestral', schedule: 'karras', steps: 4, guidance: 1, style: 0 },
    },
  },
};
