/**
 * Keys and values of the tokens so far, so that each pass computes only the new ones. Two forms:
 * on WebGPU they stay in GPU buffers; on WASM whatever goes in or out of the runtime is copied.
 */
import type { LanguageManifest } from '../../../core/manifest';
import type { Backend } from '../../../core/run/run';
import { Tensor } from '../../runtime/ort';

export type CacheShape = Pick<LanguageManifest['config'], 'layers' | 'kvHeads' | 'headDim'>;
/** Tensors by the name of the graph's input or output. */
export type Tensors = Readonly<Record<string, Tensor>>;

export interface KvCache {
  /** Tokens in it. */
  readonly length: number;
  /** The graph's inputs for a pass; `grow` follows when it has ended, `dispose` when it failed. */
  feeds(): Tensors;
  /** Takes what a pass over `count` new tokens gave. */
  grow(outputs: Tensors, count: number): void;
  /** Forgets all but the first `length` tokens. @throws EngineError when the GPU is lost */
  truncate(length: number): Promise<void>;
  /** Empties it and frees what it holds. */
  dispose(): void;
}

export function emptyCache(backend: Backend, shape: CacheShape): KvCache {
  return backend === 'webgpu' ? new GpuCache(shape) : new HostCache(shape);
}

/** Outputs that stay on the GPU. */
export function gpuOutputs(shape: CacheShape): string[] {
  return names(shape).map((name) => `present.${name}`);
}

/** The graph's own outputs go in again: [1, kvHeads, length, headDim] for each layer's two. */
class GpuCache implements KvCache {
  length = 0;
  readonly #shape: CacheShape;
  #tensors: Tensors;

  constructor(shape: CacheShape) {
    this.#shape = shape;
    this.#tensors = pastTensors(shape, 0, () => new Float32Array(0));
  }

  feeds(): Tensors {
    return this.#tensors;
  }

  grow(outputs: Tensors, count: number): void {
    const grown = names(this.#shape).map((name) => [past(name), outputs[`present.${name}`]]);
    this.#free();
    this.#tensors = Object.fromEntries(grown) as Tensors;
    this.length += count;
  }

  /** By way of the CPU: a few megabytes, once in a fork. */
  async truncate(length: number): Promise<void> {
    if (length === this.length) return;
    const { kvHeads, headDim } = this.#shape;
    const old = names(this.#shape).map((name) => this.#tensors[past(name)] as Tensor);
    const whole = await Promise.all(old.map((tensor) => tensor.getData()));
    const before = this.length;
    this.#free();
    this.#tensors = pastTensors(this.#shape, length, (i) => {
      const rows = new Float32Array(kvHeads * length * headDim);
      for (let head = 0; head < kvHeads; head++) {
        const from = head * before * headDim;
        const part = (whole[i] as Float32Array).subarray(from, from + length * headDim);
        rows.set(part, head * length * headDim);
      }
      return rows;
    });
    this.length = length;
  }

  dispose(): void {
    this.#free();
    this.length = 0;
  }

  #free(): void {
    for (const tensor of Object.values(this.#tensors)) tensor.dispose();
    this.#tensors = {};
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

  feeds(): Tensors {
    return pastTensors(this.#shape, this.#room, (i) => this.#arrays[i] as Float32Array);
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

function pastTensors(shape: CacheShape, rows: number, data: (i: number) => Float32Array): Tensors {
  const dims = [1, shape.kvHeads, rows, shape.headDim];
  return Object.fromEntries(
    names(shape).map((name, i) => [past(name), new Tensor('float32', data(i), dims)]),
  );
}

function past(name: string): string {
  return `past_key_values.${name}`;
}

/** In the order of the graph: layer 0's keys, its values, layer 1's keys, ... */
function names({ layers }: CacheShape): string[] {
  return Array.from({ length: layers }, (_, i) => [`${i}.key`, `${i}.value`]).flat();
}
