import { beforeEach, expect, test } from 'vitest';
import { automation, type Automation } from '../../../src/automation';
import { decodeRun } from '../../../src/core/saved/codec';
import { EngineError } from '../../../src/core/errors';
import type { LaneKind } from '../../../src/core/run/run';
import { decodeResult, encodeResult } from '../../../src/core/bench/codec';
import { lazily } from '../../../src/lazily';
import { Benchmark } from '../../../src/state/bench/benchmark.svelte';
import { Comparison } from '../../../src/state/session/session.svelte';
import { Settings } from '../../../src/state/settings/settings.svelte';
import { BenchFakeWorld, benchPlan } from '../../helpers/bench';
import { fakeAddress, FakeWorld, settled } from '../../helpers/fakes';
import { denoiseSteps, diffusionSpec, languageTrace, tokenStep } from '../../helpers/traces';

const KINDS: LaneKind[] = ['language', 'diffusion'];

let world: FakeWorld;
let session: Comparison;
let benchmark: Benchmark;
let program: Automation;
let known: () => void;
/** Threads that the device was measured with. */
let measured: number[];

beforeEach(() => {
  world = new FakeWorld();
  measured = [];
  session = new Comparison(new Settings(fakeAddress('?prompt=a+cat')), world);
  benchmark = new Benchmark(new BenchFakeWorld());
  const bench = benchmark;
  const saved = () => bench.result && encodeResult(bench.result);
  const roofline = async (threads: number) => void measured.push(threads);
  const compare = lazily(async () => ({ props: { bench, roofline, saved } }));
  program = automation(session, compare, new Promise<void>((resolve) => (known = resolve)));
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
  const { loading } = world.newest('language');
  loading.progress({ label: 'Weights', loaded: 0, total: 4e6 });
  world.pass(1000);
  loading.progress({ label: 'Weights', loaded: 1e6, total: 4e6 });
  expect(program.state()).toEqual({
    phase: 'loading',
    message: 'Loading the models.',
    progress: 'Weights 1.0 of 4.0 MB, 1.0 MB/s',
  });
  for (const kind of KINDS) world.newest(kind).loading.finish();
  await settled();
  world.newest('language').running.emit({ type: 'token', token: tokenStep(0) });
  for (const step of denoiseSteps(diffusionSpec({ steps: 2 }), 4))
    world.newest('diffusion').running.emit({ type: 'step', step });
  await settled();
  world.frames.tick();
  expect(program.state()).toMatchObject({ phase: 'running', progress: '1 token, 2 steps' });
  world.newest('language').running.emit({ type: 'done', reason: 'stop' });
  await settled();
  // Still counted while the other lane goes on.
  expect(program.state().progress).toBe('1 token, 2 steps');
  world.newest('diffusion').running.emit({ type: 'done', reason: 'steps' });
  await over;
  expect(program.state()).toEqual({
    phase: 'done',
    message: 'Finished: 1 token, 2 steps.',
    progress: '',
  });
  const bytes = program.savedRun();
  const saved = decodeRun(bytes ?? new Uint8Array());
  expect(saved.traces.map(({ lane }) => lane)).toEqual(KINDS);
  expect(saved.traces[0]?.tokens).toHaveLength(1);
  expect(saved.userAgent).toBe(navigator.userAgent);
});

test('a failure comes with its reason and what to do', async () => {
  const over = start();
  await settled();
  world.newest('language').loading.fail(new EngineError('integrity', 'Wrong hash.', 'Fetch it.'));
  world.newest('diffusion').loading.fail(new EngineError('quota', 'Disk full.'));
  await over;
  expect(program.state()).toEqual({
    phase: 'failed',
    message: 'Language model: Wrong hash. Fetch it. Diffusion model: Disk full.',
    progress: '',
  });
  expect(program.savedRun()).toBe(null);
});

test('words that cannot run are a failure too', async () => {
  session.setPrompt('');
  await start();
  expect(program.state()).toMatchObject({ phase: 'failed' });
  expect(program.state().message).toContain('no words');
});

test('a recording is no run of this page', async () => {
  const recording = { version: 1, createdAt: '', userAgent: '', traces: [languageTrace()] };
  await session.showRecording(recording, true);
  expect(program.savedRun()).toBe(null);
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
  await program.bench(benchPlan({ tokens: 0 }));
  expect(program.benchState()).toMatchObject({ phase: 'failed', progress: '' });
  expect(program.benchState().message).toContain('Tokens 0');
});
