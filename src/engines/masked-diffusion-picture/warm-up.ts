/** Passes before the first run. */
import { throwIfAborted } from '../../core/errors';
import { cellCodes, decode } from '../picture-tokens/decoder';
import type { Loaded } from '../picture-tokens/load';
import { Memory } from '../picture-tokens/network';
import { withDispatches } from '../runtime/dispatches';
import { untilSettled } from '../runtime/settle';
import { codesIn } from './codes';

/**
 * Reads a prompt, paints a picture, and makes passes over all cells until they are about equally fast.
 * @returns kernels that the newest pass of each kind handed to the GPU
 */
export async function warmUp(
  { network, decoder, config, empty }: Pick<Loaded, 'network' | 'decoder' | 'config' | 'empty'>,
  signal: AbortSignal,
): Promise<{ readonly paint: number; readonly unmask: number }> {
  const began = performance.now();
  const { side, codes } = config;
  const memory = new Memory(config, 2, 0);
  await network.begin(memory, [empty, empty], 0);
  throwIfAborted(signal);
  const paint = await withDispatches(() => decode(decoder, [cellCodes([0], side, codes)], 0));
  const masked = codesIn([], config);
  const firsts = masked.map((_, row) => ({ row, first: 0 }));
  const unmask = await untilSettled(
    async () => network.second(await network.all(memory, masked), firsts),
    began,
    signal,
  );
  return { paint: paint.dispatches, unmask };
}
