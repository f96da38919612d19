/**
 * Passes that the runtime has recorded and replays: whether it does, and their submits.
 *
 * The runtime does not say whether it replays; it can be seen: a replay makes no bind group and
 * writes no uniform. And it hands the GPU 16 dispatches at a time (its provider's
 * `maxNumPendingDispatches`, for which its JavaScript has no option), each of which crosses to the
 * browser's GPU process. In a replay nothing happens between them, so they go in a few pieces: more
 * than one, so that the GPU begins while the rest is still encoded.
 */

/** Submits of a replay. */
const PIECES = 4;

export class Replays {
  /** What the runtime makes of a replay; 0 until one was watched. */
  #submits = 0;

  constructor(private readonly device: GPUDevice) {}

  /** Runs a pass. @returns whether it was a replay. */
  async watch(pass: () => Promise<unknown>): Promise<boolean> {
    let [made, submits] = [0, 0];
    const { device } = this;
    const { queue } = device;
    const restore = [
      replace(device, 'createBindGroup', (original, args) => (made++, original(...args))),
      replace(queue, 'writeBuffer', (original, args) => (made++, original(...args))),
      replace(queue, 'submit', (original, args) => (submits++, original(...args))),
    ];
    try {
      await pass();
    } finally {
      for (const one of restore) one();
    }
    if (made > 0) return false;
    this.#submits = submits;
    return true;
  }

  /**
   * Runs a pass that is a replay.
   * @param last goes with the last of its commands.
   */
  async run(pass: () => Promise<unknown>, last: () => GPUCommandBuffer): Promise<void> {
    const { queue } = this.device;
    const each = Math.ceil((this.#submits + 1) / PIECES);
    const held: GPUCommandBuffer[] = [];
    let count = 0;
    const restore = replace(queue, 'submit', (original, [buffers]) => {
      held.push(...(buffers as Iterable<GPUCommandBuffer>));
      if (++count % each === 0) original(held.splice(0));
    });
    try {
      await pass();
      held.push(last());
    } finally {
      restore();
      if (held.length) queue.submit(held);
    }
  }
}

type Method = (...args: readonly unknown[]) => unknown;

/** Puts a function before a method of one object. @returns what takes it away. */
function replace<T extends object>(
  of: T,
  name: keyof T,
  by: (original: Method, args: readonly unknown[]) => unknown,
): () => void {
  const original = (of[name] as Method).bind(of);
  const value = (...args: readonly unknown[]) => by(original, args);
  Object.defineProperty(of, name, { configurable: true, value });
  // The prototype's shows again.
  return () => void Reflect.deleteProperty(of, name);
}
