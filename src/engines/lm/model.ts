/**
 * The network: one ONNX session and the KV cache it grows. Not here: which tokens go in, what
 * becomes of the logits.
 */
import { EngineError } from '../../core/errors';
import type { LanguageManifest } from '../../core/manifest';
import type { Backend } from '../../core/run';
import { createSession, Tensor, type ExternalData, type InferenceSession } from '../runtime/ort';

type Config = LanguageManifest['config'];

/**
 * Keys and values of the tokens so far, [1, kvHeads, length, headDim] per layer: in GPU buffers on
 * WebGPU, else in arrays that go in and out with every pass.
 */
export class KvCache {
  length = 0;
  /** By input name; none while a pass has them, and after a pass that failed. */
  tensors: ReadonlyMap<string, Tensor>;

  constructor(tensors: ReadonlyMap<string, Tensor>) {
    this.tensors = tensors;
  }

  /** Frees the GPU buffers. */
  dispose(): void {
    for (const tensor of this.tensors.values()) tensor.dispose();
    this.tensors = new Map();
  }
}

export class LanguageModel {
  readonly #session: InferenceSession;
  readonly #config: Config;
  readonly #layers: readonly { past: string; present: string }[];

  private constructor(session: InferenceSession, config: Config) {
    this.#session = session;
    this.#config = config;
    this.#layers = cacheNames(config.layers);
  }

  /** @throws EngineError as `createSession`. */
  static async create(
    graph: Uint8Array,
    weights: readonly ExternalData[],
    config: Config,
    backend: Backend,
  ): Promise<LanguageModel> {
    const gpuOutputs = cacheNames(config.layers).map(({ present }) => present);
    return new LanguageModel(await createSession(graph, weights, { backend, gpuOutputs }), config);
  }

  /** A cache of no tokens. */
  emptyCache(): KvCache {
    const { kvHeads, headDim } = this.#config;
    const empty = () => new Tensor('float32', new Float32Array(0), [1, kvHeads, 0, headDim]);
    return new KvCache(new Map(this.#layers.map(({ past }) => [past, empty()])));
  }

  /**
   * One forward pass. Resolves when the logits are on the CPU.
   * @param ids new tokens, at least one.
   * @param cache of the tokens before them; grows by them.
   * @returns logits of the last new token, [vocab].
   */
  async pass(ids: readonly number[], cache: KvCache): Promise<Float32Array> {
    const total = cache.length + ids.length;
    const given = new KvCache(cache.tensors);
    cache.tensors = new Map();
    const feeds: Record<string, Tensor> = {
      ...Object.fromEntries(given.tensors),
      input_ids: int64([1, ids.length], (i) => ids[i] as number),
      attention_mask: int64([1, total], () => 1),
      logit_positions: int64([1], () => ids.length - 1),
    };
    try {
      const outputs = await this.#session.run(feeds);
      const tensor = (name: string) => outputs[name] as Tensor;
      cache.tensors = new Map(this.#layers.map(({ past, present }) => [past, tensor(present)]));
      cache.length = total;
      return tensor('logits').data as Float32Array;
    } catch (cause) {
      throw EngineError.from(cause);
    } finally {
      given.dispose();
    }
  }

  async dispose(): Promise<void> {
    await this.#session.release();
  }
}

function cacheNames(layers: number): { past: string; present: string }[] {
  return Array.from({ length: layers }, (_, i) => ['key', 'value'].map((part) => `${i}.${part}`))
    .flat()
    .map((name) => ({ past: `past_key_values.${name}`, present: `present.${name}` }));
}

function int64(dims: readonly number[], at: (i: number) => number): Tensor {
  const length = dims.reduce((a, b) => a * b, 1);
  const values = BigInt64Array.from({ length }, (_, i) => BigInt(at(i)));
  return new Tensor('int64', values, dims);
}
