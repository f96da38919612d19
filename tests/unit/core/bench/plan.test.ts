import { describe, expect, test } from 'vitest';
import type { BenchPlan } from '../../../../src/core/bench/bench';
import {
  axesOf,
  axisIn,
  checkPlan,
  completed,
  jobsOf,
  laneForBench,
  lanesOfSweep,
} from '../../../../src/core/bench/plan';
import { EngineError } from '../../../../src/core/errors';
import type { SettingValues } from '../../../../src/core/model';
import { benchSpec } from '../../../../src/state/bench/specs';
import {
  benchPlan,
  LANE_MANIFESTS,
  pictureLane,
  textLane,
  wholePlan,
} from '../../../helpers/bench';

/** What the runs of a plan are asked. */
const specsOf = (plan: BenchPlan) =>
  jobsOf(plan).flatMap((job) =>
    plan.lanes
      .filter(({ id }) => job.lanes.includes(id))
      .map((lane) => benchSpec(plan, job, lane, 0, 'run')),
  );
const sweep = (axis: string, values: readonly number[], rounds = 1) => ({
  ...{ axis, values, rounds, lane: null },
});

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

  test('a lane that has no other is alone, whatever was chosen', () => {
    const jobs = jobsOf(benchPlan({ lanes: [pictureLane()], policies: ['together', 'turns'] }));
    expect(new Set(jobs.map(({ policy }) => policy))).toEqual(new Set(['alone']));
    expect(jobs).toHaveLength(4);
  });

  test('a sweep runs the lanes that have its axis alone, value after value, threads by loads', () => {
    const sweeps = [
      sweep('tokens', [4, 8], 2),
      sweep('threads', [1, 2], 2),
      sweep('guidance', [1, 2]),
      sweep('context', [20]),
    ];
    const jobs = jobsOf(wholePlan({ policies: [], sweeps }));
    expect(jobs.map(({ sweep, round }) => `${sweep?.axis} ${sweep?.value} ${round}`)).toEqual([
      ...['tokens 4 0', 'tokens 8 0', 'tokens 4 1', 'tokens 8 1'],
      ...['threads 1 0', 'threads 1 1', 'threads 2 0', 'threads 2 1'],
      ...['guidance 1 0', 'guidance 2 0', 'context 20 0'],
    ]);
    expect(jobs[1]).toMatchObject({ lanes: ['a'], policy: 'alone' });
    expect(jobs[4]).toMatchObject({ threads: 1, lanes: ['a', 'b'] });
    const specs = specsOf(wholePlan({ policies: [], sweeps }));
    expect(specs[1]).toMatchObject({ lane: 'a', maxTokens: 8 });
    expect(specs.slice(12, 14)).toMatchObject([{ guidance: 1 }, { guidance: 3 }]);
    // The words of the axis in its own task; the sample says which.
    expect(specs[14]?.prompt.split(' ').length).toBe(23);
    expect(jobs[10]?.prompt.id).toBe('context 20');
  });

  test('two lanes of one mechanism are swept one after the other, or one of them', () => {
    const lanes = [textLane('a'), textLane('b', {}, 'webllm')];
    const plan = benchPlan({ lanes });
    expect(lanesOfSweep(plan, { axis: 'tokens', lane: null })).toEqual(['a', 'b']);
    expect(lanesOfSweep(plan, { axis: 'tokens', lane: 'b' })).toEqual(['b']);
    expect(axesOf(plan)).toEqual(['tokens', 'context', 'threads']);
  });

  test('a sweep over the batch changes the pictures in a pass, and nothing else does', () => {
    const sweeps = [sweep('batch', [1, 8])];
    const plan = wholePlan({ rounds: { kind: 'fixed', rounds: 1 }, policies: ['alone'], sweeps });
    const batches = specsOf(plan)
      .filter(({ lane }) => lane === 'b')
      .map((spec) => ('batch' in spec ? spec.batch : undefined));
    expect(batches).toEqual([undefined, undefined, undefined, 8]);
    expect(jobsOf(plan).at(-1)).toMatchObject({ lanes: ['b'], policy: 'alone' });
  });

  test('guidance on is on, also where the plan has none', () => {
    const lanes = [pictureLane('b', { guidance: 1 })];
    const sweeps = [sweep('guidance', [2])];
    expect(specsOf(wholePlan({ lanes, policies: [], sweeps }))[0]).toMatchObject({ guidance: 3 });
  });
});

