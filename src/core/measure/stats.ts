/** Small statistics for repeated measurements: robust where one slow round must not decide. */

/** A figure over its samples. The spread that is stated is min to max; q1 to q3 is the robust one. */
export interface Stat {
  readonly n: number;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly q1: number;
  readonly q3: number;
}

/** A straight line through the medians of a sweep, by least squares. */
export interface Fit {
  /** What the line is straight in: work that threads share goes with one over their number. */
  readonly over: 'x' | '1/x';
  /** Cost of one unit more, in milliseconds. */
  readonly slope: number;
  /** Cost at none. */
  readonly intercept: number;
  /** Root mean square of what the line misses, in milliseconds. */
  readonly residual: number;
  /** Share of the variance that the line explains, 0..1; 1 where there is none. */
  readonly r2: number;
}

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
