import { beforeEach, describe, expect, test } from 'vitest';
import { benchTable } from '../../../cli/bench-table';
import type { AutoregressionSpec } from '../../../src/core/autoregression/spec';
import type { BenchResult } from '../../../src/core/bench/bench';
import { decodeResult, encodeResult } from '../../../src/core/bench/codec';
import { summarise } from '../../../src/core/bench/summary';
import { EngineError, type ErrorCode } from '../../../src/core/errors';
import { Benchmark } from '../../../src/state/bench/benchmark.svelte';
import { BenchFakeEnvironment, benchPlan, pictureLane, textLane, TIMES } from '../../helpers/bench';
import { settled } from '../../helpers/fakes';

let environment: BenchFakeEnvironment;
let benchmark: Benchmark;

beforeEach(() => {
  environment = new BenchFakeEnvironment();
  benchmark = new Benchmark(environment);
});

function measured(): BenchResult {
  if (!benchmark.result) throw new Error('nothing is measured');
  return benchmark.result;
}

const codes = () => measured().notes.map(({ code }) => code);
/** What is measured: "0 alone cold a". */
const names = () =>
  measured().samples.map(({ round, policy, start, lane }) => `${round} ${policy} ${start} ${lane}`);

describe('a whole benchmark', () => {
  test('measures all that is asked for, cold after a load and warm after that', async () => {
    await benchmark.start(benchPlan());
    expect(benchmark.phase).toBe('done');
    expect(names().slice(0, 4)).toEqual([
      ...['0 alone cold a', '0 alone cold b'],
      ...['0 alone warm a', '0 alone warm b'],
    ]);
    expect(names()).toHaveLength(2 * 3 * 2 * 2);
    expect(measured().end).toEqual({ complete: true });
    expect(measured().notes).toEqual([]);
    expect(
      measured()
        .costs.map(({ kind }) => kind)
        .sort(),
    ).toEqual([...['decode', 'denoise', 'encode', 'prefill']]);
    // Each policy of each round begins with a load of both, and everything is freed at the end.
    expect(environment.loads).toHaveLength(2 * 3 * 2);
    expect(environment.disposed).toBe(environment.loads.length);
    expect(environment.rests).toBe(1);
    expect(benchmark.progress).toMatchObject({ done: 12, total: 12, leftMs: 0 });
  });

  test('a lane is computed by the runtime that is asked for, with what it needs', async () => {
    await benchmark.start(benchPlan({ lanes: [textLane('a', {}, 'webllm'), pictureLane()] }));
    const asked = environment.loads.map(({ model, runtime, needs }) => [model.id, runtime, needs]);
    expect(asked.slice(0, 2)).toEqual([
      ['tiny-llama', 'webllm', ['tiny-webllm']],
      ['tiny-denoiser', 'onnxruntime', ['tiny-encoder']],
    ]);
    expect(measured().engines[0]).toMatchObject({ lane: 'a', runtimeId: 'webllm' });
  });

  test('lanes that share the cores get the threads that the page gives them', async () => {
    await benchmark.start(benchPlan());
    const threads = (policy: string) =>
      summarise(measured())
        .rows.filter((row) => row.policy === policy)
        .map(({ engine }) => engine.threads);
    expect(new Set(threads('alone'))).toEqual(new Set([2]));
    expect(new Set(threads('turns'))).toEqual(new Set([2]));
    expect(new Set(threads('together'))).toEqual(new Set([1]));
    await benchmark.start(benchPlan({ threads: 3 }));
    expect(new Set(measured().engines.map((engine) => engine.threads))).toEqual(new Set([3]));
  });

  test('on the GPU no load is for the sake of threads', async () => {
    const gpu = { backend: 'webgpu' as const, threads: 0 };
    Object.assign(environment.info, { autoregression: gpu, diffusion: gpu });
    await benchmark.start(benchPlan({ starts: ['warm'], backend: 'auto' }));
    expect(environment.loads).toHaveLength(2);
    expect(measured().engines).toHaveLength(2);
  });

  test('warm alone: a first run after each load is made and not counted', async () => {
    await benchmark.start(benchPlan({ starts: ['warm'], policies: ['alone', 'turns'] }));
    expect(measured().samples.every(({ start }) => start === 'warm')).toBe(true);
    expect(measured().samples).toHaveLength(8);
    // Two threads in both: loaded once, one run more of each lane.
    expect(environment.loads).toHaveLength(2);
    expect(environment.runs).toHaveLength(10);
  });

  test('beside another tab that computes is kept, and the result says so', async () => {
    const one = benchPlan({ policies: ['together'], starts: ['warm'] });
    await benchmark.start(one);
    expect(codes()).toEqual([]);
    environment.otherComputes = true;
    await benchmark.start(one);
    expect(measured().notes).toEqual([
      {
        code: 'other-tab',
        level: 'warning',
        lane: null,
        message: 'Another tab of this page was computing during 2 runs: the figures are too slow.',
      },
    ]);
    expect(decodeResult(encodeResult(measured())).notes).toEqual(measured().notes);
  });

  test('together both lanes begin at one moment, alone one after the other', async () => {
    await benchmark.start(benchPlan({ rounds: { kind: 'fixed', rounds: 1 } }));
    const epochs = (policy: string) =>
      environment.runs.filter((spec) => spec.policy === policy).map(({ epoch }) => epoch);
    const [a, b, c, d] = epochs('together');
    expect([a, c]).toEqual([b, d]);
    const alone = epochs('alone');
    expect(new Set(alone).size).toBe(alone.length);
    expect(
      environment.runs.every(
        (spec) => !('sampling' in spec) || (spec as AutoregressionSpec).sampling.temperature === 0,
      ),
    ).toBe(true);
  });

  test('rounds go on until the spread is small, and no longer', async () => {
    const rounds = { kind: 'until', spread: 0.05, min: 2, max: 6 } as const;
    await benchmark.start(benchPlan({ rounds, policies: ['alone'], starts: ['warm'] }));
    expect(new Set(measured().samples.map(({ round }) => round))).toEqual(new Set([0, 1]));
    expect(benchmark.progress).toMatchObject({ done: 2, total: 2 });
    expect(measured().end.complete).toBe(true);
    let runs = 0;
    environment.onPass = (_spec, seq) => {
      if (seq === 1) environment.slower = 1 + (runs++ % 5) * 0.3;
    };
    await benchmark.start(benchPlan({ rounds, policies: ['alone'], starts: ['warm'] }));
    expect(new Set(measured().samples.map(({ round }) => round)).size).toBe(6);
  });

  test('a sweep after the rounds, with the cost of one unit', async () => {
    const sweeps = [
      { axis: 'tokens', lane: null, values: [2, 4, 8], rounds: 2 },
      { axis: 'batch', lane: null, values: [1, 4], rounds: 1 },
      { axis: 'threads', lane: null, values: [1, 2], rounds: 1 },
    ] as const;
    await benchmark.start(benchPlan({ policies: [], sweeps }));
    const { curves, rows } = summarise(measured());
    expect(rows).toEqual([]);
    expect(curves.map(({ axis, lane }) => `${axis} ${lane}`)).toEqual([
      ...['tokens a', 'batch b', 'threads a', 'threads b'],
    ]);
    expect(curves[0]?.fit?.slope).toBeCloseTo(TIMES.decode + TIMES.gap);
    expect(curves[0]?.points.map(({ x, y }) => [x, y.n])).toEqual([
      [2, 2],
      [4, 2],
      [8, 2],
    ]);
    expect(curves[1]?.points.map(({ x }) => x)).toEqual([1, 4]);
    expect(curves[2]?.points.map(({ x }) => x)).toEqual([1, 2]);
    // What four pictures in a pass with guidance are: eight evaluations, two of them of each picture.
    const four = measured().samples.find(
      ({ sweep }) => sweep?.value === 4 && sweep.axis === 'batch',
    );
    expect(four?.figures).toMatchObject({ batch: 8, pictures: 4, nfe: 2 * 3 });
  });
});

