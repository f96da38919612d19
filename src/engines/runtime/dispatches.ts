/** Kernels that this worker hands to its GPU: what a pass asks for, whoever computes it. */

type Method = 'dispatchWorkgroups' | 'dispatchWorkgroupsIndirect';
const METHODS: readonly Method[] = ['dispatchWorkgroups', 'dispatchWorkgroupsIndirect'];

/**
 * Counts while something runs, by wrapping the methods.
 * @param work what else of this worker uses the GPU meanwhile is counted too.
 * @returns its result, and how many; 0 where nothing is handed over, as on WASM.
 */
export async function withDispatches<T>(
  work: () => Promise<T>,
): Promise<{ readonly result: T; readonly dispatches: number }> {
  if (typeof GPUComputePassEncoder === 'undefined') return { result: await work(), dispatches: 0 };
  const prototype = GPUComputePassEncoder.prototype;
  let dispatches = 0;
  const originals = METHODS.map((name) => {
    const original = prototype[name] as (...args: unknown[]) => undefined;
    const counting = function (this: GPUComputePassEncoder, ...args: unknown[]) {
      dispatches++;
      return original.apply(this, args);
    };
    Object.assign(prototype, { [name]: counting });
    return { [name]: original };
  });
  try {
    return { result: await work(), dispatches };
  } finally {
    Object.assign(prototype, ...originals);
  }
}
