/** A latent diffusion model of a hub through the engine: its parts against plain arithmetic, and whole runs. */
import { describe, expect, it, vi } from 'vitest';
import type { DenoiseStep } from '../../../src/core/diffusion/denoise';
import {
  isDiffusion,
  type DiffusionSpec,
  type DiffusionTrace,
} from '../../../src/core/diffusion/spec';
import type { Engine, LoadOptions } from '../../../src/core/run/engine';
import type { Backend } from '../../../src/core/run/run';
import { append, type Trace } from '../../../src/core/run/trace';
import { LatentEngine } from '../../../src/engines/diffusion/latent/engine';
import { loadLatent } from '../../../src/engines/diffusion/latent/load';
import { LatentNetwork } from '../../../src/engines/diffusion/latent/network';
import { storedOf } from '../../../src/engines/runtime/stored';
import { engineOf } from '../../../src/workers/start';
import { fixture, storedOptions, type Given } from './stored';

interface Step {
  readonly sigma: number;
  readonly denoised: readonly number[];
}
interface Golden {
  readonly prompt: string;
  readonly ids: readonly number[];
  readonly pieces: readonly string[];
  readonly guidance: number;
  readonly steps: readonly Step[];
  readonly turbo: readonly Step[];
  readonly decoded: readonly number[];
  readonly preview: readonly number[];
}

const never = new AbortController().signal;
const PIXELS = 32;

/** @param set `-turbo` for the files of float32. */
async function latentFiles(set: '' | '-turbo', preview = true): Promise<Given[]> {
  const file = async (role: Given['role'], path: string): Promise<Given> => ({
    ...{ role, path },
    blob: await fixture(`tiny-latent/${path}`),
  });
  return [
    await file('text-encoder', `text-encoder${set}.onnx`),
    await file('unet', `unet${set}.onnx`),
    await file('decoder', `vae-decoder${set}.onnx`),
    ...(preview ? [await file('preview-decoder', 'taesd-decoder.onnx')] : []),
    await file('tokenizer', 'tokenizer.json'),
    await file('tokenizer-config', 'tokenizer_config.json'),
  ];
}

let runs = 0;
function latentSpec(change: Partial<DiffusionSpec> = {}): DiffusionSpec {
  return {
    ...{ mechanism: 'diffusion', lane: 'b', runId: `picture-${runs++}`, seed: 7, policy: 'alone' },
    epoch: performance.timeOrigin + performance.now(),
    prompt: 'A red dragon',
    ...{ sampler: 'euler', schedule: 'karras', steps: 4, guidance: 7.5, style: 0 },
    ...change,
  };
}

async function drawn(
  engine: Pick<Engine, 'run'>,
  spec: DiffusionSpec,
  parent?: DiffusionTrace,
): Promise<DiffusionTrace> {
  let trace: Trace | null = null;
  for await (const event of engine.run(spec, never, parent ? { parent } : {}))
    trace = append(trace, event);
  if (!trace || !isDiffusion(trace)) throw new Error('the run had no event');
  return trace;
}

async function open(load: LoadOptions) {
  return loadLatent(load, storedOf(load), () => undefined, never);
}

