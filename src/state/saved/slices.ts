/** Long work of the page in slices: between them it answers, draws and reads. */

/** Longest that it keeps the page from other things at a time, milliseconds. */
const SLICE = 8;

/**
 * @param work yields where it can be interrupted, at least every few milliseconds
 * @returns what the work returns. @throws what it throws
 */
export async function inSlices<R>(work: Iterator<unknown, R>): Promise<R> {
  let began = performance.now();
  for (;;) {
    const { value, done } = work.next();
    if (done) return value;
    if (performance.now() - began < SLICE) continue;
    await turnOfTheLoop();
    began = performance.now();
  }
}

export function turnOfTheLoop(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve));
}
