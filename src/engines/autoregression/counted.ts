/** What the passes of a network ask of the GPU, counted while it is checked and warmed up. */
import { withDispatches } from '../runtime/dispatches';
import type { Cache, Network } from './network';

export class CountedNetwork implements Network {
  /** Of the newest pass of each kind; empty where nothing is handed over. */
  readonly dispatches: Record<string, number> = {};
  readonly longest?: number;

  constructor(private readonly network: Network) {
    if (network.longest !== undefined) this.longest = network.longest;
  }

  emptyCache(): Cache {
    return this.network.emptyCache();
  }

  async pass(ids: readonly number[], cache: Cache): Promise<Float32Array> {
    const passes = Math.ceil(ids.length / (this.longest ?? ids.length));
    const kind = ids.length > 1 || cache.length === 0 ? 'prefill' : 'decode';
    const { result, dispatches } = await withDispatches(() => this.network.pass(ids, cache));
    // All passes over a prompt have the same kernels.
    if (dispatches) this.dispatches[kind] = Math.round(dispatches / passes);
    return result;
  }

  dispose(): Promise<void> {
    return this.network.dispose();
  }
}
