import { describe, expect, it } from 'vitest';
import { RateMeter } from '../../../src/hub/rate';

describe('the rate', () => {
  it('says nothing in the first second', () => {
    const meter = new RateMeter(1000);
    meter.add(5e6, 1010);
    expect(meter.pace(1e9, 1100)).toEqual({ rate: null, left: null, stalled: false });
  });

  it('is what came in the last seconds, and gives the time left', () => {
    const meter = new RateMeter(0);
    for (let t = 100; t <= 20_000; t += 100) meter.add(t <= 10_000 ? 1e6 : 1e5, t);
    const { rate, left } = meter.pace(10e6, 20_000);
    expect(rate).toBeGreaterThan(0.95e6);
    expect(rate).toBeLessThan(1.1e6);
    expect(left).toBeCloseTo(10e6 / (rate ?? 1), 5);
  });

  it('falls at once when nothing comes, and is nought after three seconds', () => {
    const meter = new RateMeter(0);
    for (let t = 100; t <= 10_000; t += 100) meter.add(2e6, t);
    const flowing = meter.pace(1e9, 10_000).rate ?? 0;
    expect(flowing).toBeGreaterThan(19e6);
    expect(meter.pace(1e9, 12_500).rate).toBeLessThan(0.6 * flowing);
    expect(meter.pace(1e9, 13_000)).toEqual({ rate: 0, left: null, stalled: true });
    meter.add(2e6, 13_100);
    expect(meter.pace(1e9, 13_200)).toEqual({ rate: null, left: null, stalled: false });
    for (let t = 13_200; t <= 14_300; t += 100) meter.add(2e6, t);
    expect(meter.pace(1e9, 14_300).rate).toBeGreaterThan(19e6);
  });

  it('does not count what was thrown away', () => {
    const meter = new RateMeter(0);
    meter.add(-5e6, 500);
    meter.add(1e6, 1500);
    expect(meter.pace(1e6, 2000).rate).toBe(5e5);
  });
});
