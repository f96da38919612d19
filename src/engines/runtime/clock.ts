/** The run's clock, the same for both lanes: `epoch` is 0 in every worker. */

/**
 * @param epoch milliseconds since the Unix epoch, from `performance.timeOrigin + performance.now()`.
 * @returns milliseconds since then, at least 0, never falling.
 */
export function runClock(epoch: number): () => number {
  let last = 0;
  return () => {
    last = Math.max(last, performance.timeOrigin + performance.now() - epoch);
    return last;
  };
}
