/** Small statistics for repeated measurements: robust where one slow round must not decide. */
import type { Stat } from './bench';
import type { Fit } from './figures';

/**
 * The p-quantile with linear interpolation between order statistics (type 7 of Hyndman and Fan
 * 1996, the default of R and NumPy).
 * @param p 0..1.
 * @throws RangeError on an empty list.
 */
export function quantile(values: readonly number[], p: number): number {
  if (!values.length) throw new RangeError('a quantile of nothing');
  const sorted = [...values].sort((a, b) => a - b);
  const at = (sorted.length - 1) * p;
  const low = sorted[Math.floor(at)] as number;
  const high = sorted[Math.ceil(at)] as number;
  return low + (high - low) * (at - Math.floor(at));
}

/** @returns null where there is nothing; what a run did not get to (null) does not count. */
export function stat(values: readonly (number | null)[]): Stat | null {
  const known = values.filter((value) => value !== null).sort((a, b) => a - b);
  if (!known.length) return null;
  return {
    n: known.length,
    median: quantile(known, 0.5),
    min: quantile(known, 0),
    max: quantile(known, 1),
    q1: quantile(known, 0.25),
    q3: quantile(known, 0.75),
  };
}

/** Interquartile range over the median: the half of the rounds in the middle lies within it. */
export function relativeSpread({ q1, q3, median }: Stat): number {
  return q3 === q1 ? 0 : (q3 - q1) / Math.abs(median);
}

/**
 * Ordinary least squares of y on x, or on 1 / x.
 * @returns null with fewer than two different x.
 */
export function fitLine(
  points: readonly { readonly x: number; readonly y: number }[],
  over: Fit['over'] = 'x',
): Fit | null {
  const xs = points.map(({ x }) => (over === 'x' ? x : 1 / x));
  const meanX = mean(xs);
  const meanY = mean(points.map(({ y }) => y));
  let xx = 0;
  let xy = 0;
  let yy = 0;
  points.forEach(({ y }, i) => {
    const dx = (xs[i] as number) - meanX;
    xx += dx * dx;
    xy += dx * (y - meanY);
    yy += (y - meanY) ** 2;
  });
  if (!(xx > 0)) return null;
  const slope = xy / xx;
  const intercept = meanY - slope * meanX;
  const missed = points.reduce(
    (sum, { y }, i) => sum + (y - intercept - slope * (xs[i] as number)) ** 2,
    0,
  );
  return {
    over,
    slope,
    intercept,
    residual: Math.sqrt(missed / points.length),
    r2: yy > 0 ? Math.max(0, 1 - missed / yy) : 1,
  };
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
