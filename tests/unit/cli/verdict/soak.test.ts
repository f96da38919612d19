import { describe, expect, test } from 'vitest';
import { verdict, type Soak } from '../../../../cli/verdict/soak';
import { median, summary } from '../../../../cli/verdict/stats';

describe('statistics', () => {
  test('the median of odd and even counts, in any order', () => {
    expect(median([3, 1, 2])).toBe(2);
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(() => median([])).toThrow(RangeError);
  });

  test('a summary names median, range and count', () => {
    expect(summary([2, 1, 4])).toBe('2.0 (1.0 to 4.0, n = 3)');
  });
});

describe('the verdict over many runs', () => {
  const MB = 1e6;
  const soak = (
    change: (run: number) => { slow?: number; page?: number; workers?: number },
  ): Soak => ({
    runs: Array.from({ length: 30 }, (_, i) => ({ a: 25 * (change(i).slow ?? 1), b: 90, c: 90 })),
    memories: [0, 15, 30].map((run) => ({
      run,
      pageBytes: 20 * MB + (change(run).page ?? 0),
      workerBytes: 400 * MB + (change(run).workers ?? 0),
    })),
  });

  test('runs that stay the same are flat', () => {
    const result = verdict(soak(() => ({})));
    expect(result).toMatchObject({ flat: true, complaints: [], runs: 30 });
    expect(result.msPerResult).toEqual({
      a: { first: 25, last: 25, ratio: 1 },
      b: { first: 90, last: 90, ratio: 1 },
      c: { first: 90, last: 90, ratio: 1 },
    });
  });

  test.each([
    [
      'a page that keeps 0.2 MB a run',
      (run: number) => ({ page: run * 0.2 * MB }),
      /page grew by 6.0 MB/,
    ],
    [
      'workers that keep 1 MB a run',
      (run: number) => ({ workers: run * MB }),
      /workers grew by 30.0 MB/,
    ],
    ['a lane that slows down', (run: number) => ({ slow: 1 + run / 50 }), /Lane a fell to 0\.\d+/],
    ['figures that are none', () => ({ slow: NaN }), /Lane a fell to NaN/],
  ])('%s: not flat', (_name, change, complaint) => {
    const result = verdict(soak(change));
    expect(result.flat).toBe(false);
    expect(result.complaints).toEqual([expect.stringMatching(complaint)]);
  });

  test('too little to tell is an error', () => {
    expect(() => verdict({ runs: [], memories: [] })).toThrow(/too few/);
  });
});
