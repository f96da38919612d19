import { describe, expect, it } from 'vitest';
import { noiseSchedule, SCHEDULES, snr } from '../../../../src/core/diffusion/denoise';

describe('noiseSchedule', () => {
  it.each(SCHEDULES)('%s falls from sigmaMax to exactly 0', (name) => {
    for (const steps of [1, 2, 3, 20, 200]) {
      const sigmas = noiseSchedule(name, steps, 0.01, 80);
      expect(sigmas).toHaveLength(steps + 1);
      expect(sigmas[0]).toBeCloseTo(80, 9);
      expect(sigmas[steps]).toBe(0);
      for (let i = 0; i < steps; i++) expect(sigmas[i + 1]).toBeLessThan(sigmas[i] ?? Number.NaN);
    }
  });

  it('karras has the values of k-diffusion', () => {
    // get_sigmas_karras(5, 0.0292, 14.6146, rho=7), computed with PyTorch
    const expected = [14.6146, 4.7972, 1.2745, 0.2481, 0.0292, 0];
    const sigmas = noiseSchedule('karras', 5, 0.0292, 14.6146);
    expected.forEach((value, i) => expect(sigmas[i]).toBeCloseTo(value, 3));
  });

  it('flow is even in t = 1 / (1 + sigma)', () => {
    const t = [...noiseSchedule('flow', 10, 0.01, 50)].map((sigma) => 1 / (1 + sigma));
    const width = (1 - 1 / 51) / 10;
    for (let i = 0; i < 10; i++) expect((t[i + 1] ?? 0) - (t[i] ?? 0)).toBeCloseTo(width, 12);
  });

  it.each([0, -1, 1.5, Number.NaN, Infinity])('refuses %s steps', (steps) => {
    expect(() => noiseSchedule('karras', steps, 0.01, 80)).toThrow(RangeError);
  });

  it.each([
    [0, 80],
    [-1, 80],
    [81, 80],
    [Number.NaN, 80],
    [0.01, Number.NaN],
  ])('refuses the range %s..%s', (low, high) => {
    expect(() => noiseSchedule('flow', 10, low, high)).toThrow(RangeError);
  });
});

describe('snr', () => {
  it('is 1 where the noise is as strong as the data and falls with its square', () => {
    expect(snr(0.5)).toBe(1);
    expect(snr(5)).toBeCloseTo(0.01, 12);
  });
});
