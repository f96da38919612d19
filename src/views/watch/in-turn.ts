/**
 * Work that may wait for the next frames, a few milliseconds of it in each: two hundred small
 * pictures drawn at once would hold the page up.
 */
const SLICE_MS = 8;

const waiting = new Set<() => void>();
let frame = 0;

/** @returns takes it back, where it is not done yet */
export function inTurn(work: () => void): () => void {
  waiting.add(work);
  frame ||= requestAnimationFrame(slice);
  return () => void waiting.delete(work);
}

function slice(): void {
  const end = performance.now() + SLICE_MS;
  // One at least, however late it is.
  for (const work of waiting) {
    waiting.delete(work);
    work();
    if (performance.now() > end) break;
  }
  frame = waiting.size ? requestAnimationFrame(slice) : 0;
}
