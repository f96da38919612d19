import { expect, test } from 'vitest';
import { Rate } from '../../../src/state/session/rate';

test('a steady rate is that rate, and too short a time gives none', () => {
  const rate = new Rate();
  expect(rate.add(0, 0)).toBe(null);
  expect(rate.add(100, 1e5)).toBe(null);
  for (let t = 300; t <= 6000; t += 100) expect(rate.add(t, t * 1e3)).toBeCloseTo(1e6, -2);
});

test('on a slow line, whose pieces come seldom, there is a rate as well', () => {
  const rate = new Rate();
  rate.add(0, 0);
  // 50 kB/s, told every ten seconds.
  for (let t = 10_000; t <= 60_000; t += 10_000) expect(rate.add(t, t * 50)).toBeCloseTo(50_000);
});

test('after a stall it is the rate with the stall, then soon the new one', () => {
  const rate = new Rate();
  for (let t = 0; t <= 2000; t += 100) rate.add(t, t * 2e4);
  expect(rate.add(47_000, 4e7 + 1e5)).toBeLessThan(1e4);
  for (let t = 47_100; t <= 52_000; t += 100) rate.add(t, 4e7 + 1e5 + (t - 47_000) * 2e4);
  expect(rate.add(52_100, 4e7 + 1e5 + 5100 * 2e4)).toBeCloseTo(2e7, -5);
});

test('another file begins anew', () => {
  const rate = new Rate();
  rate.add(0, 0);
  rate.add(1000, 1e6);
  expect(rate.add(1100, 10)).toBe(null);
});
