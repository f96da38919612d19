/** What a language model's passes are to it, whatever backend runs them. */
import type { LanguageManifest } from '../../../core/manifest';
import { Tensor } from '../../runtime/ort';
import type { KvCache } from './kv-cache';

export type Config = LanguageManifest['config'];

export interface Passes {
  /** New tokens in one pass. */
  readonly longest: number;
  emptyCache(): KvCache;
  /**
   * One pass over at most `longest` tokens.
   * @param cache one of `emptyCache`; grows by them.
   * @returns logits of the last token, [vocab].
   */
  pass(ids: readonly number[], cache: KvCache): Promise<Float32Array>;
  release(): Promise<void>;
}

export function int64(dims: readonly number[], at: (i: number) => number): Tensor {
  const length = dims.reduce((a, b) => a * b, 1);
  const values = BigInt64Array.from({ length }, (_, i) => BigInt(at(i)));
  return new Tensor('int64', values, dims);
}
