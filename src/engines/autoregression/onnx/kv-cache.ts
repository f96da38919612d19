/**
 * Keys and values of the tokens so far, so that each pass computes only the new ones. Two forms:
 * on WebGPU they stay in GPU buffers of one size (`gpu-cache.ts`); on WASM whatever goes in or out of
 * the runtime is copied (`host-cache.ts`).
 */
import type { LanguageManifest } from '../../../core/manifest';
import type { Tensor } from '../../runtime/ort';
import type { Cache } from '../network';

export type CacheShape = Pick<
  LanguageManifest['config'],
  'layers' | 'kvHeads' | 'headDim' | 'context'
>;
/** Tensors by the name of the graph's input or output. */
export type Tensors = Readonly<Record<string, Tensor>>;

/** Of the passes that made it. */
export type KvCache = Cache;

/** The graph's input of keys or values. */
export function past(name: string): string {
  return `past_key_values.${name}`;
}

/** Its output. */
export function present(name: string): string {
  return `present.${name}`;
}

/** In the order of the graph: layer 0's keys, its values, layer 1's keys, ... */
export function cacheNames({ layers }: Pick<CacheShape, 'layers'>): string[] {
  return Array.from({ length: layers }, (_, i) => [`${i}.key`, `${i}.value`]).flat();
}
