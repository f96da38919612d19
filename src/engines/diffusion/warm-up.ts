/**
 * Passes before the first run, so that it is as fast as any: shaders are compiled on their first
 * use, and the browser replaces its quick first translation of the WASM while it runs.
 */
import { throwIfAborted } from '../../core/errors';
import { DenoiserBatch } from './denoiser';
import type { Caption } from '../runtime/caption';
import { withDispatches } from '../runtime/dispatches';
import type { Network } from '../runtime/sessions';

/** A pass this much slower than the fastest so far means that the code is still settling. */
const SETTLED = 1.25;
const MOST_MS = 2500;

/**
 * Runs passes of two, as with guidance, until three in a row are about equally fast.
 * @returns kernels that the last one handed to the GPU.
 */
export async function warmUp(
  network: Network,
  size: number,
  empty: Caption,
  signal: AbortSignal,
): Promise<number> {
  const row = { caption: empty, style: 0 };
  const batch = new DenoiserBatch(network, size, [row, row]);
  const noise = new Float32Array(3 * size * size);
  const began = performance.now();
  let fastest = Infinity;
  let settled = 0;
  let dispatches = 0;
  while (settled < 3 && performance.now() - began < MOST_MS) {
    throwIfAborted(signal);
    const start = performance.now();
    ({ dispatches } = await withDispatches(() => batch.pass([noise, noise], [1, 1])));
    const ms = performance.now() - start;
    settled = ms < fastest * SETTLED && ms > fastest / SETTLED ? settled + 1 : 0;
    fastest = Math.min(fastest, ms);
  }
  return dispatches;
}
