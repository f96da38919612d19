/** Two lanes at once, each in its own worker, on one clock. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Pass, Policy } from '../../src/core/run/run';
import { append, passes, type Trace } from '../../src/core/run/trace';
import { PASS_LOCK } from '../../src/engines/runtime/pass-lock';
import { engineOf } from '../../src/workers/start';
import { contractSpec } from './support/engine-contract';
import { subjectOf, tiny } from './support/tiny';

const lanes = (['autoregression', 'diffusion'] as const).map((mechanism) => {
  const options = tiny(mechanism, 'wasm');
  return { ...subjectOf(mechanism), options, engine: engineOf(options) };
});
const never = new AbortController().signal;
const RESULTS = 12;

beforeAll(async () => {
  await Promise.all(
    lanes.map(({ engine, options }) => engine.load(options, () => undefined, never)),
  );
}, 120_000);
afterAll(() => Promise.all(lanes.map(({ engine }) => engine.dispose())));

async function runBoth(policy: Policy, onEnd = () => {}): Promise<Trace[]> {
  const epoch = performance.timeOrigin + performance.now();
  return Promise.all(
    lanes.map(async (lane) => {
      const spec = { ...contractSpec(lane, RESULTS), policy, epoch };
      let trace: Trace | null = null;
      for await (const event of lane.engine.run(spec, never)) trace = append(trace, event);
      onEnd();
      return trace as unknown as Trace;
    }),
  );
}

/**
 * Milliseconds for which passes of different lanes ran at the same time, at the least: the clocks
 * of two workers differ by a fraction of a millisecond, always the same, which is not known.
 */
function overlap([a, b]: [Pass[], Pass[]]): number {
  const shifts = Array.from({ length: 41 }, (_, i) => (i - 20) / 20);
  const sums = shifts.map((shift) =>
    a
      .flatMap((p) =>
        b.map((q) => {
          const start = q.start + shift;
          return Math.min(p.start + p.ms, start + q.ms) - Math.max(p.start, start);
        }),
      )
      .reduce((sum, ms) => sum + Math.max(0, ms), 0),
  );
  return Math.min(...sums);
}

const pause = () => new Promise((resolve) => setTimeout(resolve, 3));

/**
 * Both lanes, taking turns, with the turn held until every lane that still runs waits for it; each
 * then has it once, and so on. Without that a lane whose own work between two passes takes longer
 * than the other's pass would be passed by while it asks for nothing, which is a matter of chance.
 * @returns `moments`: one within each hold, milliseconds since the Unix epoch
 */
async function runHeld(): Promise<{ traces: Trace[]; moments: number[] }> {
  const moments: number[] = [];
  let running = lanes.length;
  let both: Promise<Trace[]> | null = null;
  const holds: Promise<unknown>[] = [];
  const hold = (): Promise<unknown> =>
    navigator.locks.request(PASS_LOCK, async () => {
      both ??= runBoth('turns', () => running--);
      // Further from any pass than the clocks of two workers differ.
      await pause();
      moments.push(performance.timeOrigin + performance.now());
      await pause();
      // Beside it the page waits for the end of each worker's life.
      const allWait = async () => {
        const { pending = [] } = await navigator.locks.query();
        return pending.filter(({ name }) => name === PASS_LOCK).length === running;
      };
      await expect.poll(allWait, { timeout: 20_000, interval: 3 }).toBe(true);
      // Asked for while this one is held: it comes after those that wait now.
      if (running) holds.push(hold());
    });
  holds.push(hold());
  for (const each of holds) await each;
  return { traces: (await both) ?? [], moments };
}

it('taking turns, no lane that waits is overtaken, and passes never overlap', async () => {
  const { traces, moments } = await runHeld();
  const list = traces.map(passes) as [Pass[], Pass[]];
  expect(overlap(list)).toBeLessThan(1);

  // Between two holds each lane has the turn once: it waits for one pass of the other at most.
  const rounds = moments.map((from, i) =>
    list.map((own, lane) => {
      const [begin, end] = [from, moments[i + 1] ?? Infinity].map(
        (moment) => moment - (traces[lane]?.spec.epoch ?? NaN),
      ) as [number, number];
      return own.filter(({ start }) => start >= begin && start < end).length;
    }),
  );
  // One has more passes than the other: of its text encoder, or of a prompt in several passes.
  const most = Math.max(...list.map(({ length }) => length));
  expect(Math.min(...list.map(({ length }) => length))).toBeGreaterThanOrEqual(RESULTS);
  expect(rounds.filter((round) => round.some(Boolean))).toEqual(
    Array.from({ length: most }, (_, i) => list.map(({ length }) => (i < length ? 1 : 0))),
  );
});

it('together, both run to their end on one clock', async () => {
  const traces = await runBoth('together');
  for (const trace of traces) {
    expect(trace.end?.type).toBe('done');
    expect(trace.results).toHaveLength(RESULTS);
    expect(trace.spec.epoch).toBe(traces[0]?.spec.epoch);
  }
});