describe('any lanes', () => {
  test('the same model on two runtimes, side by side with a picture', async () => {
    const lanes = [textLane('a'), textLane('b', {}, 'webllm'), pictureLane('c')];
    await benchmark.start(benchPlan({ lanes }));
    expect(benchmark.error).toBe(null);
    expect(names().slice(0, 3)).toEqual(['0 alone cold a', '0 alone cold b', '0 alone cold c']);
    expect(names()).toHaveLength(2 * 3 * 2 * 3);
    const { rows, sharing } = summarise(measured());
    expect(new Set(rows.map(({ engine }) => engine.runtimeId))).toEqual(
      new Set(['onnxruntime', 'webllm']),
    );
    // Three share two cores: no lane has more than one thread.
    const together = rows.filter(({ policy }) => policy === 'together');
    expect(new Set(together.map(({ engine }) => engine.threads))).toEqual(new Set([1]));
    expect(Object.keys(sharing[0]?.slowdown ?? {})).toEqual(['a', 'b', 'c']);
    expect(sharing[0]?.totalWork?.median).toBeGreaterThan(1);
    expect(new Set(measured().costs.map(({ lane }) => lane))).toEqual(new Set(['a', 'b', 'c']));
    expect(decodeResult(encodeResult(measured()))).toEqual(measured());
  });

  test('one alone has nothing to share', async () => {
    await benchmark.start(benchPlan({ lanes: [pictureLane()] }));
    expect(new Set(measured().samples.map(({ policy }) => policy))).toEqual(new Set(['alone']));
    expect(summarise(measured()).sharing).toEqual([]);
  });

  test('the plan of a result has the value of every setting, as the model suggests', async () => {
    await benchmark.start(benchPlan({ lanes: [{ ...pictureLane(), values: {} }] }));
    const [lane] = measured().plan.lanes;
    const manifest = await environment.manifest('tiny-denoiser');
    if (manifest?.kind !== 'denoiser') throw new Error('no denoiser');
    const { sampler, steps } = manifest.config.defaults;
    expect(lane?.values).toMatchObject({ sampler, steps });
    expect(environment.runs[0]).toMatchObject({ sampler, steps });
  });
});

