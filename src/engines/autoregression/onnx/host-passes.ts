/** Passes of the network on WASM. */
import {
  createSession,
  type ExternalData,
  type InferenceSession,
  type Tensor,
} from '../../runtime/ort';
import { HostCache } from './host-cache';
import type { KvCache, Tensors } from './kv-cache';
import { int64, type Config, type Passes } from './passes';

/**
 * New tokens in one pass on WASM: Stop waits for a pass, and one of 16 takes as long as three of
 * one token, about 0.1 s on two cores (32: five; 64: ten). The prompt as a whole takes 3% longer
 * than in one pass. Not by the clock: the 8-bit rounding would make an answer depend on it.
 */
const LONGEST = 16;

export class HostPasses implements Passes {
  readonly longest = LONGEST;

  private constructor(
    private readonly session: InferenceSession,
    private readonly config: Config,
  ) {}

  /** @throws EngineError as `createSession`. */
  static async open(
    graph: Uint8Array,
    weights: readonly ExternalData[],
    config: Config,
  ): Promise<HostPasses> {
    return new HostPasses(await createSession(graph, weights, { backend: 'wasm' }), config);
  }

  emptyCache(): KvCache {
    return new HostCache(this.config);
  }

  async pass(ids: readonly number[], cache: KvCache): Promise<Float32Array> {
    const own = cache as HostCache;
    const outputs = (await this.session.run({
      ...own.feeds(),
      input_ids: int64([1, ids.length], (i) => ids[i] as number),
      attention_mask: int64([1, own.length + ids.length], () => 1),
      logit_positions: int64([1], () => ids.length - 1),
    })) as Tensors;
    own.grow(outputs, ids.length);
    return (outputs['logits'] as Tensor).data as Float32Array;
  }

  release(): Promise<void> {
    return this.session.release();
  }
}
