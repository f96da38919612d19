/** Passes before the first run. */
import { DenoiserBatch } from './denoiser';
import type { Caption } from '../runtime/caption';
import type { Network } from '../runtime/sessions';
import { untilSettled } from '../runtime/settle';

const MOST_MS = 2500;

/**
 * Runs passes of two, as with guidance, until they are about equally fast.
 * @returns kernels that the last one handed to the GPU
 */
export function warmUp(
  network: Network,
  size: number,
  empty: Caption,
  signal: AbortSignal,
): Promise<number> {
  const row = { caption: empty, style: 0 };
  const batch = new DenoiserBatch(network, size, [row, row]);
  const noise = new Float32Array(3 * size * size);
  const pass = () => batch.pass([noise, noise], [1, 1]);
  return untilSettled(pass, performance.now(), signal, MOST_MS);
}
