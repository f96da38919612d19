/** The GPU goes away, or computes something else. */
import { afterEach, expect, it, vi } from 'vitest';
import { DiffusionEngine } from '../../src/engines/diffusion/engine';
import { loadOrt } from '../../src/engines/runtime/ort';
import { never, options, picture, TINY, traceOf } from '../contract/support/diffusion';
import { alteredSite } from '../contract/support/diffusion-site';

// A load compiles every shader on the CPU here.
vi.setConfig({ testTimeout: 150_000 });
afterEach(() => vi.restoreAllMocks());

it('takes the CPU when the GPU does not give the known answer, and says why', async () => {
  // A real GPU, as far as anyone can see.
  vi.spyOn(GPUAdapterInfo.prototype, 'vendor', 'get').mockReturnValue('acme');
  vi.spyOn(GPUAdapterInfo.prototype, 'architecture', 'get').mockReturnValue('one');
  vi.spyOn(GPUAdapterInfo.prototype, 'description', 'get').mockReturnValue('Acme One');
  vi.spyOn(GPUAdapterInfo.prototype, 'device', 'get').mockReturnValue('1');
  vi.spyOn(GPUAdapterInfo.prototype, 'isFallbackAdapter', 'get').mockReturnValue(false);
  const engine = new DiffusionEngine();
  const right = await engine.load(options(TINY, 'auto', 1), () => undefined, never);
  expect(right).toMatchObject({ backend: 'webgpu', adapter: { vendor: 'acme', software: false } });

  // The answers are what changes: no kernel is wrong by itself here.
  alteredSite('tiny-denoiser', (golden) => {
    golden.denoise[0].mean += 0.5;
  });
  const other = new DiffusionEngine();
  const { backend, backendReason, adapter, knownAnswer } = await other.load(
    options(TINY, 'auto', 1),
    () => undefined,
    never,
  );
  expect({ backend, adapter }).toEqual({ backend: 'wasm', adapter: null });
  expect(backendReason).toMatch(/^Running on the CPU: on the GPU .*off by 0\.5/);
  expect(knownAnswer?.ok).toBe(false);
  expect((await traceOf(other, picture())).end?.type).toBe('done');
  await other.dispose();
  await engine.dispose();
});

it('keeps to a forced GPU that does not give the known answer, and says so', async () => {
  alteredSite('tiny-denoiser', (golden) => {
    golden.denoise[0].mean += 0.5;
  });
  const engine = new DiffusionEngine();
  const info = await engine.load(options(TINY, 'webgpu', 1), () => undefined, never);
  expect(info).toMatchObject({ backend: 'webgpu', knownAnswer: { ok: false } });
  await engine.dispose();
});

it('ends a run with device-lost when the browser takes the GPU, and keeps the steps', async () => {
  const engine = new DiffusionEngine();
  await engine.load(options(TINY, 'webgpu', 1), () => undefined, never);
  const { ort } = await loadOrt('webgpu', 0);
  const device = (await ort.env.webgpu.device) as GPUDevice;
  const trace = await traceOf(engine, picture({ steps: 200 }), (event) => {
    if (event.type === 'result' && event.result.index === 2) device.destroy();
  });
  expect(trace.end).toMatchObject({ type: 'error', error: { code: 'device-lost' } });
  expect(trace.results.length).toBeGreaterThanOrEqual(3);
  expect(trace.results.length).toBeLessThan(200);
  expect((await traceOf(engine, picture())).end).toMatchObject({ error: { code: 'device-lost' } });
});
