import { beforeEach, expect, test } from 'vitest';
import { automation, type Automation } from '../../../src/automation';
import { decodeRun } from '../../../src/core/saved/codec';
import { EngineError } from '../../../src/core/errors';
import { decodeResult, encodeResult } from '../../../src/core/bench/codec';
import { lazily } from '../../../src/lazily';
import { Benchmark } from '../../../src/state/bench/benchmark.svelte';
import { Session } from '../../../src/state/session/session.svelte';
import { Settings } from '../../../src/state/settings/settings.svelte';
import { BenchFakeEnvironment, benchPlan, pictureLane, textLane } from '../../helpers/bench';
import { fakeAddress, FakeEnvironment, settled } from '../../helpers/fakes';
import { denoiseSteps, pictureSpec, textTrace, tokenStep } from '../../helpers/traces';

let environment: FakeEnvironment;
let session: Session;
let benchmark: Benchmark;
let program: Automation;
let known: () => void;
/** Threads that the device was measured with. */
let measured: number[];

beforeEach(() => {
  environment = new FakeEnvironment();
  measured = [];
  session = new Session(new Settings(fakeAddress('?prompt=a+cat')), environment);
  benchmark = new Benchmark(new BenchFakeEnvironment());
  const bench = benchmark;
  const saved = () => bench.result && encodeResult(bench.result);
  const roofline = async (threads: number) => void measured.push(threads);
  const compare = lazily(async () => ({ props: { bench, roofline, saved } }));
  const learn = lazily(async () => ({ props: { record: async () => null } }));
  const models = lazily<never>(async () => {
    throw new Error('no model is asked for');
  });
  const ready = new Promise<void>((resolve) => (known = resolve));
  program = automation(session, { compare, learn, models }, ready);
});

async function start() {
  known();
  const over = program.run();
  await settled();
  return over;
}

test('waits for the defaults of the models, then runs and tells how far it is', async () => {
  const over = program.run();
  await settled();
  expect(program.state()).toEqual({ phase: 'idle', message: '', progress: '' });
  known();
  await settled();
  const { loading } = environment.newest('autoregression');
  loading.progress({ label: 'Weights', loaded: 0, total: 4e6 });
  environment.pass(1000);
  loading.progress({ label: 'Weights', loaded: 1e6, total: 4e6 });
  expect(program.state()).toEqual({
    phase: 'loading',
    message: 'Loading the models.',
    progress: 'Weights 1.0 of 4.0 MB, 1.0 MB/s',
  });
  environment.finishLoads();
  await settled();
  environment.newest('autoregression').running.emit({ type: 'result', result: tokenStep(0) });
  for (const result of denoiseSteps(pictureSpec({ steps: 2 }), 4))
    environment.newest('diffusion').running.emit({ type: 'result', result });
  await settled();
  environment.frames.tick();
  expect(program.state()).toMatchObject({ phase: 'running', progress: '1 token, 2 steps' });
  environment.newest('autoregression').running.emit({ type: 'done', reason: 'stop' });
  await settled();
  // Still counted while the other lane goes on.
  expect(program.state().progress).toBe('1 token, 2 steps');
  environment.newest('diffusion').running.emit({ type: 'done', reason: 'complete' });
  await over;
  expect(program.state()).toEqual({
    phase: 'done',
    message: 'Finished: 1 token, 2 steps.',
    progress: '',
  });
  const bytes = await program.savedRun();
  const saved = decodeRun(bytes ?? new Uint8Array());
  expect(saved.traces.map(({ spec }) => spec.lane)).toEqual(['a', 'b']);
  expect(saved.traces[0]?.results).toHaveLength(1);
  expect(saved.userAgent).toBe(navigator.userAgent);
});

test('a failure comes with its reason and what to do', async () => {
  const over = start();
  await settled();
  environment
    .newest('autoregression')
    .loading.fail(new EngineError('integrity', 'Wrong hash.', 'Fetch it.'));
  environment.newest('diffusion').loading.fail(new EngineError('quota', 'Disk full.'));
  await over;
  expect(program.state()).toEqual({
    phase: 'failed',
    message: 'Language model: Wrong hash. Fetch it. Diffusion model: Disk full.',
    progress: '',
  });
  expect(await program.savedRun()).toBe(null);
});

test('words that cannot run are a failure too', async () => {
  session.setPrompt('');
  await start();
  expect(program.state()).toMatchObject({ phase: 'failed' });
  expect(program.state().message).toContain('no words');
});

test('a recording is no run of this page', async () => {
  const recording = { createdAt: '', userAgent: '', traces: [textTrace()] };
  await session.showRecording(recording, true);
  expect(await program.savedRun()).toBe(null);
});

test('a benchmark is what the Compare view would measure', async () => {
  expect(program.savedBench()).toBe(null);
  expect(program.benchState()).toEqual({ phase: 'idle', message: '', progress: '' });
  await program.bench(benchPlan());
  expect(program.benchState()).toEqual({
    phase: 'done',
    message: '',
    progress: '12 of 12 runs',
  });
  expect(decodeResult(program.savedBench() ?? '')).toEqual(benchmark.result);
  await program.roofline(2);
  expect(measured).toEqual([2]);
  await program.bench(benchPlan({ lanes: [textLane('a', { tokens: 0 }), pictureLane()] }));
  expect(program.benchState()).toMatchObject({ phase: 'failed', progress: '' });
  expect(program.benchState().message).toContain('Tokens 0');
});
