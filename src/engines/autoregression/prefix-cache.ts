/**
 * The KV cache of the newest run and the tokens in it: what a fork of that run need not compute
 * again. Not here: which tokens a run is made of.
 */
import type { Cache, Network } from './network';

type Model = Pick<Network, 'emptyCache' | 'pass'>;

export class PrefixCache {
  #cache: Cache | null = null;
  #ids: number[] = [];

  /** Tokens in it. */
  get length(): number {
    return this.#ids.length;
  }

  /** Forgets everything. A run from the start begins with it, so that it is timed from the start. */
  clear(): void {
    const cache = this.#cache;
    this.#cache = null;
    this.#ids = [];
    try {
      cache?.dispose();
    } catch {
      // After a lost GPU, with a pass that never ended, there is nothing left to free.
    }
  }

  /**
   * Forgets what these tokens do not begin with, and in any case the last of them: a pass over it
   * gives the logits of what follows.
   */
  async keep(ids: readonly number[]): Promise<void> {
    const most = Math.min(this.#ids.length, ids.length - 1);
    let same = 0;
    while (same < most && this.#ids[same] === ids[same]) same++;
    const behind = same < this.#ids.length;
    if (same === 0 || (behind && this.#cache?.cuts === false)) return this.clear();
    this.#ids.length = same;
    await this.#cache?.truncate(same);
  }

  /** One forward pass over the tokens after those that it holds; as `Network.pass`. */
  async pass(model: Model, ids: readonly number[]): Promise<Float32Array> {
    const cache = (this.#cache ??= model.emptyCache());
    try {
      const logits = await model.pass(ids, cache);
      this.#ids.push(...ids);
      return logits;
    } catch (cause) {
      this.clear();
      throw cause;
    }
  }
}
