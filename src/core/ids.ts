/**
 * The registries' keys, apart from what they register, so that the types of specs, events and
 * addresses need none of it. A new mechanism or runtime begins here; the compiler then lists every
 * table that has no entry for it.
 */

/** How something is generated. */
export const MECHANISMS_KNOWN = [
  'autoregression',
  'diffusion',
  'masked-diffusion',
  'autoregression-picture',
  'masked-diffusion-picture',
] as const;
export type MechanismId = (typeof MECHANISMS_KNOWN)[number];

/** What comes out. */
export const MODALITIES = ['text', 'picture'] as const;
export type Modality = (typeof MODALITIES)[number];

/** What computes a model. */
export const RUNTIMES_KNOWN = ['onnxruntime', 'webllm'] as const;
export type RuntimeId = (typeof RUNTIMES_KNOWN)[number];
