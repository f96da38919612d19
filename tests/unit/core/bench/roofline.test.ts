import { describe, expect, test, vi } from 'vitest';
import type { BenchEngine, BenchSample, DeviceLimit } from '../../../../src/core/bench/bench';
import type { PassCost } from '../../../../src/core/measure/axis';
import { stat } from '../../../../src/core/measure/stats';
import {
  limitFor,
  limitsOf,
  place,
  ridge,
  roofAt,
  type Probe,
  type Roofline,
} from '../../../../src/core/bench/roofline';
import { explain, placedPasses } from '../../../../src/core/bench/roofline-result';
import { Core } from '../../../../src/engines/roofline/core';
import {
  WorkerPool,
  type CoreReply,
  type CoreRequest,
} from '../../../../src/engines/roofline/worker-pool';
import { expectedSum } from '../../../../src/engines/roofline/shaders';
import { benchPlan, textLane } from '../../../helpers/bench';
import { engineInfo } from '../../../helpers/traces';

const probe = (name: Probe['name'], samples: number[], right = true): Probe => ({
  name,
  samples,
  right,
});
const device = (probes: Probe[], threads = 2): Roofline => ({
  devices: [{ backend: 'wasm', adapter: null, threads, probes, how: 'by hand' }],
  refused: [],
});
/** 20 GB/s and 40 Gop/s: it turns at 2 operations a byte. */
const LIMIT: DeviceLimit = {
  backend: 'wasm',
  adapter: null,
  threads: 2,
  precision: 'f32',
  bytesPerSecond: stat([20e9]),
  flopsPerSecond: stat([40e9]),
  dispatchMs: null,
  roundTripMs: null,
  how: 'by hand',
};
const TOKEN: PassCost = { kind: 'decode', size: 1, flops: 200e6, bytes: 200e6, dispatches: 300 };
const STEP: PassCost = { kind: 'denoise', size: 2, flops: 2e9, bytes: 100e6, dispatches: 200 };

/** With spaces that may break. */
const plain = (text: string) => text.replaceAll('\u00a0', ' ');

describe('limits', () => {
  test('are the best kernel of each kind, by its median', () => {
    const limits = limitsOf(
      device([
        probe('read', [10, 11, 12]),
        probe('triad', [12, 13, 40]),
        probe('f32', [5, 5, 5]),
        probe('fused', [9, 10, 11]),
        probe('int16', [20, 21, 22]),
      ]),
    );
    expect(limits.map(({ precision }) => precision)).toEqual(['f32', 'int16']);
    expect(limits[0]?.bytesPerSecond).toMatchObject({ n: 3, median: 13, min: 12, max: 40 });
    expect(limits[0]?.flopsPerSecond?.median).toBe(10);
    expect(limits[0]?.dispatchMs).toBeNull();
  });

  test('take nothing from a kernel that was wrong', () => {
    const [limit] = limitsOf(
      device([probe('read', [], false), probe('copy', [7]), probe('f32', [], false)]),
    );
    expect(limit?.bytesPerSecond?.median).toBe(7);
    expect(limit?.flopsPerSecond).toBeNull();
  });

  test('belong to an engine by backend, precision and threads', () => {
    const limits = [1, 2, 4].flatMap((threads) => [
      { ...LIMIT, threads },
      { ...LIMIT, threads, precision: 'int16' as const },
    ]);
    expect(
      limitFor({ mechanism: 'autoregression', backend: 'wasm', threads: 2 }, limits),
    ).toMatchObject({
      threads: 2,
      precision: 'int16',
    });
    expect(limitFor({ mechanism: 'diffusion', backend: 'wasm', threads: 3 }, limits)).toMatchObject(
      {
        threads: 2,
        precision: 'f32',
      },
    );
    expect(limitFor({ mechanism: 'diffusion', backend: 'webgpu', threads: 0 }, limits)).toBeNull();
  });
});

