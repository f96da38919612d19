/** Passes before the first run. */
import { throwIfAborted } from '../../core/errors';
import { cellCodes, decode } from '../picture-tokens/decoder';
import type { Loaded } from '../picture-tokens/load';
import { Memory } from '../picture-tokens/network';
import { withDispatches } from '../runtime/dispatches';
import { untilSettled } from '../runtime/settle';

/** Second codes that are asked about in a pass, as for a cell's candidates. */
const FIRSTS = [0, 1, 2, 3, 4, 5].map((first) => ({ row: 0, first }));

/**
 * Reads a prompt, paints a picture, and says cells until they are about equally fast.
 * @returns kernels that the newest pass of each kind handed to the GPU
 */
export async function warmUp(
  { network, decoder, config, empty }: Pick<Loaded, 'network' | 'decoder' | 'config' | 'empty'>,
  signal: AbortSignal,
): Promise<{ readonly paint: number; readonly cell: number }> {
  const began = performance.now();
  const { side, codes } = config;
  const memory = new Memory(config, 2, side ** 2);
  let said = await network.begin(memory, [empty, empty], 0);
  throwIfAborted(signal);
  const paint = await withDispatches(() => decode(decoder, [cellCodes([0], side, codes)], 0));
  const cell = async () => {
    if (memory.cells === side ** 2 - 1) memory.truncate(0);
    await network.second(said, FIRSTS);
    said = await network.next(memory, [0, 0]);
  };
  return { paint: paint.dispatches, cell: await untilSettled(cell, began, signal) };
}
