/** The worker's protocol on its own: what it makes of engines that fail, hang and die. */
import { afterEach, describe, expect, it } from 'vitest';
import type { DiffusionTrace } from '../../src/core/diffusion/spec';
import { siteModel } from '../../src/core/model';
import type { LoadOptions, LoadProgress } from '../../src/core/run/engine';
import { EngineError, ERROR_CODES } from '../../src/core/errors';
import type { RunEvent, RunSpec } from '../../src/core/run/run';
import { isTerminal } from '../../src/core/run/run';
import { append, type Trace } from '../../src/core/run/trace';
import { WorkerEngine } from '../../src/workers/client';
import { textSpec } from '../helpers/traces';

const never = new AbortController().signal;
const quiet = () => undefined;
const options = (script = 'ok', threads = 0): LoadOptions => ({
  mechanism: 'autoregression',
  model: siteModel(script),
  runtime: 'onnxruntime',
  needs: [],
  baseUrl: location.origin + '/',
  backend: 'wasm',
  threads,
});

let started = 0;
let open: WorkerEngine[] = [];
afterEach(async () => {
  await Promise.all(open.map((engine) => engine.dispose()));
  open = [];
});

function scripted(): WorkerEngine {
  started = 0;
  const engine = new WorkerEngine(() => {
    started++;
    return new Worker(new URL('./support/scripted.worker.ts', import.meta.url), { type: 'module' });
  });
  open.push(engine);
  return engine;
}

let runs = 0;
const spec = (prompt: string, maxTokens = 3) =>
  textSpec({
    runId: `worker-${++runs}`,
    prompt,
    maxTokens,
    epoch: performance.timeOrigin + performance.now(),
  });

async function collect(
  stream: AsyncIterable<RunEvent>,
  onEvent: (event: RunEvent) => void = quiet,
): Promise<Trace> {
  let trace: Trace | null = null;
  let ends = 0;
  for await (const event of stream) {
    trace = append(trace, event);
    if (isTerminal(event)) ends++;
    onEvent(event);
  }
  expect(ends).toBe(1);
  return trace as unknown as Trace;
}

async function failure(promise: Promise<unknown>): Promise<EngineError> {
  const cause = await promise.then(
    () => new Error('it did not fail'),
    (error: unknown) => error,
  );
  expect(cause).toBeInstanceOf(EngineError);
  return cause as EngineError;
}

const run = (engine: WorkerEngine, asked: RunSpec) => collect(engine.run(asked, never));

describe('loading', () => {
  it.each(ERROR_CODES)('keeps the error code %s', async (code) => {
    const error = await failure(scripted().load(options(`fails:${code}`), quiet, never));
    expect(error).toMatchObject({ code, message: 'Told to fail.', hint: 'Do this.' });
  });

  it('passes every progress on, in order', async () => {
    const heard: LoadProgress[] = [];
    await scripted().load(options(), (progress) => heard.push(progress), never);
    expect(heard.map(({ loaded }) => loaded)).toEqual([0, 5, 10]);
  });

  it('starts one worker for the same options, however often and at once it is asked', async () => {
    const engine = scripted();
    const load = () => engine.load(options(), quiet, never);
    const [a, b] = await Promise.all([load(), load()]);
    expect(await load()).toBe(a);
    expect(b).toBe(a);
    expect(started).toBe(1);
  });

  it('stops at once, also an engine that does not listen', async () => {
    const engine = scripted();
    const stop = new AbortController();
    const loading = engine.load(options('hangs'), () => stop.abort(), stop.signal);
    expect((await failure(loading)).code).toBe('aborted');
    await engine.load(options(), quiet, never);
    expect((await run(engine, spec('counts'))).end?.type).toBe('done');
  });

  it('starts no worker for a load that was stopped before', async () => {
    const engine = scripted();
    expect((await failure(engine.load(options(), quiet, AbortSignal.abort()))).code).toBe(
      'aborted',
    );
    expect(started).toBe(0);
  });

  it('says so when the worker dies, and tries anew with another', async () => {
    const engine = scripted();
    const error = await failure(engine.load(options('dies:something broke'), quiet, never));
    expect(error).toMatchObject({ code: 'internal' });
    expect(error.message).toMatch(/something broke/);
    await engine.load(options(), quiet, never);
    expect(started).toBe(2);
  });

  it('says so when the worker ends itself without a word', async () => {
    const engine = scripted();
    const error = await failure(engine.load(options('closes'), quiet, never));
    expect(error).toMatchObject({ code: 'internal' });
    expect(error.message).toMatch(/ended by itself/);
  });

  it('knows want of memory from the message of a dying worker', async () => {
    const dies = options('dies:Array buffer allocation failed');
    expect((await failure(scripted().load(dies, quiet, never))).code).toBe('out-of-memory');
  });

  it("says so when the worker's script does not arrive", async () => {
    const engine = new WorkerEngine(() => new Worker('/no/such/script.js'));
    const error = await failure(engine.load(options(), quiet, never));
    expect(['model-fetch', 'internal']).toContain(error.code);
    expect(error.hint).not.toBe('');
  });

  it('keeps the engine before until the next one is loaded', async () => {
    const engine = scripted();
    const info = await engine.load(options(), quiet, never);
    await failure(engine.load(options('fails:integrity'), quiet, never));
    expect((await run(engine, spec('counts'))).engine).toEqual(info);
    const going = run(engine, spec('hangs'));
    await engine.load(options('ok', 2), quiet, never);
    expect((await going).end?.type).toBe('aborted');
    expect((await run(engine, spec('counts'))).engine.threads).toBe(2);
  });
});

