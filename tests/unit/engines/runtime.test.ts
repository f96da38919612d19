import { afterEach, describe, expect, it, vi } from 'vitest';
import { chooseBackend } from '../../../src/engines/runtime/backend';
import { runClock } from '../../../src/engines/runtime/clock';
import type { EngineEvent } from '../../../src/engines/runtime/stream';
import { eventStream } from '../../../src/engines/runtime/stream';
import { withTurn } from '../../../src/engines/runtime/pass-lock';
import { EngineError } from '../../../src/core/errors';
import type { RunEvent } from '../../../src/core/run/run';
import { append, type Trace } from '../../../src/core/run/trace';
import { transfer } from '../../../src/workers/protocol';
import { diffusionEvents, engineInfo, languageSpec, tokenStep } from '../../helpers/traces';

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
      hint: expect.stringMatching(/wasm/),
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
  const info = engineInfo('language');
  const spec = languageSpec({ epoch: performance.timeOrigin + performance.now() });
  const token = (index: number): EngineEvent => ({ type: 'token', token: tokenStep(index) });

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
      ['token', 1, 'run-1'],
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
    expect(list.map(({ type }) => type)).toEqual(['start', 'token', 'token', 'token', 'aborted']);
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
      if (event.type === 'token') break;
    expect(cleaned).toBe(true);
  });
});

describe('withTurn', () => {
  it('lets messages in before a pass, so that a stop is seen', async () => {
    const stop = new AbortController();
    const { port1, port2 } = new MessageChannel();
    port2.onmessage = () => stop.abort();
    port1.postMessage('stop');
    let passes = 0;
    const run = async () => {
      // Passes that never return to the event loop themselves.
      for (; passes < 1000; passes++) await withTurn('together', stop.signal, () => undefined);
    };
    await expect(run()).rejects.toMatchObject({ code: 'aborted' });
    expect(passes).toBeLessThan(100);
    port2.close();
  });

  it('says what taking turns needs where there are no locks', async () => {
    vi.stubGlobal('navigator', {});
    await expect(withTurn('turns', never, () => 1)).rejects.toMatchObject({ code: 'bad-input' });
    expect(await withTurn('together', never, () => 1)).toBe(1);
  });
});

describe('transfer', () => {
  const step = (
    x: Float32Array,
    denoised: Float32Array,
    promptDelta: Float32Array | null = null,
  ) => {
    const event = diffusionEvents({ size: 2 }).find(({ type }) => type === 'step');
    if (event?.type !== 'step') throw new Error('no step');
    return transfer({ ...event, step: { ...event.step, x, denoised, promptDelta } });
  };

  it('hands whole tensors over as they are', () => {
    const [x, denoised] = [new Float32Array(4), new Float32Array(4)];
    const { event, buffers } = step(x, denoised);
    expect(buffers).toEqual([x.buffer, denoised.buffer]);
    expect(event).toMatchObject({ step: { x, denoised } });
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
      const { event, buffers } = step(x, denoised);
      expect(new Set(buffers).size).toBe(2);
      for (const buffer of buffers) expect(buffer).toBeInstanceOf(ArrayBuffer);
      if (event.type !== 'step') throw new Error('no step');
      expect([...event.step.x]).toEqual([...x]);
      expect([...event.step.denoised]).toEqual([...denoised]);
    }
  });

  it('sends other events as they are', () => {
    const [start] = diffusionEvents();
    if (!start) throw new Error('no event');
    expect(transfer(start)).toEqual({ event: start, buffers: [] });
  });
});
