/**
 * Passes before the first run, so that it is as fast as any: shaders are compiled on their first
 * use, and the browser replaces its quick first translation of the WASM while it runs.
 */
import { throwIfAborted } from '../../core/errors';
import type { MaskedTextManifest } from '../../core/manifest';
import type { Caption } from '../runtime/caption';
import { withDispatches } from '../runtime/dispatches';
import type { Network } from '../runtime/sessions';
import { logitsOf } from './network';

/** A pass this much slower than the fastest so far means that the code is still settling. */
const SETTLED = 1.25;
const MOST_MS = 1500;

/**
 * Runs passes over each length that a text can have, then until three in a row are about equally fast.
 * @returns kernels that the last one handed to the GPU.
 */
export async function warmUp(
  network: Network,
  { length, block, maskId }: MaskedTextManifest['config'],
  empty: Caption,
  signal: AbortSignal,
): Promise<number> {
  const began = performance.now();
  let dispatches = 0;
  const pass = async (places: number) => {
    throwIfAborted(signal);
    const start = performance.now();
    const masked = new Array<number>(places).fill(maskId);
    ({ dispatches } = await withDispatches(() => logitsOf(network, [empty, empty], masked)));
    return performance.now() - start;
  };
  for (let places = block; places <= length; places += block) await pass(places);
  let fastest = Infinity;
  let settled = 0;
  while (settled < 3 && performance.now() - began < MOST_MS) {
    const ms = await pass(block);
    settled = ms < fastest * SETTLED && ms > fastest / SETTLED ? settled + 1 : 0;
    fastest = Math.min(fastest, ms);
  }
  return dispatches;
}
