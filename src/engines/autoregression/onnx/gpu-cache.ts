/** Keys and values in GPU buffers, which passes read and write in place. */
import { Tensor } from '../../runtime/ort';
import { cacheNames, past, present, type CacheShape, type KvCache, type Tensors } from './kv-cache';

/** Rows of a new cache, where the context is not shorter: most runs never need more. */
const FIRST_ROWS = 256;

/** Buffers of one size: [1, kvHeads, rows, headDim] for each layer's keys and values. */
export interface Room {
  /** Tells it from all others of this model: what was recorded with its buffers holds for it alone. */
  readonly id: number;
  readonly rows: number;
  readonly buffers: readonly GPUBuffer[];
  /** The same buffers as the graph's inputs and as its outputs. */
  readonly feeds: Tensors;
  readonly fetches: Tensors;
}

/** The rooms of a model's caches. The largest that is free is kept: passes are recorded with it. */
export class Rooms {
  #made = 0;
  #spare: Room | null = null;

  constructor(
    readonly device: GPUDevice,
    readonly shape: CacheShape,
  ) {}

  /** @param rows at least; a new one has room for more. */
  take(rows: number): Room {
    const spare = this.#spare;
    if (!spare || spare.rows < rows) return this.#make(rows);
    this.#spare = null;
    return spare;
  }

  give(room: Room): void {
    const [kept, gone] =
      this.#spare && this.#spare.rows >= room.rows ? [this.#spare, room] : [room, this.#spare];
    this.#spare = kept;
    for (const buffer of gone?.buffers ?? []) buffer.destroy();
  }

  /** Frees what is kept; not what is taken. */
  dispose(): void {
    for (const buffer of this.#spare?.buffers ?? []) buffer.destroy();
    this.#spare = null;
  }

  #make(needed: number): Room {
    const { kvHeads, headDim, context } = this.shape;
    let rows = FIRST_ROWS;
    while (rows < needed) rows *= 2;
    rows = Math.max(needed, Math.min(rows, context));
    const { STORAGE, COPY_SRC, COPY_DST } = GPUBufferUsage;
    const size = kvHeads * rows * headDim * Float32Array.BYTES_PER_ELEMENT;
    const names = cacheNames(this.shape);
    const buffers = names.map(() =>
      this.device.createBuffer({ size, usage: STORAGE | COPY_SRC | COPY_DST }),
    );
    const dims = [1, kvHeads, rows, headDim];
    const tensors = buffers.map((buffer) =>
      Tensor.fromGpuBuffer(buffer, { dataType: 'float32', dims }),
    );
    const named = (nameOf: (name: string) => string) =>
      Object.fromEntries(names.map((name, i) => [nameOf(name), tensors[i]])) as Tensors;
    return { id: ++this.#made, rows, buffers, feeds: named(past), fetches: named(present) };
  }
}

/**
 * The graph writes the new tokens' rows in their place, behind those that it is told of. Nothing is
 * copied or made from pass to pass, and what lies behind the length is written over as it grows
 * again. Only a longer context than there is room for moves to larger buffers.
 */
export class GpuCache implements KvCache {
  length = 0;
  #room: Room | null = null;

  constructor(private readonly rooms: Rooms) {}

  /** Room for `count` new tokens: comes before each pass. */
  reserve(count: number): Room {
    const old = this.#room;
    const needed = this.length + count;
    if (old && old.rows >= needed) return old;
    const room = this.rooms.take(needed);
    if (old) {
      this.#copy(old, room);
      this.rooms.give(old);
    }
    return (this.#room = room);
  }

  async truncate(length: number): Promise<void> {
    this.length = Math.min(length, this.length);
  }

  dispose(): void {
    if (this.#room) this.rooms.give(this.#room);
    this.#room = null;
    this.length = 0;
  }

  /** The rows that there are. */
  #copy(from: Room, to: Room): void {
    const { device, shape } = this.rooms;
    const { kvHeads, headDim } = shape;
    const row = headDim * Float32Array.BYTES_PER_ELEMENT;
    const encoder = device.createCommandEncoder();
    for (const [i, buffer] of from.buffers.entries())
      for (let head = 0; head < kvHeads; head++) {
        const [at, target] = [head * from.rows * row, head * to.rows * row];
        const size = this.length * row;
        encoder.copyBufferToBuffer(buffer, at, to.buffers[i] as GPUBuffer, target, size);
      }
    device.queue.submit([encoder.finish()]);
  }
}