test('session, file and table of the command line say the same figures', async () => {
  await benchmark.start(benchPlan());
  const text = encodeResult(measured());
  expect(decodeResult(text)).toEqual(measured());
  expect(summarise(decodeResult(text))).toEqual(summarise(measured()));

  const warm = summarise(measured()).rows.find(
    (row) => row.lane === 'a' && row.policy === 'alone' && row.start === 'warm',
  );
  // By the clock: a gap and a decode for each token after the first.
  expect(warm?.figures['tpotMs']?.median).toBeCloseTo(TIMES.decode + TIMES.gap);
  expect(warm?.figures['ttftMs']?.median).toBeCloseTo(TIMES.prefill + TIMES.gap);
  const picture = summarise(measured()).rows.find(
    (row) => row.lane === 'b' && row.policy === 'together' && row.start === 'cold',
  );
  expect(picture?.figures['msPerStep']?.median).toBeCloseTo(TIMES.denoise * 2 * 1.5 + TIMES.gap);

  const table = benchTable(decodeResult(text));
  expect(table).toMatch(/alone, warm +WASM, 2 threads +2 +47\.6 +\d+\S* +101 +21\.0 +21\.0/);
  expect(table).toMatch(/together, cold +WASM, 1 thread +2 +151 +\d+ +\S+ +90\.0 +6/);
  expect(table).toContain('Sharing the machine');
});

describe('what was measured is kept, and said to be incomplete', () => {
  test('stopped midway; then continued to the end', async () => {
    let passes = 0;
    environment.onPass = () => {
      if (++passes === 60) void benchmark.stop();
    };
    await benchmark.start(benchPlan());
    expect(benchmark.phase).toBe('stopped');
    expect(benchmark.error).toBe(null);
    const before = names();
    expect(before.length).toBeGreaterThan(0);
    expect(before.length).toBeLessThan(24);
    expect(measured().end).toMatchObject({ complete: false, why: 'stopped' });
    expect(codes()).toEqual(['stopped']);
    expect(environment.disposed).toBe(environment.loads.length);
    expect(benchmark.resumable).toBe(true);
    // It travels as it is.
    expect(decodeResult(encodeResult(measured()))).toEqual(measured());

    environment.onPass = () => undefined;
    const { id } = measured();
    await benchmark.resume();
    expect(benchmark.phase).toBe('done');
    expect(measured()).toMatchObject({ id, end: { complete: true }, notes: [] });
    expect(names().slice(0, before.length)).toEqual(before);
    expect(names()).toHaveLength(24);
    expect(new Set(names()).size).toBe(24);
    expect(benchmark.resumable).toBe(false);
  });

  test.each<ErrorCode>(['device-lost', 'out-of-memory', 'internal'])(
    '%s in a run',
    async (code) => {
      let runs = 0;
      environment.onPass = (_spec, seq) => {
        if (seq === 1) runs++;
        if (runs >= 7 && seq === 3) throw new EngineError(code, 'It broke.', 'Start anew.');
      };
      await benchmark.start(benchPlan());
      expect(benchmark.phase).toBe('failed');
      expect(benchmark.error).toEqual({ code, message: 'It broke.', hint: 'Start anew.' });
      // Six runs were over; of the seventh, whose other lane ran on, nothing is kept.
      expect(names()).toHaveLength(6);
      expect(measured().end).toMatchObject({ complete: false, why: code });
      expect(codes()).toEqual(['failed']);
      environment.onPass = () => undefined;
      await benchmark.resume();
      expect(benchmark.phase).toBe('done');
      expect(names()).toHaveLength(24);
    },
  );

  test('a model that cannot be loaded again', async () => {
    let loads = 0;
    environment.onLoad = () => {
      if (++loads === 4) throw new EngineError('model-fetch', 'No network.');
    };
    await benchmark.start(benchPlan());
    expect(benchmark.phase).toBe('failed');
    expect(names()).toHaveLength(4);
    expect(measured().end).toMatchObject({ why: 'model-fetch' });
  });

  test('before anything is measured there is no result, and the one before stays', async () => {
    environment.onLoad = () => {
      throw new EngineError('quota', 'Full.');
    };
    await benchmark.start(benchPlan());
    expect(benchmark.result).toBe(null);
    expect(benchmark.phase).toBe('failed');
    environment.onLoad = () => undefined;
    await benchmark.start(benchPlan());
    const { id } = measured();
    await benchmark.start(benchPlan({ lanes: [pictureLane('b', { steps: 0 })] }));
    expect(benchmark.error?.message).toContain('Steps 0');
    expect(measured().id).toBe(id);
  });

  test('a second start replaces the first', async () => {
    const first = benchmark.start(benchPlan());
    await settled();
    const second = benchmark.start(
      benchPlan({ lanes: [textLane('a', { tokens: 7 }), pictureLane()] }),
    );
    const third = benchmark.start(
      benchPlan({ lanes: [textLane('a', { tokens: 9 }), pictureLane()] }),
    );
    await Promise.all([first, second, third]);
    expect(benchmark.phase).toBe('done');
    expect(measured().plan.lanes[0]?.values['tokens']).toBe(9);
    expect(names()).toHaveLength(24);
  });
});

