/**
 * Passes before the first run, so that it is as fast as any: shaders are compiled on their first
 * use, and the browser replaces its quick first translation of the WASM while it runs.
 */
import { throwIfAborted } from '../../core/errors';
import type { Caption } from '../runtime/caption';
import { withDispatches } from '../runtime/dispatches';
import type { Network } from '../runtime/sessions';
import { cellCodes, decode } from './decoder';
import { Memory, type PictureNetwork, type Sizes } from './network';

/** A cell this much slower than the fastest so far means that the code is still settling. */
const SETTLED = 1.25;
const MOST_MS = 1500;

/**
 * Reads a prompt, paints a picture, and says cells until three in a row are about equally fast.
 * @returns kernels that the newest pass of each kind handed to the GPU.
 */
export async function warmUp(
  network: PictureNetwork,
  decoder: Network,
  sizes: Sizes,
  empty: Caption,
  signal: AbortSignal,
): Promise<{ readonly paint: number; readonly cell: number }> {
  const began = performance.now();
  const memory = new Memory(sizes, 2);
  let said = await network.begin(memory, [empty, empty], 0);
  throwIfAborted(signal);
  const painted = await withDispatches(() =>
    decode(decoder, [cellCodes([0], sizes.side, sizes.codes)], 0),
  );
  let cell = 0;
  let fastest = Infinity;
  let settled = 0;
  while (settled < 3 && performance.now() - began < MOST_MS) {
    throwIfAborted(signal);
    if (memory.cells === sizes.side ** 2 - 1) memory.truncate(0);
    const start = performance.now();
    const { dispatches } = await withDispatches(async () => {
      await network.second(said, [0, 1, 2, 3, 4, 5]);
      said = await network.next(memory, [0, 0]);
    });
    cell = dispatches;
    const ms = performance.now() - start;
    settled = ms < fastest * SETTLED && ms > fastest / SETTLED ? settled + 1 : 0;
    fastest = Math.min(fastest, ms);
  }
  return { paint: painted.dispatches, cell };
}
