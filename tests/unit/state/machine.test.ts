import { expect, test } from 'vitest';
import { clockStep } from '../../../src/state/bench/machine';

/** A clock that shows time rounded down; each reading takes `cost`. */
function clock(step: number, cost: number) {
  let t = 0;
  return () => Math.floor((t += cost) / step) * step;
}

test('the step of a clock is the smallest that it makes', () => {
  expect(clockStep(clock(0.1, 0.001))).toBeCloseTo(0.1);
  expect(clockStep(clock(0.005, 0.001))).toBeCloseTo(0.005);
  // Read more slowly than it steps.
  expect(clockStep(clock(0.1, 0.25))).toBeCloseTo(0.2);
});

test('a clock that stands still is coarse beyond use, and that is found out in time', () => {
  expect(clockStep(() => 5)).toBe(1000);
});
