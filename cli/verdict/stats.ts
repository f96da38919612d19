/** Small statistics for repeated measurements. */

/** @throws RangeError on an empty list. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle];
  if (upper === undefined) throw new RangeError('the median of nothing');
  return sorted.length % 2 ? upper : ((sorted[middle - 1] ?? upper) + upper) / 2;
}

/** "41.2 (39.9 to 42.0, n = 5)": median, smallest and largest. */
export function summary(values: readonly number[], digits = 1): string {
  const show = (value: number): string => value.toFixed(digits);
  const range = `${show(Math.min(...values))} to ${show(Math.max(...values))}`;
  return `${show(median(values))} (${range}, n = ${values.length})`;
}
