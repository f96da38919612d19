/** Passes before the first run. */
import { throwIfAborted } from '../../core/errors';
import type { MaskedTextManifest } from '../../core/manifest';
import type { Caption } from '../runtime/caption';
import type { Network } from '../runtime/sessions';
import { untilSettled } from '../runtime/settle';
import { logitsOf } from './network';

/**
 * Runs a pass over each length that a text can have, then passes until they are about equally fast.
 * @returns kernels that the last one handed to the GPU
 */
export async function warmUp(
  network: Network,
  { length, block, maskId }: MaskedTextManifest['config'],
  empty: Caption,
  signal: AbortSignal,
): Promise<number> {
  const began = performance.now();
  const pass = (places: number) =>
    logitsOf(network, [empty, empty], new Array<number>(places).fill(maskId));
  for (let places = block; places <= length; places += block) {
    throwIfAborted(signal);
    await pass(places);
  }
  return untilSettled(() => pass(block), began, signal);
}
