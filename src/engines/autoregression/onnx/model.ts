/**
 * The network: one ONNX session and the passes through it. Not here: which tokens go in, what
 * becomes of the logits.
 */
import { EngineError } from '../../../core/errors';
import type { LanguageManifest } from '../../../core/manifest';
import type { Backend } from '../../../core/run/run';
import { createSession, Tensor, type ExternalData, type InferenceSession } from '../../runtime/ort';
import { emptyCache, gpuOutputs, type KvCache, type Tensors } from './kv-cache';

type Config = LanguageManifest['config'];

export class LanguageModel {
  private constructor(
    private readonly session: InferenceSession,
    private readonly config: Config,
    private readonly backend: Backend,
  ) {}

  /** @throws EngineError as `createSession`. */
  static async create(
    graph: Uint8Array,
    weights: readonly ExternalData[],
    config: Config,
    backend: Backend,
  ): Promise<LanguageModel> {
    const settings = { backend, gpuOutputs: gpuOutputs(config) };
    return new LanguageModel(await createSession(graph, weights, settings), config, backend);
  }

  /** A cache of no tokens. */
  emptyCache(): KvCache {
    return emptyCache(this.backend, this.config);
  }

  /**
   * One forward pass. Resolves when the logits are on the CPU.
   * @param ids new tokens, at least one.
   * @param cache of the tokens before them; grows by them, and is empty when the pass fails.
   * @returns logits of the last new token, [vocab].
   * @throws EngineError
   */
  async pass(ids: readonly number[], cache: KvCache): Promise<Float32Array> {
    const feeds = {
      ...cache.feeds(),
      input_ids: int64([1, ids.length], (i) => ids[i] as number),
      attention_mask: int64([1, cache.length + ids.length], () => 1),
      logit_positions: int64([1], () => ids.length - 1),
    };
    let outputs: Tensors;
    try {
      outputs = (await this.session.run(feeds)) as Tensors;
    } catch (cause) {
      cache.dispose();
      throw EngineError.from(cause);
    }
    cache.grow(outputs, ids.length);
    return outputs['logits']?.data as Float32Array;
  }

  async dispose(): Promise<void> {
    await this.session.release();
  }
}

function int64(dims: readonly number[], at: (i: number) => number): Tensor {
  const length = dims.reduce((a, b) => a * b, 1);
  const values = BigInt64Array.from({ length }, (_, i) => BigInt(at(i)));
  return new Tensor('int64', values, dims);
}
