import { afterEach, describe, expect, it, vi } from 'vitest';
import { chooseBackend, type ChosenBackend } from '../../../src/engines/runtime/backend';
import { DownloadProgress } from '../../../src/engines/runtime/download-progress';
import { loadWithFallback } from '../../../src/engines/runtime/loading';
import { neverLost, whenLost } from '../../../src/engines/runtime/lost-gpu';
import { rejectOnAbort } from '../../../src/engines/runtime/reject-on-abort';
import { BASE, fileOf, manifestOf, type Heard } from '../../helpers/site';
import { runClock } from '../../../src/engines/runtime/clock';
import type { EngineEvent } from '../../../src/engines/runtime/stream';
import { eventStream } from '../../../src/engines/runtime/stream';
import { withPassLock } from '../../../src/engines/runtime/pass-lock';
import { EngineError, type ErrorCode } from '../../../src/core/errors';
import type { BackendChoice } from '../../../src/core/run/engine';
import type { EngineInfo, RunEvent } from '../../../src/core/run/run';
import { append, type Trace } from '../../../src/core/run/trace';
import { transfer } from '../../../src/workers/protocol';
import type { DenoiseStep } from '../../../src/core/diffusion/denoise';
import {
  denoiseSteps,
  engineInfo,
  pictureEvents,
  pictureSpec,
  textSpec,
  tokenStep,
} from '../../helpers/traces';

afterEach(() => vi.unstubAllGlobals());
const never = new AbortController().signal;

describe('chooseBackend', () => {
  /** A browser whose GPU is described so; `null` is none usable. */
  function gpu(info: Partial<GPUAdapterInfo> | null, features: string[] = []): void {
    const adapter = info && {
      info: {
        vendor: '',
        architecture: '',
        description: '',
        device: '',
        isFallbackAdapter: false,
        ...info,
      },
      features: new Set(features),
    };
    vi.stubGlobal('navigator', { gpu: { requestAdapter: async () => adapter } });
  }

  it('takes a real GPU without another word', async () => {
    gpu({ vendor: 'nvidia', architecture: 'ampere' }, ['shader-f16']);
    const adapter = {
      vendor: 'nvidia',
      architecture: 'ampere',
      description: '',
      software: false,
      f16: true,
    };
    for (const choice of ['auto', 'webgpu'] as const)
      expect(await chooseBackend(choice)).toEqual({ backend: 'webgpu', reason: '', adapter });
  });

  it('runs on WASM when told to, without asking for a GPU', async () => {
    gpu({ vendor: 'nvidia' });
    expect(await chooseBackend('wasm')).toEqual({ backend: 'wasm', reason: '', adapter: null });
  });

  it.each([
    [{ vendor: 'google', architecture: 'swiftshader' }],
    [{ vendor: 'mesa', description: 'llvmpipe (LLVM 15.0.7, 256 bits)' }],
    [{ vendor: 'microsoft', description: 'Microsoft Basic Render Driver' }],
    [{ vendor: 'amd', isFallbackAdapter: true }],
  ])('takes WASM rather than a GPU in software, and says why: %o', async (info) => {
    gpu(info);
    const chosen = await chooseBackend('auto');
    expect(chosen).toMatchObject({ backend: 'wasm', adapter: null });
    expect(chosen.reason).toMatch(/software/);
    expect(await chooseBackend('webgpu')).toMatchObject({
      backend: 'webgpu',
      adapter: { software: true },
    });
  });

  it.each([
    ['no WebGPU', () => vi.stubGlobal('navigator', {})],
    ['no adapter', () => gpu(null)],
    [
      'a GPU that fails',
      () =>
        vi.stubGlobal('navigator', {
          gpu: { requestAdapter: () => Promise.reject(new Error('driver crashed')) },
        }),
    ],
  ])('with %s: WASM with the reason, or a refusal where WebGPU was forced', async (_, prepare) => {
    prepare();
    const chosen = await chooseBackend('auto');
    expect(chosen).toMatchObject({ backend: 'wasm', adapter: null });
    expect(chosen.reason).toMatch(/^Running on the CPU: .+\.$/);
    await expect(chooseBackend('webgpu')).rejects.toMatchObject({
      code: 'webgpu-unavailable',
      hint: expect.stringMatching(/WASM/),
    });
  });

  it('names the insecure address as the reason', async () => {
    vi.stubGlobal('navigator', {});
    vi.stubGlobal('isSecureContext', true);
    expect((await chooseBackend('auto')).reason).toMatch(/no WebGPU/);
    vi.stubGlobal('isSecureContext', false);
    expect((await chooseBackend('auto')).reason).toMatch(/secure address/);
  });
});

