/** What the Compare view writes and draws of its figures. */
import { expect, test } from 'vitest';
import { stat, type Stat } from '../../../src/core/measure/stats';
import { scaleFor } from '../../../src/ui/format';
import { range } from '../../../src/views/compare/figures';
import { askedOf } from '../../../src/views/compare/plan';
import { curvePlot } from '../../../src/views/compare/plots';
import { benchResult } from '../../helpers/results';

test('a range is shown where runs differ; a number that repeats the median is not', () => {
  const counts = scaleFor('', []);
  const of = (...values: number[]) => range(counts, stat(values));
  expect([of(38, 40), of(40, 40), of(40), range(counts, null)]).toEqual(['38–40', '', '', '']);
});

test('times of a column stand in one unit, counts without digits after the point', () => {
  const [ms, s, count] = [
    scaleFor('ms', [96, 210]),
    scaleFor('ms', [1920, null]),
    scaleFor('', []),
  ];
  expect([ms.unit, ms.write(96.04)]).toEqual(['ms', '96.0']);
  expect([s.unit, s.write(1920), s.write(null)]).toEqual(['s', '1.92', '–']);
  expect([count.write(1280), count.write(12.5), count.write(0)]).toEqual(['1280', '12.5', '0']);
  expect(scaleFor('tok/s', [2000])).toMatchObject({ unit: 'tok/s', factor: 1 });
});

test('what each run is asked is said in words, lane by lane', () => {
  expect(askedOf(benchResult())).toMatch(
    /^language model: tokens 64; diffusion model: sampler .*, steps 20, guidance 3$/,
  );
});

test('a choice that is the same in every benchmark is said only where it is another', () => {
  const result = benchResult();
  const lanes = result.plan.lanes.map((lane) => ({
    ...lane,
    values: { ...lane.values, control: 'tokens' },
  }));
  expect(askedOf({ ...result, plan: { ...result.plan, lanes } })).toMatch(
    /tokens 64, typed control tokens .* control tokens;/,
  );
});

test.each(['x', '1/x'] as const)('no line over %s is drawn below zero', (over) => {
  const points = [1, 10].map((x) => ({ x, y: stat([1]) as Stat }));
  const fit = { over, intercept: -4, slope: over === 'x' ? 1 : 8, residual: 0, r2: 1 };
  const curve = { axis: 'tokens', lane: 'a', metric: 'runMs', unit: 'token' } as const;
  const { marks = [] } = curvePlot({ ...curve, points, fit }, scaleFor('ms', [1]))(300);
  const line = marks
    .map((mark) => (mark as { data?: { y: number }[] | null }).data ?? [])
    .find(({ length }) => length > points.length);
  expect(line?.every(({ y }) => y >= 0)).toBe(true);
});
