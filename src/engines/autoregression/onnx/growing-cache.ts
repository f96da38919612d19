/**
 * Keys and values of an exported decoder: every pass gives them anew, grown by its tokens, and the
 * next one takes them as they are. On WebGPU they stay there; what was before is freed.
 */
import { Tensor } from '../../runtime/ort';
import type { Cache } from '../network';
import { PAST, PRESENT, type DecoderIo } from './decoder-io';

type Tensors = Readonly<Record<string, Tensor>>;
type Shape = Pick<DecoderIo, 'cache' | 'type' | 'kvHeads' | 'headDim'>;
const BYTES = { float32: 4, float16: 2 } as const;

export class GrowingCache implements Cache {
  length = 0;
  /** In the order of `cache`; none while it is empty. */
  #tensors: readonly Tensor[] = [];

  /** @param device that the runtime computes on; null on WASM. */
  constructor(
    private readonly device: GPUDevice | null,
    private readonly shape: Shape,
  ) {}

  feeds(): Tensors {
    const { cache } = this.shape;
    const empty = () => this.#tensor(this.#array(0), 0);
    return Object.fromEntries(
      cache.map((name, i) => [PAST + name, this.#tensors[i] ?? empty()] as const),
    );
  }

  /** Takes what a pass over `count` new tokens gave. */
  grow(outputs: Tensors, count: number): void {
    const old = this.#tensors;
    this.#tensors = this.shape.cache.map((name) => outputs[PRESENT + name] as Tensor);
    this.length += count;
    for (const tensor of old) tensor.dispose();
  }

  async truncate(length: number): Promise<void> {
    if (length >= this.length) return;
    if (length === 0) return this.dispose();
    const old = this.#tensors;
    this.#tensors = this.device
      ? this.#cutOnGpu(this.device, old, length)
      : old.map((tensor) => this.#cut(tensor, length));
    this.length = length;
    for (const tensor of old) tensor.dispose();
  }

  dispose(): void {
    for (const tensor of this.#tensors) tensor.dispose();
    this.#tensors = [];
    this.length = 0;
  }

  #tensor(data: Float32Array | Uint16Array, length: number): Tensor {
    const { type, kvHeads, headDim } = this.shape;
    const dims = [1, kvHeads, length, headDim];
    return type === 'float32'
      ? new Tensor('float32', data as Float32Array, dims)
      : new Tensor('float16', data as Uint16Array, dims);
  }

  #array(length: number): Float32Array | Uint16Array {
    const size = this.shape.kvHeads * length * this.shape.headDim;
    return this.shape.type === 'float32' ? new Float32Array(size) : new Uint16Array(size);
  }

  /** The first rows of each head, on the CPU. */
  #cut(tensor: Tensor, length: number): Tensor {
    const { kvHeads, headDim } = this.shape;
    const { buffer, byteOffset, byteLength } = tensor.data as Float32Array;
    const bytes = new Uint8Array(buffer, byteOffset, byteLength);
    const data = this.#array(length);
    const out = new Uint8Array(data.buffer);
    const [from, to] = [bytes.length / kvHeads, out.length / kvHeads];
    for (let head = 0; head < kvHeads; head++)
      out.set(bytes.subarray(head * from, head * from + to), head * to);
    if (to !== length * headDim * BYTES[this.shape.type])
      throw new RangeError('cache of another form');
    return this.#tensor(data, length);
  }

  #cutOnGpu(device: GPUDevice, old: readonly Tensor[], length: number): Tensor[] {
    const { type, kvHeads, headDim } = this.shape;
    const { STORAGE, COPY_SRC, COPY_DST } = GPUBufferUsage;
    const row = headDim * BYTES[type];
    const encoder = device.createCommandEncoder();
    const cut = old.map((tensor) => {
      const buffer = device.createBuffer({
        // The runtime binds whole groups of 16 bytes.
        size: Math.ceil((kvHeads * length * row) / 16) * 16,
        usage: STORAGE | COPY_SRC | COPY_DST,
      });
      for (let head = 0; head < kvHeads; head++)
        encoder.copyBufferToBuffer(
          tensor.gpuBuffer,
          head * this.length * row,
          buffer,
          head * length * row,
          length * row,
        );
      return Tensor.fromGpuBuffer(buffer, {
        dataType: type,
        dims: [1, kvHeads, length, headDim],
        dispose: () => buffer.destroy(),
      });
    });
    device.queue.submit([encoder.finish()]);
    return cut;
  }
}
