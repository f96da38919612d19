import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fitLine, quantile, relativeSpread, stat } from '../../../../src/core/measure/stats';

describe('quantiles', () => {
  test('as R and NumPy compute them', () => {
    const values = [7, 1, 3, 10];
    expect(quantile(values, 0)).toBe(1);
    expect(quantile(values, 0.25)).toBe(2.5);
    expect(quantile(values, 0.5)).toBe(5);
    expect(quantile(values, 0.95)).toBeCloseTo(9.55);
    expect(quantile(values, 1)).toBe(10);
    expect(() => quantile([], 0.5)).toThrow(RangeError);
  });

  test('are in order and within the values', () => {
    const many = fc.array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { minLength: 1 });
    fc.assert(
      fc.property(many, (values) => {
        const s = stat(values);
        if (!s) throw new Error('no figure');
        const order = [s.min, s.q1, s.median, s.q3, s.max];
        expect([...order].sort((a, b) => a - b)).toEqual(order);
        expect(s.n).toBe(values.length);
      }),
    );
  });
});

test('what a run did not get to does not count', () => {
  expect(stat([null, 4, null, 2])).toEqual({ n: 2, median: 3, min: 2, max: 4, q1: 2.5, q3: 3.5 });
  expect(stat([null])).toBe(null);
  expect(stat([])).toBe(null);
});

test('of more values than a function takes arguments', () => {
  expect(stat(Array.from({ length: 300_000 }, (_, i) => i))).toMatchObject({
    min: 0,
    max: 299_999,
  });
});

test('the relative spread is the middle half over the median', () => {
  const of = (values: number[]) =>
    relativeSpread(stat(values) as NonNullable<ReturnType<typeof stat>>);
  expect(of([90, 100, 110, 100, 1000])).toBeCloseTo(0.1);
  expect(of([5])).toBe(0);
  expect(of([0, 0])).toBe(0);
});

describe('a straight line', () => {
  test('through points that lie on one is that one', () => {
    const points = [1, 2, 5].map((x) => ({ x, y: 3 + 2 * x }));
    const fit = fitLine(points);
    expect(fit).toMatchObject({ over: 'x', r2: 1 });
    expect(fit?.slope).toBeCloseTo(2);
    expect(fit?.intercept).toBeCloseTo(3);
    expect(fit?.residual).toBeCloseTo(0);
  });

  test('says by how much it misses', () => {
    // Worked by hand: slope 0.5, intercept 1/6 off the mean; residuals 1/3 * (1, -2, 1) / 2.
    const fit = fitLine([
      { x: 0, y: 0 },
      { x: 1, y: 0 },
      { x: 2, y: 1 },
    ]);
    expect(fit?.slope).toBeCloseTo(0.5);
    expect(fit?.intercept).toBeCloseTo(-1 / 6);
    expect(fit?.residual).toBeCloseTo(Math.sqrt((1 + 4 + 1) / 36 / 3));
    expect(fit?.r2).toBeCloseTo(0.75);
  });

  test('in one over x', () => {
    const fit = fitLine(
      [1, 2, 4].map((x) => ({ x, y: 10 + 80 / x })),
      '1/x',
    );
    expect(fit?.slope).toBeCloseTo(80);
    expect(fit?.intercept).toBeCloseTo(10);
  });

  test('there is none through one x', () => {
    expect(fitLine([])).toBe(null);
    expect(
      fitLine([
        { x: 3, y: 1 },
        { x: 3, y: 2 },
      ]),
    ).toBe(null);
  });
});
