/**
 * An exported decoder in the layout of transformers.js: ids, mask, positions and cache in, logits and
 * cache out. Not here: where its files come from.
 */
import { EngineError } from '../../../core/errors';
import type { Backend } from '../../../core/run/run';
import { toFloat32 } from '../../runtime/half';
import { gpuDevice, Tensor, type InferenceSession } from '../../runtime/ort';
import type { Network } from '../network';
import type { DecoderIo } from './decoder-io';
import { GrowingCache } from './growing-cache';

type Tensors = Readonly<Record<string, Tensor>>;

/** As of the embedded model (`model.ts`), whose kernel for more is wrong on some GPUs. */
const LONGEST: Readonly<Record<Backend, number>> = { webgpu: 31, wasm: 16 };

export class Decoder implements Network {
  private constructor(
    private readonly session: InferenceSession,
    private readonly io: DecoderIo,
    /** Position of the first token: 1 in Gemma 3. */
    private readonly first: number,
    private readonly device: GPUDevice | null,
    readonly longest: number,
  ) {}

  static async of(
    session: InferenceSession,
    io: DecoderIo,
    first: number,
    backend: Backend,
  ): Promise<Decoder> {
    const device = backend === 'webgpu' ? await gpuDevice() : null;
    return new Decoder(session, io, first, device, LONGEST[backend]);
  }

  emptyCache(): GrowingCache {
    return new GrowingCache(this.device, this.io);
  }

  /** @param cache one of `emptyCache`. */
  async pass(ids: readonly number[], cache: GrowingCache): Promise<Float32Array> {
    const { longest } = this;
    let at = 0;
    for (; at + longest < ids.length; at += longest)
      await this.#pass(ids.slice(at, at + longest), cache);
    return this.#pass(ids.slice(at), cache);
  }

  async #pass(ids: readonly number[], cache: GrowingCache): Promise<Float32Array> {
    const { positions, keeps } = this.io;
    const before = cache.length;
    const feeds: Record<string, Tensor> = {
      ...cache.feeds(),
      input_ids: int64([1, ids.length], (i) => ids[i] as number),
      attention_mask: int64([1, before + ids.length], () => 1),
    };
    if (positions) feeds['position_ids'] = int64([1, ids.length], (i) => this.first + before + i);
    if (keeps) feeds['num_logits_to_keep'] = int64([], () => 1);
    let outputs: Tensors;
    try {
      outputs = (await this.session.run(feeds)) as Tensors;
    } catch (cause) {
      cache.dispose();
      throw EngineError.from(cause);
    }
    cache.grow(outputs, ids.length);
    const logits = outputs['logits'] as Tensor;
    const all = logits.data as Float32Array | Uint16Array;
    return toFloat32(all.subarray(all.length - (logits.dims.at(-1) as number)));
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
