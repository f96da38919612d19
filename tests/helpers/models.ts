/** Models of a hub and of files, for tests. */
import type { ModelAbout } from '../../src/core/stored';
import type { DeviceOffer } from '../../src/state/models/device-offer';

export function about(change: Partial<ModelAbout> = {}): ModelAbout {
  return {
    ref: { source: 'hub', id: 'owner/name/model.gguf', revision: 'c0'.repeat(20) },
    layout: 'gguf',
    recipe: '',
    name: 'name',
    variant: '',
    architecture: 'llama',
    licence: 'mit',
    parameters: 1e9,
    sizes: {
      layers: 2,
      hidden: 64,
      heads: 2,
      kvHeads: 1,
      headDim: 32,
      ffn: 128,
      vocab: 480,
      context: 256,
      ropeTheta: 10_000,
    },
    needsF16: false,
    memory: 1.2e9,
    largest: 1e8,
    roles: [{ role: 'weights', path: 'model.gguf' }],
    ...change,
  };
}

/** A good desktop. */
export const DESKTOP: DeviceOffer = {
  gpu: 'apple metal-3',
  software: false,
  largest: 4e9,
  f16: true,
  memory: 8 * 2 ** 30,
  tabLimit: null,
};
