/** Keys and values in the page's own memory, for WASM. */
import { Tensor } from '../../runtime/ort';
import { cacheNames, past, type CacheShape, type KvCache, type Tensors } from './kv-cache';

/** Rows of tokens that are made room for at a time. */
const STEP = 64;

/**
 * The graph gives only the rows of the new tokens, and takes a past with room at its end: copying
 * the whole cache out after every pass, into new arrays, would cost more than the attention itself.
 */
export class HostCache implements KvCache {
  length = 0;
  readonly #shape: CacheShape;
  /** [kvHeads, room, headDim] for each layer's keys and values. */
  #arrays: Float32Array[];
  #room = 0;

  constructor(shape: CacheShape) {
    this.#shape = shape;
    this.#arrays = cacheNames(shape).map(() => new Float32Array(0));
  }

  /** The graph's inputs for a pass. */
  feeds(): Tensors {
    const { kvHeads, headDim } = this.#shape;
    const dims = [1, kvHeads, this.#room, headDim];
    const all = cacheNames(this.#shape).map((name, i) => [
      past(name),
      new Tensor('float32', this.#arrays[i] as Float32Array, dims),
    ]);
    return Object.fromEntries(all) as Tensors;
  }

  /** Takes what a pass over `count` new tokens gave. */
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
