/** Guidance and batches around a network that is a formula. */
import { describe, expect, it } from 'vitest';
import type { DenoiserManifest } from '../../src/core/manifest';
import { guidedDenoiser } from '../../src/engines/diffusion/denoiser';
import type { Caption } from '../../src/engines/runtime/caption';
import type { Network } from '../../src/engines/runtime/sessions';
import { Tensor } from '../../src/engines/runtime/ort';

const config: DenoiserManifest['config'] = {
  size: 2,
  channels: 3,
  styles: ['any', 'one', 'two'],
  encoder: 'tiny-encoder',
  sigmaMin: 0.05,
  sigmaMax: 80,
  guidanceMaxSigma: 19,
  clamp: 1.2,
  defaults: { sampler: 'euler', schedule: 'karras', steps: 20, guidance: 3 },
};

function caption(value: number): Caption {
  return {
    tokens: new Float32Array(16 * 4).fill(value),
    mask: new Float32Array(16).fill(value),
    pooled: new Float32Array(4).fill(value),
  };
}

/** Predicts the caption's pooled value everywhere, plus 0.01 for the style; remembers its inputs. */
function formula() {
  const seen: Record<string, { dims: readonly number[]; data: number[] }>[] = [];
  const network: Network = {
    run(feeds) {
      const numbers = ({ data }: Tensor) => Array.from(data as ArrayLike<number>, Number);
      seen.push(
        Object.fromEntries(
          Object.entries(feeds).map(([name, tensor]) => [
            name,
            { dims: tensor.dims, data: numbers(tensor) },
          ]),
        ),
      );
      const { sample, pooled, style } = feeds as Record<'sample' | 'pooled' | 'style', Tensor>;
      const batch = sample.dims[0] ?? 0;
      const values = Float32Array.from({ length: batch * 12 }, (_, i) => {
        const row = Math.floor(i / 12);
        return (numbers(pooled)[row * 4] ?? NaN) + 0.01 * (numbers(style)[row] ?? NaN);
      });
      return Promise.resolve({ denoised: new Tensor('float32', values, [batch, 3, 2, 2]) });
    },
  };
  return { network, seen };
}

const x = Float32Array.from({ length: 12 }, (_, k) => k);

describe('guidedDenoiser', () => {
  it.each([NaN, Infinity, -Infinity])(
    'says that %s is no number, which a clamp hides',
    async (bad) => {
      const { network } = formula();
      const condition = { caption: caption(0.5), style: 2 };
      const good = guidedDenoiser(network, config, condition, 2, caption(0.1));
      expect((await good.evaluate(x, 3)).finite).toBe(true);
      const hurt: Network = {
        run: async (feeds) => {
          const { denoised } = await network.run(feeds);
          (denoised?.data as Float32Array)[3] = bad;
          return { denoised: denoised as Tensor };
        },
      };
      const denoiser = guidedDenoiser(hurt, config, condition, 2, caption(0.1));
      expect((await denoiser.evaluate(x, 3)).finite).toBe(false);
    },
  );

  it('takes one pass of one picture without guidance', async () => {
    const { network, seen } = formula();
    const condition = { caption: caption(0.5), style: 2 };
    const denoiser = guidedDenoiser(network, config, condition, 1, caption(0.1));
    const { denoised } = await denoiser.evaluate(x, 3);
    expect(denoiser.batch).toBe(1);
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({
      sample: { dims: [1, 3, 2, 2], data: [...x] },
      sigma: { dims: [1], data: [3] },
      tokens: { dims: [1, 16, 4] },
      mask: { dims: [1, 16] },
      pooled: { dims: [1, 4], data: [0.5, 0.5, 0.5, 0.5] },
      style: { dims: [1], data: [2] },
    });
    for (const value of denoised) expect(value).toBeCloseTo(0.52, 6);
  });

  it('takes one pass of two pictures with guidance: the caption, and nothing in any style', async () => {
    const { network, seen } = formula();
    const condition = { caption: caption(0.5), style: 2 };
    const denoiser = guidedDenoiser(network, config, condition, 2, caption(0.25));
    const { denoised } = await denoiser.evaluate(x, 3);
    expect(denoiser.batch).toBe(2);
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({
      sample: { dims: [2, 3, 2, 2], data: [...x, ...x] },
      sigma: { data: [3, 3] },
      tokens: { dims: [2, 16, 4] },
      pooled: { data: [0.5, 0.5, 0.5, 0.5, 0.25, 0.25, 0.25, 0.25] },
      style: { data: [2, 0] },
    });
    // 0.25 + 2 (0.52 - 0.25)
    for (const value of denoised) expect(value).toBeCloseTo(0.79, 6);
  });

  it('computes several pictures in one pass: all with the caption, then all without', async () => {
    const { network, seen } = formula();
    const condition = { caption: caption(0.5), style: 2 };
    const denoiser = guidedDenoiser(network, config, condition, 2, caption(0.25), 2);
    const both = Float32Array.from({ length: 24 }, (_, k) => k);
    const { denoised, promptDelta } = await denoiser.evaluate(both, 3);
    expect(denoiser.batch).toBe(4);
    expect(seen).toHaveLength(1);
    expect(seen[0]).toMatchObject({
      sample: { dims: [4, 3, 2, 2], data: [...both, ...both] },
      sigma: { data: [3, 3, 3, 3] },
      style: { data: [2, 2, 0, 0] },
    });
    expect([denoised.length, promptDelta?.length]).toEqual([24, 24]);
    for (const value of denoised) expect(value).toBeCloseTo(0.79, 6);
  });

  it('applies guidance only below its highest noise level', async () => {
    const { network } = formula();
    const condition = { caption: caption(0.5), style: 0 };
    const denoiser = guidedDenoiser(network, config, condition, 2, caption(0.25));
    expect((await denoiser.evaluate(x, 18.99)).denoised[0]).toBeCloseTo(0.75, 6);
    expect((await denoiser.evaluate(x, 19)).denoised[0]).toBeCloseTo(0.5, 6);
    expect((await denoiser.evaluate(x, 80)).denoised[0]).toBeCloseTo(0.5, 6);
  });

  it.each([
    [3, -1.2],
    [-3, 1.2],
  ])('clamps the prediction (empty caption %d gives %d)', async (empty, expected) => {
    const { network } = formula();
    const condition = { caption: caption(0), style: 0 };
    const denoiser = guidedDenoiser(network, config, condition, 2, caption(empty));
    expect((await denoiser.evaluate(x, 1)).denoised[5]).toBeCloseTo(expected, 6);
  });

  it('gives a new array each time', async () => {
    const { network } = formula();
    const condition = { caption: caption(0.5), style: 0 };
    const denoiser = guidedDenoiser(network, config, condition, 3, caption(0.1));
    const { denoised: first } = await denoiser.evaluate(x, 1);
    const copy = [...first];
    await denoiser.evaluate(x, 80);
    expect([...first]).toEqual(copy);
  });
});