describe('what a lane is asked', () => {
  test('is what the page asks, but for what has to be the same each time', () => {
    const lane = textLane('a', { tokens: 9, temperature: 0.9, task: 'Sing of {prompt}.' });
    const { values } = completed(laneForBench(lane), null);
    expect(values).toMatchObject({ tokens: 9, temperature: 0 });
    expect(values['task']).not.toContain('Sing');
    // What is asked of the benchmark itself holds.
    expect(completed(lane, null).values).toMatchObject({ temperature: 0.9 });
  });

  test('has the sampler and the steps that the model suggests, as on the page', () => {
    const [manifest] = LANE_MANIFESTS.b;
    if (manifest?.kind !== 'denoiser') throw new Error('no denoiser');
    const { values } = completed({ ...pictureLane(), values: {} }, manifest);
    const { sampler, steps, guidance } = manifest.config.defaults;
    expect(values).toMatchObject({ sampler, steps, guidance });
    const own = completed(pictureLane('b', { sampler: 'heun' }), manifest);
    expect(own.values).toMatchObject({ sampler: 'heun', steps: 3 });
  });

  test('is the same words for all; a lane may have a prompt of its own', () => {
    const prompts = [{ id: 'x', prompt: 'a star', lanes: { a: 'What is a star?' } }];
    const one = { ...{ rounds: { kind: 'fixed', rounds: 1 } as const }, starts: ['warm'] as const };
    const ask = (plan: Partial<BenchPlan>) =>
      specsOf(wholePlan({ ...one, policies: ['alone'], ...plan })).map(({ prompt }) => prompt);
    expect(ask({})).toEqual(['Write a long story about a red apple.', 'a red apple']);
    expect(ask({ prompts })).toEqual(['What is a star?', 'a star']);
  });
});

describe('a plan that cannot be done', () => {
  const many = Array.from({ length: 51 }, (_, i) => i + 1);
  const text = (values: SettingValues) => ({ lanes: [textLane('a', values)] });
  const picture = (values: SettingValues) => ({ lanes: [pictureLane('a', values)] });
  test.each<[string, Partial<BenchPlan>, RegExp]>([
    ['no tokens', text({ tokens: 0 }), /Tokens 0/],
    ['half a step', picture({ steps: 2.5 }), /Steps 2.5/],
    ['no guidance figure', picture({ guidance: NaN }), /Guidance NaN/],
    ['a sampler of its own', picture({ sampler: 'magic' }), /Sampler magic: choose one of euler/],
    ['a setting of another', picture({ tokens: 3 }), /diffusion model has no setting “tokens”/],
    ['no lane', { lanes: [] }, /1 to 4 lanes/],
    ['too many lanes', { lanes: ['a', 'b', 'c', 'd', 'e'].map((id) => textLane(id)) }, /not 5/],
    ['a lane twice', { lanes: [textLane('a'), pictureLane('a')] }, /same id/],
    ['too many rounds', { rounds: { kind: 'fixed', rounds: 1e6 } }, /Rounds/],
    ['a spread of nothing', { rounds: { kind: 'until', spread: 0, min: 1, max: 2 } }, /Spread/],
    [
      'fewer at most than at least',
      { rounds: { kind: 'until', spread: 0.1, min: 5, max: 2 } },
      /Rounds 2/,
    ],
    ['no prompt', { prompts: [] }, /no prompt/],
    ['an empty prompt', { prompts: [{ id: 'x', prompt: ' ' }] }, /prompt of 1/],
    ['nothing to measure', { policies: [] }, /Nothing/],
    ['a sweep of nothing', { sweeps: [sweep('steps', [])] }, /no values/],
    ['a wild sweep', { sweeps: [sweep('guidance', [3])] }, /pass 3/],
    ['too wide a batch', { sweeps: [sweep('batch', [9])] }, /at once 9/],
    ['a sweep too fine', { sweeps: [sweep('tokens', many)] }, /more than 50/],
    [
      'a sweep that no lane has',
      { ...text({}), sweeps: [sweep('steps', [3])] },
      /swept over steps/,
    ],
    ['a sweep of another lane', { sweeps: [{ ...sweep('steps', [3]), lane: 'a' }] }, /steps/],
    [
      'more than a result holds',
      {
        sweeps: [
          sweep('threads', [1, 2, 3], 100),
          ...Array.from({ length: 9 }, () => sweep('tokens', many.slice(0, 50), 100)),
        ],
      },
      /measurements/,
    ],
  ])('%s', (_name, changes, message) => {
    expect(() => checkPlan(benchPlan(changes))).toThrow(EngineError);
    expect(() => checkPlan(benchPlan(changes))).toThrow(message);
  });

  test('all that is offered can be done', () => {
    const plan = benchPlan();
    const sweeps = axesOf(plan).map((axis) => sweep(axis, axisIn(plan, axis)?.values ?? [], 3));
    expect(sweeps).toHaveLength(6);
    expect(() => checkPlan({ ...plan, sweeps })).not.toThrow();
  });
});
