/**
 * The network: one ONNX session and the passes through it. Not here: which tokens go in, what
 * becomes of the logits.
 */
import { EngineError } from '../../../core/errors';
import type { LanguageManifest } from '../../../core/manifest';
import type { Backend } from '../../../core/run/run';
import {
  createSession,
  gpuDevice,
  Tensor,
  type ExternalData,
  type InferenceSession,
} from '../../runtime/ort';
import { emptyCache, gpuOutputs, type KvCache, type Tensors } from './kv-cache';
import type { Network } from '../network';

type Config = LanguageManifest['config'];

/**
 * New tokens in one pass on WebGPU: with 32 and more onnxruntime takes its `FlashAttention` kernel,
 * which is wrong
 *   on every Vulkan driver in Chromium: Tint does not set `var x : T;` to zero again each time a
 *   loop's body is entered, so scores begin from the last round's (docs/upstream/tint-var-in-loop.md)
 *   with subgroups smaller than 8: it scores 8 keys and then steps on by one subgroup
 *   (docs/upstream/onnxruntime-flash-attention.md)
 * by 0.3 logits on lavapipe and 6.7 on SwiftShader after 38 tokens. Below 32 another kernel runs.
 * When both are mended and old browsers gone, this goes, and `longest` with it.
 */
const LONGEST_ON_WEBGPU = 31;

/**
 * New tokens in one pass on WASM: Stop waits for a pass, and one of 16 takes as long as three of
 * one token, about 0.1 s on two cores (32: five; 64: ten). The prompt as a whole takes 3% longer
 * than in one pass. Not by the clock: the 8-bit rounding would make an answer depend on it.
 */
const LONGEST_ON_WASM = 16;

export class LanguageModel implements Network {
  readonly longest: number;

  private constructor(
    private readonly session: InferenceSession,
    private readonly config: Config,
    /** Null on WASM. */
    private readonly device: GPUDevice | null,
  ) {
    this.longest = device ? LONGEST_ON_WEBGPU : LONGEST_ON_WASM;
  }

  /** @throws EngineError as `createSession`. */
  static async create(
    graph: Uint8Array,
    weights: readonly ExternalData[],
    config: Config,
    backend: Backend,
  ): Promise<LanguageModel> {
    const settings = { backend, gpuOutputs: gpuOutputs(config) };
    const session = await createSession(graph, weights, settings);
    return new LanguageModel(session, config, backend === 'webgpu' ? await gpuDevice() : null);
  }

  /** A cache of no tokens. */
  emptyCache(): KvCache {
    return emptyCache(this.device, this.config);
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
    let outputs: Tensors;
    try {
      cache.reserve(ids.length);
      const feeds = {
        ...cache.feeds(),
        input_ids: int64([1, ids.length], (i) => ids[i] as number),
        attention_mask: int64([1, cache.length + ids.length], () => 1),
        logit_positions: int64([1], () => ids.length - 1),
      };
      const fetches = Object.fromEntries(
        this.session.outputNames.map((name) => [name, null] as const),
      );
      outputs = (await this.session.run(feeds, { ...fetches, ...cache.fetches() })) as Tensors;
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
