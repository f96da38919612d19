/**
 * Keys and values of the tokens so far, so that each pass computes only the new ones. Two forms:
 * on WebGPU they stay in GPU buffers of one size; on WASM whatever goes in or out of the runtime is copied.
 */
import type { LanguageManifest } from '../../../core/manifest';
import { Tensor } from '../../runtime/ort';

export type CacheShape = Pick<
  LanguageManifest['config'],
  'layers' | 'kvHeads' | 'headDim' | 'context'
>;
/** Tensors by the name of the graph's input or output. */
export type Tensors = Readonly<Record<string, Tensor>>;

export interface KvCache {
  /** Tokens in it. */
  readonly length: number;
  /** Makes room for `count` new tokens: comes before each pass. */
  reserve(count: number): void;
  /** The graph's inputs for a pass; `grow` follows when it has ended, `dispose` when it failed. */
  feeds(): Tensors;
  /** Outputs of a pass that it writes where they are to be. */
  fetches(): Tensors;
  /** Takes what a pass over `count` new tokens gave. */
  grow(outputs: Tensors, count: number): void;
  /** Forgets all but the first `length` tokens. @throws EngineError when the GPU is lost */
  truncate(length: number): Promise<void>;
  /** Empties it and frees what it holds. */
  dispose(): void;
}

/** @param device that the runtime computes on; null on WASM. */
export function emptyCache(device: GPUDevice | null, shape: CacheShape): KvCache {
  return device ? new GpuCache(device, shape) : new HostCache(shape);
}

/** Outputs that stay on the GPU. */
export function gpuOutputs(shape: CacheShape): string[] {
  return names(shape).map(present);
}

/** Rows of a new cache on the GPU, where the context is not shorter: most runs never need more. */
const FIRST_ROOM = 256;

/**
 * One buffer [1, kvHeads, room, headDim] for each layer's keys and values, which is input and
 * output of every pass: the graph writes the new tokens' rows in their place, behind those that the
 * attention mask counts. Nothing is copied or made from pass to pass, and what lies behind the
 * length is written over as it grows again. Only a longer context than there is room for moves to
 * larger buffers, of twice the rows.
 */
class GpuCache implements KvCache {
  length = 0;
  #room = 0;
  #buffers: GPUBuffer[] = [];

  constructor(
    private readonly device: GPUDevice,
    private readonly shape: CacheShape,
  ) {}

  reserve(count: number): void {
    const needed = this.length + count;
    if (needed <= this.#room) return;
    let room = this.#room || FIRST_ROOM;
    while (room < needed) room *= 2;
    this.#move(Math.max(needed, Math.min(room, this.shape.context)));
  }

  feeds(): Tensors {
    return this.#tensors(past);
  }

  fetches(): Tensors {
    return this.#tensors(present);
  }

  grow(_outputs: Tensors, count: number): void {
    this.length += count;
  }

  async truncate(length: number): Promise<void> {
    this.length = Math.min(length, this.length);
  }

  dispose(): void {
    for (const buffer of this.#buffers) buffer.destroy();
    this.#buffers = [];
    this.#room = this.length = 0;
  }

  #tensors(nameOf: (name: string) => string): Tensors {
    const { kvHeads, headDim } = this.shape;
    const dims = [1, kvHeads, this.#room, headDim];
    const tensor = (buffer: GPUBuffer) =>
      Tensor.fromGpuBuffer(buffer, { dataType: 'float32', dims });
    const all = names(this.shape).map((name, i) => [
      nameOf(name),
      tensor(this.#buffers[i] as GPUBuffer),
    ]);
    return Object.fromEntries(all) as Tensors;
  }

  /** To buffers of that many rows, with the rows that there are. */
  #move(room: number): void {
    const { kvHeads, headDim } = this.shape;
    const row = headDim * Float32Array.BYTES_PER_ELEMENT;
    const { STORAGE, COPY_SRC, COPY_DST } = GPUBufferUsage;
    const usage = STORAGE | COPY_SRC | COPY_DST;
    const made = names(this.shape).map(() =>
      this.device.createBuffer({ size: kvHeads * room * row, usage }),
    );
    if (this.length > 0) {
      const encoder = this.device.createCommandEncoder();
      for (const [i, old] of this.#buffers.entries())
        for (let head = 0; head < kvHeads; head++) {
          const [from, to] = [head * this.#room * row, head * room * row];
          encoder.copyBufferToBuffer(old, from, made[i] as GPUBuffer, to, this.length * row);
        }
      this.device.queue.submit([encoder.finish()]);
    }
    for (const old of this.#buffers) old.destroy();
    this.#buffers = made;
    this.#room = room;
  }
}

/** Rows of tokens that are made room for at a time. */
const STEP = 64;

/**
 * The graph gives only the rows of the new tokens, and takes a past with room at its end: copying
 * the whole cache out after every pass, into new arrays, would cost more than the attention itself.
 */
class HostCache implements KvCache {
  length = 0;
  readonly #shape: CacheShape;
  /** [kvHeads, room, headDim] for each layer's keys and values. */
  #arrays: Float32Array[];
  #room = 0;

  constructor(shape: CacheShape) {
    this.#shape = shape;
    this.#arrays = names(shape).map(() => new Float32Array(0));
  }

  reserve(): void {
    // `grow` does: the graph gives the new rows by themselves.
  }

  feeds(): Tensors {
    const { kvHeads, headDim } = this.#shape;
    const dims = [1, kvHeads, this.#room, headDim];
    const all = names(this.#shape).map((name, i) => [
      past(name),
      new Tensor('float32', this.#arrays[i] as Float32Array, dims),
    ]);
    return Object.fromEntries(all) as Tensors;
  }

  fetches(): Tensors {
    return {};
  }

  grow(outputs: Tensors, count: number): void {
    const { kvHeads, headDim } = this.#shape;
    if (this.length + count > this.#room) this.#widen(this.length + count);
    const rows = (outputs['present'] as Tensor).data as Float32Array;
    const size = count * headDim;
    let at = 0;
    for (const array of this.#arrays)
      for (let head = 0; head < kvHeads; head++, at += size)
        array.set(rows.subarray(at, at + size), (head * this.#room + this.length) * headDim);
    this.length += count;
  }

  /** What lies behind the length is masked, and written over as it grows again. */
  async truncate(length: number): Promise<void> {
    this.length = Math.min(length, this.length);
  }

  dispose(): void {
    this.#arrays = this.#arrays.map(() => new Float32Array(0));
    this.#room = this.length = 0;
  }

  #widen(length: number): void {
    const { kvHeads, headDim } = this.#shape;
    const room = Math.ceil(length / STEP) * STEP;
    this.#arrays = this.#arrays.map((old) => {
      const array = new Float32Array(kvHeads * room * headDim);
      for (let head = 0; head < kvHeads; head++) {
        const from = head * this.#room * headDim;
        array.set(old.subarray(from, from + this.length * headDim), head * room * headDim);
      }
      return array;
    });
    this.#room = room;
  }
}

function past(name: string): string {
  return `past_key_values.${name}`;
}

function present(name: string): string {
  return `present.${name}`;
}

/** In the order of the graph: layer 0's keys, its values, layer 1's keys, ... */
function names({ layers }: CacheShape): string[] {
  return Array.from({ length: layers }, (_, i) => [`${i}.key`, `${i}.value`]).flat();
}
