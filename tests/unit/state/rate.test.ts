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

test('after a stall there is none at first, then soon the new one, and never hours', () => {
  const rate = new Rate();
  for (let t = 0; t <= 2000; t += 100) rate.add(t, t * 2e4);
  expect(rate.add(47_000, 4e7 + 1e5)).toBe(null);
  for (let t = 47_100; t <= 52_000; t += 100) {
    const now = rate.add(t, 4e7 + 1e5 + (t - 47_000) * 2e4);
    if (now !== null) expect(now).toBeCloseTo(2e7, -5);
    else expect(t).toBeLessThan(47_250);
  }
});

test('a line that is slow from some moment on has its new rate with the second piece', () => {
  const rate = new Rate();
  for (let t = 0; t <= 2000; t += 100) rate.add(t, t * 1e3);
  expect(rate.add(12_000, 2.5e6)).toBe(null);
  expect(rate.add(22_000, 3e6)).toBeCloseTo(50_000);
});

test('another file begins anew', () => {
  const rate = new Rate();
  rate.add(0, 0);
  rate.add(1000, 1e6);
  expect(rate.add(1100, 10)).toBe(null);
});
