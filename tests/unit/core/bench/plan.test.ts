import { describe, expect, test } from 'vitest';
import type { BenchPlan } from '../../../../src/core/bench/bench';
import { checkPlan, DEFAULT_PLAN, jobsOf, SWEEP_VALUES } from '../../../../src/core/bench/plan';
import { EngineError } from '../../../../src/core/errors';
import { benchPlan } from '../../../helpers/bench';

describe('the jobs of a plan', () => {
  test('each round does each policy cold, then warm, another policy first each time', () => {
    const jobs = jobsOf(benchPlan({ rounds: { kind: 'fixed', rounds: 3 } }));
    const names = jobs.map(({ policy, start, round }) => `${round} ${policy} ${start}`);
    expect(names.slice(0, 6)).toEqual([
      ...['0 alone cold', '0 alone warm', '0 turns cold', '0 turns warm'],
      ...['0 together cold', '0 together warm'],
    ]);
    expect(names).toHaveLength(18);
    expect([names[6], names[12]]).toEqual(['1 turns cold', '2 together cold']);
    expect(jobs.map(({ prompt }) => prompt.id).filter((_, i) => i % 6 === 0)).toEqual([
      ...['apple', 'dragon', 'house'],
    ]);
  });

  test('only what is asked for, and at most the rounds of "until"', () => {
    const plan = benchPlan({
      policies: ['together', 'alone'],
      starts: ['warm'],
      rounds: { kind: 'until', spread: 0.05, min: 2, max: 4 },
    });
    const jobs = jobsOf(plan);
    expect(jobs).toHaveLength(8);
    expect(jobs[0]).toMatchObject({ policy: 'alone', start: 'warm', threads: 0 });
  });

  test('a sweep runs its lanes alone, value after value, threads by loads', () => {
    const sweeps = [
      { axis: 'tokens', values: [4, 8], rounds: 2 },
      { axis: 'threads', values: [1, 2], rounds: 2 },
      { axis: 'guidance', values: [1, 2], rounds: 1 },
      { axis: 'context', values: [20], rounds: 1 },
    ] as const;
    const jobs = jobsOf(benchPlan({ policies: [], sweeps }));
    expect(jobs.map(({ sweep, round }) => `${sweep?.axis} ${sweep?.value} ${round}`)).toEqual([
      ...['tokens 4 0', 'tokens 8 0', 'tokens 4 1', 'tokens 8 1'],
      ...['threads 1 0', 'threads 1 1', 'threads 2 0', 'threads 2 1'],
      ...['guidance 1 0', 'guidance 2 0', 'context 20 0'],
    ]);
    expect(jobs[1]).toMatchObject({ tokens: 8, steps: 3, lanes: ['language'], policy: 'alone' });
    expect(jobs[4]).toMatchObject({ threads: 1, lanes: ['language', 'diffusion'] });
    expect(jobs.slice(8, 10).map(({ guidance }) => guidance)).toEqual([1, 3]);
    expect(jobs[10]?.prompt.question.split(' ').length).toBe(25);
  });

  test('a sweep over the batch changes the pictures in a pass, and nothing else does', () => {
    const sweeps = [{ axis: 'batch', values: [1, 8], rounds: 1 }] as const;
    const jobs = jobsOf(benchPlan({ rounds: { kind: 'fixed', rounds: 1 }, sweeps }));
    expect(jobs.map(({ batch }) => batch)).toEqual([1, 1, 1, 1, 1, 1, 1, 8]);
    expect(jobs.at(-1)).toMatchObject({ guidance: 3, lanes: ['diffusion'], policy: 'alone' });
  });

  test('guidance on is on, also where the plan has none', () => {
    const sweeps = [{ axis: 'guidance', values: [2], rounds: 1 }] as const;
    expect(jobsOf(benchPlan({ policies: [], guidance: 1, sweeps }))[0]?.guidance).toBe(3);
  });
});

describe('a plan that cannot be done', () => {
  const many = Array.from({ length: 51 }, (_, i) => i + 1);
  test.each<[string, Partial<BenchPlan>, RegExp]>([
    ['no tokens', { tokens: 0 }, /Tokens 0/],
    ['half a step', { steps: 2.5 }, /Steps 2.5/],
    ['no guidance figure', { guidance: NaN }, /Guidance NaN/],
    ['too many rounds', { rounds: { kind: 'fixed', rounds: 1e6 } }, /Rounds/],
    ['a spread of nothing', { rounds: { kind: 'until', spread: 0, min: 1, max: 2 } }, /Spread/],
    [
      'fewer at most than at least',
      { rounds: { kind: 'until', spread: 0.1, min: 5, max: 2 } },
      /Rounds 2/,
    ],
    ['no prompt', { prompts: [] }, /no prompt/],
    ['an empty prompt', { prompts: [{ id: 'x', question: ' ', caption: 'a' }] }, /prompt of 1/],
    ['nothing to measure', { policies: [] }, /Nothing/],
    ['a sweep of nothing', { sweeps: [{ axis: 'steps', values: [], rounds: 1 }] }, /no values/],
    ['a wild sweep', { sweeps: [{ axis: 'guidance', values: [3], rounds: 1 }] }, /pass 3/],
    ['too wide a batch', { sweeps: [{ axis: 'batch', values: [9], rounds: 1 }] }, /at once 9/],
    ['a sweep too fine', { sweeps: [{ axis: 'tokens', values: many, rounds: 1 }] }, /more than 50/],
    [
      'more than a result holds',
      {
        sweeps: [
          { axis: 'threads', values: [1, 2, 3], rounds: 100 },
          ...Array.from({ length: 9 }, () => ({
            axis: 'tokens' as const,
            values: many.slice(0, 50),
            rounds: 100,
          })),
        ],
      },
      /measurements/,
    ],
  ])('%s', (_name, changes, message) => {
    expect(() => checkPlan(benchPlan(changes))).toThrow(EngineError);
    expect(() => checkPlan(benchPlan(changes))).toThrow(message);
  });

  test('all that is offered can be done', () => {
    const sweeps = Object.entries(SWEEP_VALUES).map(([axis, values]) => ({
      axis: axis as keyof typeof SWEEP_VALUES,
      values,
      rounds: 3,
    }));
    expect(() => checkPlan({ ...DEFAULT_PLAN, sweeps })).not.toThrow();
  });
});
