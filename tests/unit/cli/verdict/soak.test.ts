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
  type Kind = 'page' | 'workers' | 'nodes' | 'listeners' | 'stored' | 'kept';
  const soak = (
    change: (run: number) => { slow?: number } & Partial<Record<Kind, number>>,
  ): Soak => ({
    runs: Array.from({ length: 30 }, (_, i) => ({ a: 25 * (change(i).slow ?? 1), b: 90, c: 90 })),
    measurements: [0, 15, 30].map((run) => {
      const { page = 0, workers = 0, nodes = 0, listeners = 0, stored = 0, kept = 0 } = change(run);
      const runsBytes = MB + run * MB + kept;
      return {
        run,
        pageBytes: 20 * MB + page,
        workerBytes: 400 * MB + workers,
        nodes: 2000 + nodes,
        listeners: 300 + listeners,
        storage: { usedBytes: 150 * MB + runsBytes + stored, runs: run, runsBytes },
      };
    }),
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
      /page grew to 1\.30 times/,
    ],
    [
      'workers that keep 2 MB a run',
      (run: number) => ({ workers: run * 2 * MB }),
      /workers grew to 1\.15 times/,
    ],
    [
      'a page that keeps 10 nodes a run',
      (run: number) => ({ nodes: run * 10 }),
      /Nodes grew to 1\.15/,
    ],
    [
      'a page that keeps 2 listeners a run',
      (run: number) => ({ listeners: run * 2 }),
      /Listeners grew to 1\.20/,
    ],
    [
      'storage that grows by more than the kept runs',
      (run: number) => ({ stored: run * MB }),
      /Stored bytes beside the runs grew to 1\.20/,
    ],
    ['more kept runs than may be', () => ({ kept: 40 * MB }), /Kept runs take 71\.0 MB/],
    ['a lane that slows down', (run: number) => ({ slow: 1 + run / 50 }), /Lane a fell to 0\.\d+/],
    ['figures that are none', () => ({ slow: NaN }), /Lane a fell to NaN/],
  ])('%s: not flat', (_name, change, complaint) => {
    const result = verdict(soak(change));
    expect(result.flat).toBe(false);
    expect(result.complaints).toEqual([expect.stringMatching(complaint)]);
  });

  test('little garbage that is not collected yet is no growth', () => {
    const some = { page: 3 * MB, workers: 3 * MB, nodes: 150, listeners: 40, stored: 15 * MB };
    expect(verdict(soak((run) => (run ? some : {}))).complaints).toEqual([]);
  });

  test('too little to tell is an error', () => {
    expect(() => verdict({ runs: [], measurements: [] })).toThrow(/too few/);
  });
});
