/**
 * Passes before the first run, so that it is as fast as any: shaders are compiled on their first
 * use, and the browser replaces its quick first translation of the WASM while it runs.
 */
import { throwIfAborted } from '../../core/errors';
import { withDispatches } from './dispatches';

/** A pass this much slower than the fastest so far means that the code is still settling. */
const SETTLED = 1.25;
/** Longest that warming up goes on, unless a model says otherwise. */
const MOST_MS = 1500;

/**
 * Makes passes until three in a row are about equally fast.
 * @param began when the warming up began, `performance.now()`
 * @param mostMs after it, none is begun
 * @returns kernels that the last one handed to the GPU
 */
export async function untilSettled(
  pass: () => Promise<unknown>,
  began: number,
  signal: AbortSignal,
  mostMs = MOST_MS,
): Promise<number> {
  let fastest = Infinity;
  let settled = 0;
  let dispatches = 0;
  while (settled < 3 && performance.now() - began < mostMs) {
    throwIfAborted(signal);
    const start = performance.now();
    ({ dispatches } = await withDispatches(pass));
    const ms = performance.now() - start;
    settled = ms < fastest * SETTLED && ms > fastest / SETTLED ? settled + 1 : 0;
    fastest = Math.min(fastest, ms);
  }
  return dispatches;
}