describe('a pass', () => {
  test('is memory-bound left of the ridge and compute-bound right of it', () => {
    expect(ridge(LIMIT)).toBe(2);
    expect(roofAt(LIMIT, 1)).toBe(20e9);
    expect(roofAt(LIMIT, 20)).toBe(40e9);
    const token = place(TOKEN, 20, LIMIT);
    expect(token).toMatchObject({
      bound: 'memory',
      intensity: 1,
      flopsPerSecond: 10e9,
      share: 0.5,
      rest: 10,
    });
    const step = place(STEP, 100, LIMIT);
    expect(step).toMatchObject({
      bound: 'compute',
      intensity: 20,
      flopsPerSecond: 20e9,
      share: 0.5,
    });
  });

  test('is dispatch-bound where handing kernels over takes longest', () => {
    const gpu = {
      ...LIMIT,
      bytesPerSecond: stat([2e12]),
      flopsPerSecond: stat([40e12]),
      dispatchMs: stat([0.01]),
      roundTripMs: stat([1]),
    };
    const token = place(TOKEN, 8, gpu);
    expect(token?.bound).toBe('dispatch');
    expect(token?.least.dispatch).toBeCloseTo(4);
    expect(token?.share).toBeCloseTo(0.5);
    // Memory and arithmetic go on at once, dispatches beside them.
    expect(token?.rest).toBeCloseTo(8 - 4 - 0.1);
  });

  test('is bound by none of the limits where most of it is none of them', () => {
    const token = place(TOKEN, 40, LIMIT);
    expect(token).toMatchObject({ bound: 'rest', limited: 'memory', rest: 30, share: 0.25 });
    // What is handed over while the GPU computes may be more than is left.
    const gpu = { ...LIMIT, dispatchMs: stat([0.1]), roundTripMs: stat([1]) };
    expect(place(TOKEN, 20, gpu)).toMatchObject({ bound: 'dispatch', rest: 0 });
  });

  test('has no place without a limit, a cost or a time', () => {
    expect(place(TOKEN, 20, { ...LIMIT, bytesPerSecond: null })).toBeNull();
    expect(place(TOKEN, 0, LIMIT)).toBeNull();
    expect(place({ ...TOKEN, bytes: 0 }, 20, LIMIT)).toBeNull();
    expect(place({ ...TOKEN, flops: 0 }, 20, LIMIT)).toBeNull();
    expect(place(TOKEN, 20, { ...LIMIT, flopsPerSecond: stat([0]) })).toBeNull();
  });
});

describe('a result', () => {
  const MECHANISM = { a: 'autoregression', b: 'diffusion', c: 'autoregression' } as const;
  type Id = keyof typeof MECHANISM;
  const engine = (lane: Id, ok = true): BenchEngine => ({
    ...engineInfo(MECHANISM[lane]),
    lane,
    runtime: lane === 'c' ? 'WebLLM 0.2' : 'onnxruntime-web 1.31.0',
    loadsMs: [1],
    knownAnswer: { ok, worst: 0, tolerance: 1, what: 'it' },
  });
  const kinds = { a: 'decode', b: 'denoise', c: 'decode' };
  const sample = (lane: Id, policy: 'alone' | 'together', ms: number) =>
    ({
      ...{ lane, policy, start: 'warm', sweep: null, engine: 'abc'.indexOf(lane) },
      passes: [{ kind: kinds[lane], start: 0, ms, size: 1, wait: 0 }],
    }) as unknown as BenchSample;
  const result = (ok = true) => ({
    plan: benchPlan(),
    engines: [engine('a', ok), engine('b'), engine('c')],
    costs: [
      { ...TOKEN, lane: 'a' },
      { ...STEP, lane: 'b' },
    ],
    samples: [
      sample('a', 'together', 50),
      sample('a', 'alone', 18),
      sample('a', 'alone', 20),
      sample('b', 'together', 100),
    ],
  });
  const limits = [LIMIT, { ...LIMIT, precision: 'int16' as const }];

  test('is placed by its passes alone, or as they were measured', () => {
    const [token, step] = placedPasses(result(), limits);
    expect(token).toMatchObject({ policy: 'alone', ms: { n: 2, median: 19 } });
    expect(step).toMatchObject({ policy: 'together', ms: { median: 100 } });
    expect(plain(explain(placedPasses(result(), limits)))).toBe(
      'One token is memory-bound: moving its 200 MB takes at least 10 ms, its 200 M operations only 5 ms (measured 19 ms, 53 % of that limit); ' +
        'one denoising step is compute-bound: its 2 G operations take at least 50 ms, moving its 100 MB only 5 ms (measured 100 ms, 50 % of that limit).',
    );
  });

  test('says how much no limit explains, where that is most of it', () => {
    const fast = limits.map((limit) => ({ ...limit, bytesPerSecond: stat([200e9]) }));
    expect(plain(explain(placedPasses(result(), fast)))).toContain(
      'One token is bound by none of these limits: of its 19 ms, its 200 M operations take at least 5 ms, moving its 200 MB only 1 ms; ' +
        'the other 14 ms (74 %) are overhead, and kernels below their limit',
    );
  });

  test('says otherwise where the numbers say otherwise', () => {
    const slow = limits.map((limit) => ({ ...limit, flopsPerSecond: stat([1e9]) }));
    expect(plain(explain(placedPasses(result(), slow)))).toContain(
      'One token is compute-bound: its 200 M',
    );
  });

  test('of two lanes of one mechanism says which', () => {
    const plan = benchPlan({ lanes: [textLane('a'), textLane('c', {}, 'webllm')] });
    const costs = ['a', 'c'].map((lane) => ({ ...TOKEN, lane }));
    const samples = [sample('a', 'alone', 20), sample('c', 'alone', 15)];
    const placed = placedPasses({ ...result(), plan, costs, samples }, limits);
    expect(placed.map(({ lane, ms }) => [lane.id, ms.median])).toEqual([
      ['a', 20],
      ['c', 15],
    ]);
    expect(plain(explain(placed))).toMatch(
      /^One token \(onnxruntime-web\) is memory-bound: .*; one token \(WebLLM\) is memory-bound: /,
    );
  });

  test('of a model that computes wrongly has no place', () => {
    expect(placedPasses(result(false), limits).map(({ lane }) => lane.id)).toEqual(['b']);
    expect(explain([])).toBe('');
  });
});

