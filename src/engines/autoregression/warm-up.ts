/**
 * Brings a fresh model to its speed. Browsers run new code, WASM and JavaScript, in a quick, slow
 * form first and replace it, function by function, by an optimised one that they compile beside it.
 */
import { throwIfAborted } from '../../core/errors';
import type { Backend } from '../../core/run/run';
import type { Sampler } from '../../core/sampling';
import { DEFAULT_SAMPLING } from '../../core/autoregression/token';
import type { Network } from './network';

/** A prompt of a usual length: the kernels for many rows are others than those for one. */
const PROMPT = 50;
/** Decode passes over which the speed is judged. */
const WINDOW = 8;
const MOST_WINDOWS = 20;
/** Warm when a window is not faster than the one before by more than this. */
const GAIN = 0.97;
/** On WebGPU only the shaders are compiled, at their first use. */
const LONGEST_MS = { wasm: 4000, webgpu: 500 };

/** @param context tokens that it can attend to at most. */
export async function warmUp(
  model: Network,
  sampler: Sampler,
  backend: Backend,
  signal: AbortSignal,
  context: number,
): Promise<void> {
  const prompt = Math.min(PROMPT, context >> 1);
  const windows = Math.min(MOST_WINDOWS, Math.floor((context - prompt) / WINDOW));
  const end = performance.now() + LONGEST_MS[backend];
  const cache = model.emptyCache();
  try {
    let logits = await model.pass(new Array<number>(prompt).fill(0), cache);
    let last = Infinity;
    for (let window = 0; window < windows; window++) {
      const times: number[] = [];
      while (times.length < WINDOW && performance.now() < end) {
        throwIfAborted(signal);
        const start = performance.now();
        const { id } = sampler.choose(logits, DEFAULT_SAMPLING, new Set([0]), 0.5);
        logits = await model.pass([id], cache);
        times.push(performance.now() - start);
      }
      const median = times.sort((a, b) => a - b)[times.length >> 1] ?? 0;
      if (performance.now() >= end || median > last * GAIN) return;
      last = median;
    }
  } finally {
    cache.dispose();
  }
}
