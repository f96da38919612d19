/** The run's clock, the same for all lanes: `epoch` is 0 in every worker. */

/** Milliseconds since the Unix epoch, of the clock that page and workers share. */
export function sharedNow(): number {
  return performance.timeOrigin + performance.now();
}

/**
 * @param epoch milliseconds since the Unix epoch, from `performance.timeOrigin + performance.now()`.
 * @returns milliseconds since then, at least 0, never falling.
 */
export function runClock(epoch: number): () => number {
  let last = 0;
  return () => {
    last = Math.max(last, sharedNow() - epoch);
    return last;
  };
}