describe('the kernels of a core', () => {
  test('give the right answer in any order', async () => {
    const core = await Core.open(2 ** 17);
    expect(core.names).toEqual(expect.arrayContaining(['read', 'copy', 'triad', 'f32', 'int16']));
    let clock = 0;
    for (const kernel of [...core.names, ...core.names]) {
      const done = core.work({ kernel, at: 0, until: 2 }, () => clock++);
      expect(done, kernel).toMatchObject({ right: true });
      expect(done.work, kernel).toBeGreaterThan(0);
    }
  });
});

describe('a pool of workers', () => {
  /** A worker that answers as it is told. */
  function worker(reply: (request: CoreRequest) => CoreReply) {
    const self = {
      terminate: vi.fn(),
      onmessage: null as ((event: { data: CoreReply }) => void) | null,
      postMessage: (request: CoreRequest) =>
        queueMicrotask(() => self.onmessage?.({ data: reply(request) })),
    };
    return self;
  }
  const measured =
    (right: boolean) =>
    (request: CoreRequest): CoreReply =>
      request.type === 'open'
        ? { type: 'ready', kernels: ['f32'] }
        : { type: 'throughput', throughput: { work: 4e6, ms: 40, right } };

  test('adds up what its cores did', async () => {
    const pool = await WorkerPool.open(2, () => worker(measured(true)) as unknown as Worker);
    const { probes, threads } = await pool.probe(
      2,
      () => 0,
      () => undefined,
    );
    expect(threads).toBe(2);
    expect(probes).toEqual([{ name: 'f32', right: true, samples: Array(5).fill(2e8) }]);
  });

  test('has no speed once one core is wrong', async () => {
    let made = 0;
    const pool = await WorkerPool.open(
      2,
      () => worker(measured(made++ === 0)) as unknown as Worker,
    );
    const { probes } = await pool.probe(
      2,
      () => 0,
      () => undefined,
    );
    expect(probes).toEqual([{ name: 'f32', right: false, samples: [] }]);
  });

  test('that cannot have its memory says so and leaves no worker behind', async () => {
    const cores = [0, 1].map(() => worker(() => ({ type: 'failed', message: 'Out of memory' })));
    let next = 0;
    const opened = WorkerPool.open(2, () => cores[next++] as unknown as Worker);
    await expect(opened).rejects.toMatchObject({ code: 'out-of-memory' });
    for (const core of cores) expect(core.terminate).toHaveBeenCalledOnce();
  });
});

test('a thread of the GPU’s arithmetic counts its rounds in each of 32 chains', () => {
  // 8 chains of i, i+1, i+2, i+3, each plus thread mod 4, each 1024 times plus 1.
  expect(expectedSum(0)).toBe(160 + 32 * 1024);
  expect(expectedSum(6)).toBe(160 + 32 * 1026);
});