export function storedLatentSuite(backend: Backend): void {
  describe(`a latent diffusion model on ${backend}`, () => {
    const golden = async () =>
      JSON.parse(await (await fixture('tiny-latent/golden.json')).text()) as Golden;
    const options = async (set: '' | '-turbo', preview = true) =>
      storedOptions(
        'latent-diffusion',
        `tiny-latent${set}`,
        await latentFiles(set, preview),
        backend,
        set ? 'sd-turbo' : 'sd-1.5',
      );

    it('in half precision gives the reference’s predictions and pictures', async () => {
      const expected = await golden();
      const { model, empty, pixels, info } = await open(await options(''));
      expect(info).toMatchObject({
        ...{ mechanism: 'diffusion', modality: 'picture', backend, knownAnswer: null },
        selfCheck: { ok: true, what: 'finite values, the same prediction twice' },
      });
      expect(pixels).toBe(PIXELS);
      const prompt = model.tokenizer.encode(expected.prompt);
      expect(prompt.ids.slice(0, expected.ids.length)).toEqual(expected.ids);
      expect(prompt.ids).toHaveLength(77);
      expect(new Set(prompt.ids.slice(expected.ids.length))).toEqual(
        new Set(expected.ids.slice(-1)),
      );
      expect(prompt.pieces).toEqual(expected.pieces.map((piece) => piece.replace('</w>', ' ')));
      const caption = await model.encode(prompt);
      const latent = Float32Array.from({ length: 4 * 64 }, (_, i) => Math.sin(i * 0.37));
      for (const { sigma, denoised } of expected.steps) {
        const x = latent.map((value) => value * sigma);
        const found = await model.denoise(x, sigma, [caption, empty], expected.guidance);
        // Guidance makes fifteen times as much of what half precision rounds off.
        expect(apart(found.denoised, denoised) / sigma).toBeLessThan(0.2);
      }
      const third = (picture: Float32Array) => everyThird(picture);
      expect(apart(third(await model.decode(latent)), expected.decoded)).toBeLessThan(0.01);
      expect(apart(third(await model.preview(latent, pixels)), expected.preview)).toBeLessThan(
        0.01,
      );
      await model.release();
    });

    it('in single precision with one timestep and no guidance is exact', async () => {
      const expected = await golden();
      const { model } = await open(await options('-turbo'));
      const caption = await model.encode(model.tokenizer.encode(expected.prompt));
      const latent = Float32Array.from({ length: 4 * 64 }, (_, i) => Math.sin(i * 0.37));
      for (const { sigma, denoised } of expected.turbo) {
        const x = latent.map((value) => value * sigma);
        const found = await model.denoise(x, sigma, [caption], 1);
        expect(found.promptDelta).toBeNull();
        expect(apart(found.denoised, denoised) / sigma).toBeLessThan(0.002);
      }
      await model.release();
    });

    it('draws in its worker, step by step, the same each time', async () => {
      const load = await options('');
      const engine = engineOf(load);
      try {
        await engine.load(load, () => undefined, never);
        const trace = await drawn(engine, latentSpec());
        expect(trace.end).toMatchObject({ type: 'done', reason: 'complete' });
        expect(trace.input).toMatchObject({ cut: false });
        expect(trace.results.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
        const sizes = trace.results.flatMap(({ x, denoised, promptDelta }) =>
          [x, denoised, promptDelta].map((values) => values?.length),
        );
        expect(new Set(sizes)).toEqual(new Set([3 * PIXELS ** 2]));
        const first = trace.results[0] as DenoiseStep;
        expect(first.sigma).toBeCloseTo(14.6146, 3);
        expect(first.nfe).toBe(2);
        expect(first.passes.map(({ kind, size }) => [kind, size])).toEqual([['denoise', 2]]);
        expect(trace.results.at(-1)?.sigmaNext).toBe(0);
        const again = await drawn(engine, latentSpec());
        expect(again.results.map(({ denoised }) => denoised)).toEqual(
          trace.results.map(({ denoised }) => denoised),
        );
        expect((await drawn(engine, latentSpec({ seed: 8 }))).results.at(-1)?.denoised).not.toEqual(
          trace.results.at(-1)?.denoised,
        );
      } finally {
        await engine.dispose();
      }
    });

    it.each([
      ['text encoder', 'input_ids', 1, 'The text encoder returned', 0],
      ['U-Net', 'timestep', 3, 'From step 3 on', 2],
      ['decoder', 'latent_sample', 2, 'for the picture of step 2', 1],
    ] as const)(
      'ends a run where the %s gives what is no number, and keeps the steps before',
      async (_, input, at, said, steps) => {
        const engine = new LatentEngine();
        await engine.load(await options(''), () => undefined, never);
        const run = Object.getOwnPropertyDescriptor(LatentNetwork.prototype, 'run')
          ?.value as LatentNetwork['run'];
        let passes = 0;
        const spy = vi.spyOn(LatentNetwork.prototype, 'run').mockImplementation(async function (
          this: LatentNetwork,
          values,
        ) {
          const result = await run.call(this, values);
          if (input in values && ++passes === at) result.data[result.data.length - 1] = NaN;
          return result;
        });
        try {
          const trace = await drawn(engine, latentSpec());
          expect(trace.end).toMatchObject({
            type: 'error',
            error: { code: 'not-finite', message: expect.stringContaining(said) as string },
          });
          expect(trace.results).toHaveLength(steps);
          passes = -Infinity;
          expect((await drawn(engine, latentSpec())).end).toMatchObject({ type: 'done' });
        } finally {
          spy.mockRestore();
          await engine.dispose();
        }
      },
    );

    it('goes on from a step of the newest run, and says so of an older one', async () => {
      const engine = new LatentEngine();
      await engine.load(await options(''), () => undefined, never);
      const parent = await drawn(engine, latentSpec());
      const from = (runId: string, renoise = false) => ({ runId, at: 2, renoise });
      const same = latentSpec({ from: from(parent.spec.runId) });
      const fork = await drawn(engine, same, parent);
      expect(fork.end).toMatchObject({ type: 'done' });
      expect(fork.results.at(-1)?.denoised).toEqual(parent.results.at(-1)?.denoised);
      // Only the last two steps were computed.
      expect(fork.input?.t).toBe(parent.input?.t);
      const noisy = latentSpec({ from: from(fork.spec.runId, true), seed: 9 });
      const other = await drawn(engine, noisy, fork);
      expect(other.results).toHaveLength(4);
      expect(other.results.at(-1)?.denoised).not.toEqual(parent.results.at(-1)?.denoised);
      const late = await drawn(engine, latentSpec({ from: from(parent.spec.runId) }), parent);
      expect(late.end).toMatchObject({
        error: { code: 'bad-input', message: expect.stringContaining('newest run') },
      });
      await engine.dispose();
    });

    it('shows each step by its colours where it has no tiny decoder', async () => {
      const engine = new LatentEngine();
      const info = await engine.load(await options('-turbo', false), () => undefined, never);
      expect(info.selfCheck?.ok).toBe(true);
      const spec = latentSpec({ sampler: 'euler-ancestral', steps: 2, guidance: 1 });
      const { results } = await drawn(engine, spec);
      // The timesteps that such a model was trained for: 999 and 499.
      expect(results.map(({ sigma }) => Number(sigma.toFixed(4)))).toEqual([14.6146, 1.6129]);
      expect(results.every(({ promptDelta, nfe }) => promptDelta === null && nfe === 1)).toBe(true);
      await engine.dispose();
    });
  });
}

/** Of every third latent pixel: the decoder makes four by four of each. */
function everyThird(picture: Float32Array): Float32Array {
  const found: number[] = [];
  for (let c = 0; c < 3; c++)
    for (let y = 0; y < 8; y += 3)
      for (let x = 0; x < 8; x += 3)
        found.push(picture[(c * PIXELS + 4 * y) * PIXELS + 4 * x] as number);
  return Float32Array.from(found);
}

function apart(found: Float32Array, expected: readonly number[]): number {
  expect(found).toHaveLength(expected.length);
  return Math.max(...expected.map((value, i) => Math.abs(value - (found[i] ?? NaN))));
}
