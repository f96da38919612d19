import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { ReplayEngine } from '../../../src/engines/replay/replay';
import type { RunEvent, RunSpec } from '../../../src/core/run/run';
import { append, type Trace } from '../../../src/core/run/trace';
import { pictureTraces, textTraces } from '../../helpers/arbitrary';
import { pictureSpec, textSpec, textTrace } from '../../helpers/traces';

// Property tests on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const never = new AbortController().signal;
const spec = textSpec({ runId: 'replayed', epoch: 99, prompt: 'something else' });

/** A clock that only sleeping moves. */
function clock() {
  let time = 1000;
  const slept: number[] = [];
  return {
    slept,
    now: () => time,
    sleep: async (ms: number) => {
      slept.push(ms);
      time += ms;
    },
  };
}

async function play(
  engine: ReplayEngine,
  asked: RunSpec = spec,
  signal = never,
): Promise<RunEvent[]> {
  const list: RunEvent[] = [];
  for await (const event of engine.run(asked, signal)) list.push(event);
  return list;
}

describe('a replay', () => {
  it('tells the recording again under the new run id and epoch', async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(textTraces, pictureTraces), async (trace) => {
        const asked = { ...trace.spec, runId: 'replayed', epoch: 99 };
        const list = await play(new ReplayEngine(trace, { speed: Infinity }), asked);
        const told = list.reduce<Trace | null>(append, null);
        expect(told).toMatchObject({ spec: asked, results: trace.results });
        expect(told?.end?.type).toBe(trace.end?.type ?? 'aborted');
      }),
    );
  });

  it('is what it is, whatever the spec asks for', async () => {
    const [start] = await play(new ReplayEngine(textTrace(), { speed: Infinity }));
    expect(start).toMatchObject({
      type: 'start',
      runId: 'replayed',
      spec: { runId: 'replayed', epoch: 99, prompt: 'Describe a green dragon in two sentences.' },
    });
  });

  it.each([1, 2, 0.5])('keeps the recorded pace at speed %d', async (speed) => {
    const trace = textTrace({ tokens: 4 });
    const time = clock();
    await play(new ReplayEngine(trace, { speed, ...time }));
    const total = time.slept.reduce((sum, ms) => sum + ms, 0);
    expect(total).toBeCloseTo(trace.duration / speed, 6);
    expect(time.slept).toHaveLength(new Set(trace.results.map(({ t }) => t)).size);
  });

  it('catches up when its consumer was slow', async () => {
    const trace = textTrace({ tokens: 4 });
    let time = 0;
    const slept: number[] = [];
    const engine = new ReplayEngine(trace, {
      speed: 1,
      now: () => (time += 10_000),
      sleep: async (ms) => void slept.push(ms),
    });
    await play(engine);
    expect(slept).toEqual([]);
  });

  it('stops while it waits', async () => {
    const stop = new AbortController();
    const engine = new ReplayEngine(textTrace({ tokens: 4 }), { speed: 1e-6 });
    setTimeout(() => stop.abort(), 5);
    const list = await play(engine, spec, stop.signal);
    expect(list.map(({ type }) => type)).toEqual(['start', 'input', 'aborted']);
  });

  it('of a run that was still going ends as aborted', async () => {
    const engine = new ReplayEngine(textTrace({ tokens: 2, end: null }), { speed: Infinity });
    expect((await play(engine)).at(-1)?.type).toBe('aborted');
  });

  it('refuses another mechanism, and a speed that is none', async () => {
    const list = await play(new ReplayEngine(textTrace(), { speed: 1 }), pictureSpec());
    expect(list.map(({ type }) => type)).toEqual(['start', 'error']);
    for (const speed of [0, -1, NaN])
      expect(() => new ReplayEngine(textTrace(), { speed })).toThrow(RangeError);
  });
});