describe('runClock', () => {
  it('counts from the epoch, is never negative and never falls', () => {
    const times = [100, 150, 120, 180];
    vi.stubGlobal('performance', { timeOrigin: 1_000_000, now: () => times.shift() });
    const clock = runClock(1_000_110);
    expect([clock(), clock(), clock(), clock()]).toEqual([0, 40, 40, 70]);
  });
});

describe('eventStream', () => {
  const info = engineInfo('autoregression');
  const spec = textSpec({ epoch: performance.timeOrigin + performance.now() });
  const token = (index: number): EngineEvent => ({ type: 'result', result: tokenStep(index) });

  async function told(
    body: () => AsyncGenerator<EngineEvent>,
    signal = never,
  ): Promise<RunEvent[]> {
    const list: RunEvent[] = [];
    for await (const event of eventStream(spec, info, true, signal, body)) list.push(event);
    expect(list.reduce<Trace | null>(append, null)?.end).not.toBeNull();
    return list;
  }

  it('frames the events of a body', async () => {
    const list = await told(async function* () {
      yield token(0);
      yield { type: 'done', reason: 'stop' };
    });
    expect(list.map(({ type, seq, runId }) => [type, seq, runId])).toEqual([
      ['start', 0, 'run-1'],
      ['result', 1, 'run-1'],
      ['done', 2, 'run-1'],
    ]);
  });

  it('makes an end of what is thrown, with its code', async () => {
    const list = await told(async function* () {
      yield token(0);
      throw new EngineError('integrity', 'Bad.', 'Do this.');
    });
    expect(list.at(-1)).toMatchObject({
      type: 'error',
      error: { code: 'integrity', message: 'Bad.', hint: 'Do this.' },
    });
  });

  it('ends as aborted once the signal has fired, also when the body does not look', async () => {
    const stop = new AbortController();
    let cleaned = false;
    const list = await told(async function* () {
      try {
        for (let index = 0; ; index++) {
          if (index === 2) stop.abort();
          yield token(index);
        }
      } finally {
        cleaned = true;
      }
    }, stop.signal);
    expect(list.map(({ type }) => type)).toEqual([
      'start',
      'result',
      'result',
      'result',
      'aborted',
    ]);
    expect(cleaned).toBe(true);
  });

  it('takes a body that stops without a word as an error', async () => {
    const list = await told(async function* () {
      yield token(0);
    });
    expect(list.at(-1)).toMatchObject({ type: 'error', error: { code: 'internal' } });
  });

  it('has one end, whatever the body does after it', async () => {
    const list = await told(async function* () {
      try {
        yield { type: 'done', reason: 'stop' } as EngineEvent;
      } finally {
        // eslint-disable-next-line no-unsafe-finally
        throw new Error('while cleaning up');
      }
    });
    expect(list.map(({ type }) => type)).toEqual(['start', 'done']);
  });

  it('lets the body clean up when the consumer leaves', async () => {
    let cleaned = false;
    const body = async function* (): AsyncGenerator<EngineEvent> {
      try {
        for (let index = 0; ; index++) yield token(index);
      } finally {
        cleaned = true;
      }
    };
    for await (const event of eventStream(spec, info, true, never, body))
      if (event.type === 'result') break;
    expect(cleaned).toBe(true);
  });
});