describe('a hidden tab', () => {
  test('drops the run that it spoiled, waits, and measures it again', async () => {
    let runs = 0;
    environment.onPass = (_spec, seq) => {
      if (seq === 1) runs++;
      if (runs >= 5 && seq === 2) environment.tab.show(false);
    };
    const over = benchmark.start(benchPlan());
    for (let i = 0; i < 200 && benchmark.phase !== 'waiting'; i++) await settled();
    expect(benchmark.phase).toBe('waiting');
    expect(names()).toHaveLength(4);
    environment.onPass = () => undefined;
    environment.tab.show(true);
    await over;
    expect(benchmark.phase).toBe('done');
    expect(names()).toHaveLength(24);
    expect(new Set(names()).size).toBe(24);
    expect(codes()).toEqual(['hidden-tab']);
    expect(measured().notes[0]?.level).toBe('info');
  });

  test('while it waits it can be stopped', async () => {
    environment.tab.hidden = true;
    const over = benchmark.start(benchPlan());
    for (let i = 0; i < 20; i++) await settled();
    expect(benchmark.phase).toBe('waiting');
    await benchmark.stop();
    await over;
    expect(benchmark.phase).toBe('stopped');
  });

  test('again and again ends it, with what there is', async () => {
    environment.onPass = (spec, seq) => {
      if (spec.policy === 'turns' && seq === 2) {
        environment.tab.show(false);
        environment.tab.show(true);
      }
    };
    await benchmark.start(benchPlan());
    expect(benchmark.phase).toBe('failed');
    expect(measured().end).toMatchObject({ complete: false, why: 'hidden' });
    expect(names()).toHaveLength(4);
    expect(benchmark.error?.hint).toContain('in front');
  });
});

describe('honesty', () => {
  test('a failed known answer travels with every figure', async () => {
    const knownAnswer = { ok: false, worst: 9, tolerance: 0.1, what: 'logits' };
    environment.info.autoregression = { knownAnswer };
    await benchmark.start(benchPlan());
    const rows = summarise(measured()).rows;
    expect(rows.map(({ lane, right }) => right === (lane === 'b'))).not.toContain(false);
    expect(codes()).toEqual(['known-answer']);
    expect(benchTable(measured())).toMatch(/alone, warm .*WRONG/);
  });

  test('power that is unplugged in the meantime is noticed', async () => {
    environment.onPass = () =>
      (environment.hardwareNow = { ...environment.hardwareNow, onBattery: true });
    await benchmark.start(benchPlan());
    expect(codes()).toEqual(['battery']);
  });

  test('a machine that slows down is noticed', async () => {
    let runs = 0;
    environment.onPass = (_spec, seq) => {
      if (seq === 1) environment.slower = 1 + runs++ / 100;
    };
    await benchmark.start(benchPlan({ rounds: { kind: 'fixed', rounds: 6 } }));
    expect(new Set(codes())).toEqual(new Set(['throttled']));
  });

  test('loads of one engine are one engine, of another thread number another', async () => {
    await benchmark.start(benchPlan());
    expect(
      measured().engines.map(({ lane, threads, loadsMs }) => [lane, threads, loadsMs.length]),
    ).toEqual([
      ['a', 2, 4],
      ['b', 2, 4],
      ['a', 1, 2],
      ['b', 1, 2],
    ]);
  });
});
