/** Both lanes at once, each in its own worker, on one clock. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Pass, Policy } from '../../src/core/run';
import { append, passes, type Trace } from '../../src/core/trace';
import { TURN } from '../../src/engines/runtime/turnstile';
import { workerEngine } from '../../src/workers/lanes';
import { contractSpec } from './support/engine-contract';
import { tiny } from './support/tiny';

const lanes = ['language', 'diffusion'] as const;
const engines = lanes.map((lane) => workerEngine(lane));
const never = new AbortController().signal;
const RESULTS = 12;

beforeAll(async () => {
  await Promise.all(
    engines.map((engine) => engine.load(tiny(engine.lane, 'wasm'), () => undefined, never)),
  );
}, 120_000);
afterAll(() => Promise.all(engines.map((engine) => engine.dispose())));

async function runBoth(policy: Policy): Promise<Trace[]> {
  const epoch = performance.timeOrigin + performance.now();
  return Promise.all(
    engines.map(async (engine) => {
      const spec = { ...contractSpec(engine.lane, RESULTS), policy, epoch };
      let trace: Trace | null = null;
      for await (const event of engine.run(spec, never)) trace = append(trace, event);
      return trace as unknown as Trace;
    }),
  );
}

/** Milliseconds for which passes of different lanes ran at the same time. */
function overlap([a, b]: [Pass[], Pass[]]): number {
  let sum = 0;
  for (const p of a)
    for (const q of b)
      sum += Math.max(0, Math.min(p.start + p.ms, q.start + q.ms) - Math.max(p.start, q.start));
  return sum;
}

it('taking turns, passes never overlap and no lane waits for the end of the other', async () => {
  // Held from outside, the turn keeps both lanes back until both are waiting for it.
  const running = await navigator.locks.request(TURN, async () => {
    const both = runBoth('turns');
    await expect
      .poll(async () => (await navigator.locks.query()).pending?.length, { timeout: 20_000 })
      .toBe(2);
    return { both, released: performance.timeOrigin + performance.now() };
  });
  const traces = await running.both;
  const list = traces.map(passes) as [Pass[], Pass[]];
  for (const [i, trace] of traces.entries()) {
    expect(trace.end?.type).toBe('done');
    // Clocks of two workers agree to a fraction of a millisecond.
    expect(list[i]?.[0]?.start).toBeGreaterThan(running.released - trace.spec.epoch - 1);
  }
  const all = list.flat().reduce((sum, pass) => sum + pass.ms, 0);
  expect(overlap(list)).toBeLessThan(0.02 * all + 1);
  const [first, second] = list.map((own) => own[0]?.start ?? NaN) as [number, number];
  const [firstEnd, secondEnd] = list.map((own) => own.at(-1)?.start ?? NaN) as [number, number];
  expect(first).toBeLessThan(secondEnd);
  expect(second).toBeLessThan(firstEnd);
});

it('together, both run to their end on one clock', async () => {
  const traces = await runBoth('together');
  for (const trace of traces) {
    expect(trace.end?.type).toBe('done');
    expect(trace.tokens.length + trace.steps.length).toBe(RESULTS);
    expect(trace.spec.epoch).toBe(traces[0]?.spec.epoch);
  }
});