describe('loadWithFallback', () => {
  const hardware = {
    gpu: {
      requestAdapter: async () => ({
        info: { vendor: 'acme', architecture: '', description: '', device: '' },
        features: new Set(),
      }),
    },
  };
  const right = engineInfo('autoregression');
  const wrong = { ok: false, worst: 0.5, tolerance: 0.1, what: 'logits' };

  /** A load that does on the GPU what it is told to. */
  function loader(onGpu: () => Promise<{ info: EngineInfo }>) {
    const released: unknown[] = [];
    const load = (chosen: ChosenBackend) =>
      chosen.backend === 'webgpu'
        ? onGpu()
        : Promise.resolve({ info: { ...right, backendReason: chosen.reason } });
    return {
      released,
      run: (choice: BackendChoice) =>
        loadWithFallback(choice, load, async (loaded) => void released.push(loaded)),
    };
  }

  it('keeps a GPU that gives the known answer, or was not checked', async () => {
    vi.stubGlobal('navigator', hardware);
    for (const knownAnswer of [right.knownAnswer, null]) {
      const onGpu = { info: { ...right, knownAnswer } };
      expect(await loader(async () => onGpu).run('auto')).toBe(onGpu);
    }
  });

  it('releases a GPU that computes wrongly and takes WASM, unless it was asked for', async () => {
    vi.stubGlobal('navigator', hardware);
    const onGpu = { info: { ...right, knownAnswer: wrong } };
    const { run, released } = loader(async () => onGpu);
    expect(await run('webgpu')).toBe(onGpu);
    expect(released).toEqual([]);
    const { info } = await run('auto');
    expect(released).toEqual([onGpu]);
    expect(info.backendReason).toBe(
      'Running on the CPU: on the GPU its known answer (logits) was off by 0.500, with 0.1 allowed.',
    );
  });

  it('takes WASM where the GPU fails, but not where WASM would fail as well', async () => {
    vi.stubGlobal('navigator', hardware);
    const failing = (code: ErrorCode) => loader(() => Promise.reject(new EngineError(code, 'No.')));
    expect((await failing('out-of-memory').run('auto')).info.backendReason).toMatch(
      /on the GPU the model failed \(No\.\)/,
    );
    for (const code of ['aborted', 'model-fetch', 'integrity'] as const)
      await expect(failing(code).run('auto')).rejects.toMatchObject({ code });
  });
});

describe('DownloadProgress', () => {
  const weights = fileOf(new Uint8Array(400));
  const graph = fileOf(new Uint8Array(100), { role: 'graph', path: 'graph.onnx' });
  const source = { baseUrl: BASE, manifest: manifestOf(weights, graph), signal: never };

  it('adds up the bytes of all files; weights alone say whether a load is from this device', () => {
    const heard: Heard[] = [];
    const progress = new DownloadProgress([weights, graph], (now) => heard.push(now));
    progress.context(weights, source).onBytes(400, 400, true);
    progress.context(graph, source).onBytes(50, 100, false);
    progress.context(graph, source).onBytes(100, 100, false);
    expect(heard).toEqual([
      { loaded: 400, total: 500, fromDevice: true },
      { loaded: 450, total: 500, fromDevice: false },
      { loaded: 500, total: 500, fromDevice: false },
    ]);
    expect(progress.fromDevice).toBe(true);
    progress.context(weights, source).onBytes(400, 400, false);
    expect(progress.fromDevice).toBe(false);
  });

  it('tells what comes on a slow line too, in pieces far below a step', () => {
    let now = 1000;
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    const large = fileOf(new Uint8Array(1), { bytes: 100e6 });
    const heard: number[] = [];
    const { onBytes } = new DownloadProgress([large], ({ loaded }) => heard.push(loaded)).context(
      large,
      source,
    );
    for (let i = 1; i <= 20; i++, now += 100) onBytes(i * 5000, 100e6, false);
    expect(heard.length).toBeGreaterThanOrEqual(4);
    expect(heard.length).toBeLessThanOrEqual(6);
    vi.restoreAllMocks();
  });
});

