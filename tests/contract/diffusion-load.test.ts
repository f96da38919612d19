/** What a load of the picture engine does when things are not as they should be. */
import { afterEach, describe, expect, it, vi } from 'vitest';
import { DiffusionEngine } from '../../src/engines/diffusion/engine';
import { last, never, options, picture, TINY, traceOf, type Where } from './support/diffusion';
import { alteredSite } from './support/diffusion-site';

const load = (engine: DiffusionEngine, where: Where = TINY, signal = never) =>
  engine.load(options(where, 'wasm', 1), () => undefined, signal);

afterEach(() => vi.restoreAllMocks());

describe('the known-answer check', () => {
  it('fails when the denoiser gives other numbers', async () => {
    alteredSite('tiny-denoiser', (golden) => {
      golden['denoise'][1].values[3] += 0.1;
    });
    const engine = new DiffusionEngine();
    const { knownAnswer, backend } = await load(engine);
    expect(backend).toBe('wasm');
    expect(knownAnswer).toMatchObject({ ok: false, what: expect.stringContaining('x0') });
    expect(knownAnswer?.worst).toBeCloseTo(0.1, 2);
    await engine.dispose();
  });
});

it('checks what comes with a known answer where the denoiser has none', async () => {
  alteredSite(
    'tiny-denoiser',
    () => undefined,
    (manifest) => {
      manifest.files = manifest.files.filter(({ role }) => role !== 'golden');
    },
  );
  const engine = new DiffusionEngine();
  const { knownAnswer } = await load(engine);
  expect(knownAnswer).toMatchObject({ ok: true, what: expect.stringContaining('captions') });
  await engine.dispose();
});

describe('a load that fails', () => {
  it('leaves the engine as it was', async () => {
    const engine = new DiffusionEngine();
    await load(engine);
    const before = last(await traceOf(engine, picture()));
    for (const [where, code] of [
      [{ ...TINY, model: 'nowhere' }, 'model-fetch'],
      [{ ...TINY, model: 'tiny-encoder' }, 'unsupported-model'],
      [{ ...TINY, model: '../secrets' }, 'bad-input'],
    ] as const)
      await expect(load(engine, where)).rejects.toMatchObject({ name: 'EngineError', code });
    expect(last(await traceOf(engine, picture()))).toEqual(before);
    await engine.dispose();
  });

  it('says that the text encoder is missing', async () => {
    alteredSite(
      'tiny-denoiser',
      () => undefined,
      (manifest) => {
        manifest.config.encoder = 'nowhere';
      },
    );
    await expect(load(new DiffusionEngine())).rejects.toMatchObject({
      code: 'model-fetch',
      message: expect.stringContaining('nowhere'),
    });
  });

  it('ends when it is stopped, at any phase', async () => {
    for (const phase of ['runtime', 'weights', 'prepare', 'warm-up']) {
      const engine = new DiffusionEngine();
      const stop = new AbortController();
      const seen: string[] = [];
      const loading = engine.load(
        options(TINY, 'wasm', 1),
        (progress) => {
          seen.push(progress.phase);
          if (progress.phase === phase) stop.abort();
        },
        stop.signal,
      );
      await expect(loading).rejects.toMatchObject({ code: 'aborted' });
      expect(seen.at(-1)).toBe(phase);
      await expect(traceOf(engine, picture())).rejects.toMatchObject({ code: 'internal' });
    }
  });
});
