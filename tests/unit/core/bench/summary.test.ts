import { describe, expect, test } from 'vitest';
import type { BenchResult, BenchSample } from '../../../../src/core/bench/bench';
import { differences, matchedLanes, ratios } from '../../../../src/core/bench/compare';
import { lanesOf } from '../../../../src/core/bench/lanes';
import { steady, summarise } from '../../../../src/core/bench/summary';
import { siteModel } from '../../../../src/core/model';
import { sampleOf } from '../../../../src/core/bench/sample';
import { benchResult, even, pictureRun, textRun } from '../../../helpers/bench-runs';
import { benchPlan, pictureLane, textLane, wholePlan } from '../../../helpers/bench';
import { benchResult as madeByHand } from '../../../helpers/results';

const row = (result: BenchResult, lane: string, policy: string, start: string) =>
  summarise(result).rows.find((r) => r.lane === lane && r.policy === policy && r.start === start);

describe('figures', () => {
  test('of each lane, policy and start, with their spread', () => {
    const result = benchResult({ rounds: 3, slower: (round) => [1, 1.1, 0.8][round] ?? 1 });
    expect(summarise(result).rows).toHaveLength(8);
    const warm = row(result, 'a', 'alone', 'warm');
    expect(warm?.figures['tpotMs']).toMatchObject({ n: 3, median: 20, min: 16 });
    expect(warm?.figures['tpotMs']?.max).toBeCloseTo(22);
    expect(warm?.figures['ttftMs']?.median).toBe(100);
    expect(warm?.engine.threads).toBe(2);
    expect(row(result, 'a', 'alone', 'cold')?.figures['ttftMs']?.median).toBe(150);
    expect(row(result, 'b', 'together', 'warm')?.figures['msPerStep']?.median).toBe(100);
    expect(row(result, 'b', 'alone', 'warm')?.figures['tpotMs']).toBe(undefined);
  });

  test('a model that fails its known answer has none that is right, and is not weighed', () => {
    const knownAnswer = { ok: false, worst: 3, tolerance: 0.1, what: 'logits' };
    const result = benchResult({ engine: { knownAnswer } });
    const { rows, sharing } = summarise(result);
    expect(rows.every(({ right }) => !right)).toBe(true);
    expect(sharing).toEqual([]);
  });
});

describe('sharing', () => {
  test('twice as long together: each at half its speed, as much work as in turns', () => {
    const [sharing, none] = summarise(benchResult()).sharing;
    expect(none).toBe(undefined);
    expect(sharing?.policy).toBe('together');
    expect(sharing?.slowdown['a']?.median).toBeCloseTo(2);
    expect(sharing?.slowdown['b']?.median).toBeCloseTo(2);
    expect(sharing?.totalWork?.median).toBeCloseTo(1);
    expect(sharing?.totalWork?.n).toBe(3);
  });

  test('without a run alone nothing is said of slowing down', () => {
    const result = benchResult();
    const samples = result.samples.filter(({ policy }) => policy === 'together');
    const [sharing] = summarise({ ...result, samples }).sharing;
    expect(sharing?.slowdown).toEqual({ a: null, b: null });
    expect(sharing?.totalWork).toBe(null);
    expect(sharing?.longestPassMs['a']).toBe(200);
  });

  test('runs that share nothing cannot slow each other', () => {
    const result = benchResult();
    const samples = result.samples.map((s) => ({
      ...s,
      overlap: s.overlap && { ms: 0, done: {} },
    }));
    expect(summarise({ ...result, samples }).sharing[0]?.totalWork).toBe(null);
  });
});

describe('any number of lanes', () => {
  test('two texts and a picture: rows, slowdown and work of each', () => {
    const result = madeByHand({ twoTexts: true });
    const { rows, sharing } = summarise(result);
    expect(new Set(rows.map(({ lane }) => lane))).toEqual(new Set(['a', 'b', 'c']));
    expect(rows.filter(({ lane }) => lane === 'c')).toHaveLength(6);
    for (const { slowdown, totalWork } of sharing) {
      const speeds = ['a', 'b', 'c'].map((lane) => 1 / (slowdown[lane]?.median ?? NaN));
      const all = speeds.reduce((sum, speed) => sum + speed, 0);
      expect(totalWork?.median).toBeGreaterThan(0.9 * all);
      expect(totalWork?.median).toBeLessThan(1.1 * all);
    }
    expect(lanesOf(result).map(({ title }) => title)).toEqual([
      'Language model: onnxruntime-web',
      'Diffusion model',
      'Language model: WebLLM',
    ]);
  });

  test('a run that lacks a lane says nothing of the work of all', () => {
    const result = madeByHand({ twoTexts: true });
    const samples = result.samples.filter(({ lane, policy }) => lane !== 'c' || policy === 'alone');
    expect(summarise({ ...result, samples }).sharing[0]?.totalWork).toBe(null);
  });

  test('twins are told apart by their ids', () => {
    const plan = wholePlan({ lanes: [textLane('a'), textLane('b', { tokens: 9 })] });
    expect(lanesOf({ plan }).map(({ name }) => name)).toEqual([
      'language model (lane a)',
      'language model (lane b)',
    ]);
  });
});