it('whenLost fires with the reason that the browser gives', async () => {
  const lost = whenLost(Promise.resolve({ message: 'reset' } as GPUDeviceLostInfo));
  expect(lost.aborted).toBe(false);
  await expect(rejectOnAbort(lost, new Promise(() => undefined))).rejects.toMatchObject({
    code: 'device-lost',
    message: 'The GPU was lost: reset',
  });
  expect(neverLost().aborted).toBe(false);
});

describe('withPassLock', () => {
  it('lets messages in before a pass, so that a stop is seen', async () => {
    const stop = new AbortController();
    const { port1, port2 } = new MessageChannel();
    port2.onmessage = () => stop.abort();
    port1.postMessage('stop');
    let passes = 0;
    const run = async () => {
      // Passes that never return to the event loop themselves.
      for (; passes < 1000; passes++) await withPassLock('together', stop.signal, () => undefined);
    };
    await expect(run()).rejects.toMatchObject({ code: 'aborted' });
    expect(passes).toBeLessThan(100);
    port2.close();
  });

  it('says what taking turns needs where there are no locks', async () => {
    vi.stubGlobal('navigator', {});
    await expect(withPassLock('turns', never, () => 1)).rejects.toMatchObject({
      code: 'bad-input',
    });
    expect(await withPassLock('together', never, () => 1)).toBe(1);
  });
});

describe('transfer', () => {
  /** A step as an engine may hold it, and what of it travels. */
  function step(x: Float32Array, denoised: Float32Array, promptDelta: Float32Array | null = null) {
    const [made] = denoiseSteps(pictureSpec({ steps: 1 }), 2);
    if (!made) throw new Error('no step');
    const result: DenoiseStep = { ...made, x, denoised, promptDelta };
    const { event, buffers } = transfer({ type: 'result', result, runId: 'a', seq: 2, t: 1 });
    if (event.type !== 'result') throw new Error('no result');
    return { result: event.result as DenoiseStep, buffers };
  }

  it('hands whole tensors over as they are', () => {
    const [x, denoised] = [new Float32Array(4), new Float32Array(4)];
    const { result, buffers } = step(x, denoised);
    expect(buffers).toEqual([x.buffer, denoised.buffer]);
    expect(result.x).toBe(x);
    expect(result.denoised).toBe(denoised);
    const delta = new Float32Array(4);
    expect(step(x, denoised, delta).buffers).toEqual([x.buffer, denoised.buffer, delta.buffer]);
    expect(new Set(step(x, denoised, x).buffers).size).toBe(3);
  });

  it('copies views, shared memory, and one tensor that stands for both', () => {
    const memory = Float32Array.from({ length: 8 }, (_, i) => i);
    const shared = new Float32Array(new SharedArrayBuffer(16));
    for (const [x, denoised] of [
      [memory.subarray(2, 6), memory.subarray(4, 8)],
      [shared, shared],
      [memory, memory],
    ] as const) {
      const { result, buffers } = step(x, denoised);
      expect(new Set(buffers).size).toBe(2);
      for (const buffer of buffers) expect(buffer).toBeInstanceOf(ArrayBuffer);
      expect([...result.x]).toEqual([...x]);
      expect([...result.denoised]).toEqual([...denoised]);
    }
  });

  it('takes tensors of any kind, in an input as well', () => {
    const [codes, rows] = [new Uint16Array([1, 2]), new BigInt64Array(2).subarray(1)];
    const input = {
      pieces: ['a'],
      passes: [],
      codes,
      rows,
      view: new DataView(new ArrayBuffer(1)),
    };
    const sent = transfer({ type: 'input', input, runId: 'a', seq: 1, t: 0 });
    expect(sent.buffers).toHaveLength(2);
    expect(sent.buffers[0]).toBe(codes.buffer);
    expect(sent.buffers[1]?.byteLength).toBe(8);
    expect(sent.event).toEqual({ type: 'input', input, runId: 'a', seq: 1, t: 0 });
  });

  it('sends other events as they are', () => {
    const [start] = pictureEvents();
    if (!start) throw new Error('no event');
    expect(transfer(start)).toEqual({ event: start, buffers: [] });
  });
});
