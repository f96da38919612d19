/** What the Compare view writes and draws of its figures. */
import { expect, test } from 'vitest';
import type { Stat } from '../../../src/core/bench/bench';
import { stat } from '../../../src/core/measure/stats';
import { range } from '../../../src/views/compare/figures';
import { curvePlot } from '../../../src/views/compare/plots';

test('a range is shown where runs differ; a number that repeats the median is not', () => {
  const of = (...values: number[]) => range('nfe', stat(values));
  expect([of(38, 40), of(40, 40), of(40), range('nfe', null)]).toEqual(['38–40', '', '', '']);
});

test.each(['x', '1/x'] as const)('no line over %s is drawn below zero', (over) => {
  const points = [1, 10].map((x) => ({ x, y: stat([1]) as Stat }));
  const fit = { over, intercept: -4, slope: over === 'x' ? 1 : 8, residual: 0, r2: 1 };
  const curve = { axis: 'tokens', lane: 'language', figure: 'runMs', unit: 'token' } as const;
  const { marks = [] } = curvePlot({ ...curve, points, fit })(300);
  const line = marks
    .map((mark) => (mark as { data?: { y: number }[] | null }).data ?? [])
    .find(({ length }) => length > points.length);
  expect(line?.every(({ y }) => y >= 0)).toBe(true);
});
