/**
 * The network: one ONNX session and the passes through it. Not here: which tokens go in, what
 * becomes of the logits.
 */
import { EngineError } from '../../../core/errors';
import type { Backend } from '../../../core/run/run';
import type { ExternalData } from '../../runtime/ort';
import type { Network } from '../network';
import { GpuPasses } from './gpu-passes';
import { HostPasses } from './host-passes';
import type { KvCache } from './kv-cache';
import type { Config, Passes } from './passes';

type Open = (
  graph: Uint8Array,
  weights: readonly ExternalData[],
  config: Config,
) => Promise<Passes>;

const OPEN: Readonly<Record<Backend, Open>> = { webgpu: GpuPasses.open, wasm: HostPasses.open };

export class LanguageModel implements Network {
  private constructor(private readonly passes: Passes) {}

  /** @throws EngineError as `createSession`. */
  static async create(
    graph: Uint8Array,
    weights: readonly ExternalData[],
    config: Config,
    backend: Backend,
  ): Promise<LanguageModel> {
    return new LanguageModel(await OPEN[backend](graph, weights, config));
  }

  get longest(): number {
    return this.passes.longest;
  }

  /** A cache of no tokens. */
  emptyCache(): KvCache {
    return this.passes.emptyCache();
  }

  /** @param cache one of `emptyCache`. */
  async pass(ids: readonly number[], cache: KvCache): Promise<Float32Array> {
    const { longest } = this;
    let at = 0;
    for (; at + longest < ids.length; at += longest)
      await this.#pass(ids.slice(at, at + longest), cache);
    return this.#pass(ids.slice(at), cache);
  }

  async #pass(ids: readonly number[], cache: KvCache): Promise<Float32Array> {
    try {
      return await this.passes.pass(ids, cache);
    } catch (cause) {
      cache.dispose();
      throw EngineError.from(cause);
    }
  }

  async dispose(): Promise<void> {
    await this.passes.release();
  }
}
