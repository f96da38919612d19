/** Small statistics for repeated measurements. */
import { quantile } from '../../src/core/measure/stats';

/** @throws RangeError on an empty list. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** "41.2 (39.9 to 42.0, n = 5)": median, smallest and largest. */
export function summary(values: readonly number[], digits = 1): string {
  const show = (value: number): string => value.toFixed(digits);
  const range = `${show(Math.min(...values))} to ${show(Math.max(...values))}`;
  return `${show(median(values))} (${range}, n = ${values.length})`;
}