describe('sweeps', () => {
  const sweep = (axis: 'tokens' | 'steps' | 'threads', value: number): BenchSample => {
    const place = { round: 0, prompt: 'apple', sweep: { axis, value }, at: 0, engine: 0 };
    if (axis === 'steps')
      return sampleOf(pictureRun({ passes: even(30, 50, value) }), [], { ...place, engine: 1 });
    const passes = axis === 'tokens' ? even(100, 20, value - 1) : even(100, 10 + 40 / value, 9);
    return sampleOf(textRun({ passes }), [], {
      ...place,
      engine: axis === 'threads' ? value + 1 : 0,
    });
  };

  test('cost a token and a step, at none the prefill and the encoder', () => {
    const base = benchResult({ rounds: 1 });
    const samples = [8, 2, 4].flatMap((n) => [sweep('tokens', n), sweep('steps', n)]);
    const { curves, rows } = summarise({ ...base, samples: [...base.samples, ...samples] });
    expect(curves.map(({ axis, points }) => [axis, points.map(({ x }) => x)])).toEqual([
      ['tokens', [2, 4, 8]],
      ['steps', [2, 4, 8]],
    ]);
    expect(curves[0]?.fit?.slope).toBeCloseTo(20);
    expect(curves[0]?.fit?.intercept).toBeCloseTo(80);
    expect(curves[1]?.fit?.slope).toBeCloseTo(50);
    expect(curves[1]?.fit?.intercept).toBeCloseTo(30);
    // What a sweep measured is not the plan's own work.
    expect(rows[0]?.figures['tokens']?.max).toBe(5);

    const wrong = { ok: false, worst: 3, tolerance: 0.1, what: 'logits' };
    const engines = base.engines.map((e) => (e.lane === 'a' ? { ...e, knownAnswer: wrong } : e));
    const right = summarise({ ...base, engines, samples: [...base.samples, ...samples] }).curves;
    expect(right.map(({ lane }) => lane)).toEqual(['b']);
  });

  test('threads by those that an engine has, over their number', () => {
    const base = benchResult({ rounds: 1 });
    const [first] = base.engines;
    if (!first) throw new Error('no engine');
    const engines = [...base.engines, ...[1, 2].map((threads) => ({ ...first, threads }))];
    const samples = [sweep('threads', 1), sweep('threads', 2)];
    const [curve] = summarise({ ...base, engines, samples }).curves;
    expect(curve?.points.map(({ x, y }) => [x, y.median])).toEqual([
      [1, 50],
      [2, 30],
    ]);
    expect(curve?.fit).toMatchObject({ over: '1/x' });
    expect(curve?.fit?.slope).toBeCloseTo(40);
    expect(curve?.fit?.intercept).toBeCloseTo(10);
  });
});

test('enough rounds: the main figures of all lanes and policies vary little', () => {
  const steadyOnes = benchResult({ rounds: 4, slower: (round) => 1 + (round % 2) * 0.02 });
  expect(steady(benchPlan(), steadyOnes.samples, 0.05)).toBe(true);
  const wild = benchResult({ rounds: 4, slower: (round) => 1 + (round % 2) });
  expect(steady(benchPlan(), wild.samples, 0.05)).toBe(false);
  expect(
    steady(
      benchPlan(),
      wild.samples.filter(({ start }) => start === 'cold'),
      0.05,
    ),
  ).toBe(false);
});

describe('two results', () => {
  test('ratios of the figures that both have, and whether they are apart', () => {
    const a = benchResult();
    const b = benchResult({ slower: () => 2 });
    const all = ratios(a, b);
    const of = (figure: string) =>
      all.find((r) => r.metric === figure && r.policy === 'alone' && r.start === 'warm');
    expect(of('tpotMs')).toMatchObject({ a: 20, b: 40, ratio: 2, apart: true });
    expect(of('decodeTokensPerSecond')?.ratio).toBeCloseTo(0.5);
    expect(of('nfe')).toMatchObject({ ratio: 1, apart: false });
    expect(ratios(a, { ...b, samples: [] })).toEqual([]);
  });

  test('lanes belong together by model and runtime, wherever they stand', () => {
    const two = madeByHand({ twoTexts: true });
    const [text, picture, other] = two.plan.lanes;
    if (!text || !picture || !other) throw new Error('no lanes');
    const turned = {
      ...two,
      plan: {
        ...two.plan,
        lanes: [
          { ...other, id: 'a' },
          { ...text, id: 'b' },
        ],
      },
    };
    expect([...matchedLanes(two, turned)].sort()).toEqual([
      ['a', 'b'],
      ['c', 'a'],
    ]);
    const one = madeByHand();
    expect([...matchedLanes(two, one)].sort()).toEqual([
      ['a', 'a'],
      ['b', 'b'],
    ]);
    expect(differences(two, one).map(({ message }) => message)).toContain(
      'Only one of them has the language model (WebLLM).',
    );
    expect(ratios(two, one).map(({ lane }) => lane)).not.toContain('c');
  });

  test('of one machine, browser and work have no differences', () => {
    expect(differences(benchResult(), benchResult({ slower: () => 3 }))).toEqual([]);
  });

  test('of other ones say what differs', () => {
    const a = benchResult();
    const changed = benchResult({
      engine: {
        backend: 'webgpu',
        runtime: 'other',
        model: { ...siteModel('x'), name: 'X', sha256: 'f' },
      },
      plan: {
        lanes: [textLane('a', { tokens: 9 }), pictureLane('b', { sampler: 'heun' })],
        prompts: benchPlan().prompts.slice(1),
      },
    });
    const b = { ...changed, hardware: { ...a.hardware, userAgent: 'Other/2', cores: 8 } };
    const words = differences(a, b).map(({ message }) => message);
    for (const what of [
      'browsers',
      'machines',
      'weights',
      'backends',
      'runtimes',
      'settings',
      'prompts',
    ])
      expect(
        words.some((message) => message.startsWith(`Different ${what}`)),
        what,
      ).toBe(true);
    const threads = benchResult({ engine: { threads: 1 } });
    expect(differences(a, threads).map(({ lane }) => lane)).toEqual(['a', 'b']);
  });
});
