/** How much outputs for the same request differ from each other: defined in docs/numbers.md. Pure. */

export interface Diversity {
  /** Outputs compared. */
  readonly count: number;
  readonly pairs: number;
  /** Mean distance of all pairs, 0 where all are the same. */
  readonly mean: number;
}

/** Null for fewer than two outputs, or where a pair cannot be compared. */
export function diversityOf<T>(
  outputs: readonly T[],
  distance: (a: T, b: T) => number | null,
): Diversity | null {
  let sum = 0;
  let pairs = 0;
  for (const [i, a] of outputs.entries())
    for (const b of outputs.slice(i + 1)) {
      const found = distance(a, b);
      if (found === null) return null;
      sum += found;
      pairs++;
    }
  return pairs ? { count: outputs.length, pairs, mean: sum / pairs } : null;
}

/**
 * Root mean square difference of two pictures over all their channels, black to white being 1.
 * Null where they differ in size.
 * @param a [3, side, side], -1 black to 1 white
 */
export function pictureDistance(a: Float32Array, b: Float32Array): number | null {
  if (a.length !== b.length || !a.length) return null;
  const inside = (value: number) => Math.min(1, Math.max(-1, value));
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (inside(a[k] as number) - inside(b[k] as number)) ** 2;
  return Math.sqrt(sum / a.length) / 2;
}

/**
 * Share of the words of two texts that only one of them has: 1 - |A and B| / |A or B|, of their sets
 * of words (Jaccard distance); capitals and punctuation do not count. 0 for two texts without words.
 */
export function textDistance(a: string, b: string): number {
  const [x, y] = [wordsOf(a), wordsOf(b)];
  const all = new Set([...x, ...y]);
  const both = [...x].filter((word) => y.has(word));
  return all.size ? 1 - both.length / all.size : 0;
}

function wordsOf(text: string): Set<string> {
  return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu));
}