describe('running', () => {
  it.each(ERROR_CODES.filter((code) => code !== 'aborted'))(
    'keeps the error code %s',
    async (code) => {
      const engine = scripted();
      await engine.load(options(), quiet, never);
      const trace = await run(engine, spec(`fails:${code}`));
      expect(trace.end).toMatchObject({
        type: 'error',
        error: { code, message: 'Told to fail.', hint: 'Do this.' },
      });
      expect(trace.results).toHaveLength(2);
    },
  );

  it('makes an error with a code of a thrown string', async () => {
    const engine = scripted();
    await engine.load(options(), quiet, never);
    expect((await run(engine, spec('throws a string'))).end).toMatchObject({
      type: 'error',
      error: { code: 'internal', message: expect.stringContaining('“just a string”') as string },
    });
  });

  it('copies tensors out of shared memory before they travel', async () => {
    const engine = scripted();
    await engine.load(options(), quiet, never);
    const { results } = (await run(engine, spec('picture'))) as DiffusionTrace;
    const wanted = Array.from({ length: 12 }, (_, i) => i + 10);
    expect([...(results[0]?.x ?? [])]).toEqual(wanted);
    expect([...(results[0]?.denoised ?? [])]).toEqual(wanted);
    expect(results[0]?.x.buffer.byteLength).toBe(48);
  });

  it('a newer run ends the older one, whose late events are dropped', async () => {
    const engine = scripted();
    await engine.load(options(), quiet, never);
    const older = spec('counts', 10_000);
    let newest: Promise<Trace> | null = null;
    const first = await collect(engine.run(older, never), (event) => {
      if (event.type === 'result') newest ??= run(engine, spec('counts', 50));
    });
    expect(first.end?.type).toBe('aborted');
    expect(first.results.length).toBeLessThan(10_000);
    const second = await (newest as unknown as Promise<Trace>);
    expect(second.end?.type).toBe('done');
    expect(second.results).toHaveLength(50);
    expect(second.spec.runId).not.toBe(older.runId);
  });

  it('only the last of many runs at once is told to its end', async () => {
    const engine = scripted();
    await engine.load(options(), quiet, never);
    const all = await Promise.all([1, 2, 3, 4, 5].map(() => run(engine, spec('counts', 20))));
    expect(all.map(({ end }) => end?.type)).toEqual([
      'aborted',
      'aborted',
      'aborted',
      'aborted',
      'done',
    ]);
  });

  it('ends with an error when the worker dies; what was made is kept, and a load brings a new one', async () => {
    const engine = scripted();
    await engine.load(options(), quiet, never);
    const trace = await run(engine, spec('dies:the sky fell'));
    expect(trace.results).toHaveLength(2);
    expect(trace.end).toMatchObject({ type: 'error', error: { code: 'internal' } });
    expect((trace.end as { error: { message: string } }).error.message).toMatch(/the sky fell/);
    // Without a load, a run still tells in the stream that there is no engine.
    expect((await run(engine, spec('counts'))).end).toMatchObject({ type: 'error' });
    await engine.load(options(), quiet, never);
    expect(started).toBe(2);
    expect((await run(engine, spec('counts'))).end?.type).toBe('done');
  });

  it('ends with an error when the worker ends itself without a word; what was made is kept', async () => {
    const engine = scripted();
    await engine.load(options(), quiet, never);
    const trace = await run(engine, spec('closes'));
    expect(trace.results).toHaveLength(2);
    expect(trace.end).toMatchObject({ type: 'error', error: { code: 'internal' } });
    await engine.load(options(), quiet, never);
    expect(started).toBe(2);
  });

  it('gives an engine up that breaks the contract', async () => {
    const engine = scripted();
    await engine.load(options(), quiet, never);
    const trace = await run(engine, spec('breaks the contract'));
    expect(trace.end).toMatchObject({ type: 'error', error: { code: 'internal' } });
    await engine.load(options(), quiet, never);
    expect(started).toBe(2);
  });

  it('gives the worker up when its GPU was lost', async () => {
    const engine = scripted();
    await engine.load(options(), quiet, never);
    const trace = await run(engine, spec('fails:device-lost'));
    expect(trace.end).toMatchObject({ type: 'error', error: { code: 'device-lost' } });
    await engine.load(options(), quiet, never);
    expect(started).toBe(2);
  });

  it('ends a run that is going when it is disposed of', async () => {
    const engine = scripted();
    await engine.load(options(), quiet, never);
    const going = run(engine, spec('hangs'));
    await engine.dispose();
    expect((await going).end?.type).toBe('aborted');
  });
});
