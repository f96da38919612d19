/** Passes that the GPU replays: the same numbers, and the way out where they are not replayed. */
import { afterEach, expect, it, vi } from 'vitest';
import { feedsOf } from '../../src/engines/diffusion/denoiser';
import { CAPTION_TOKENS } from '../../src/engines/runtime/caption';
import { widen } from '../../src/engines/runtime/float16';
import { CapturedSession } from '../../src/engines/runtime/captured';
import { createSession, loadOrt, Tensor } from '../../src/engines/runtime/ort';
import { Random } from '../../src/core/random';
import { apart, TINY } from '../contract/support/diffusion';

const HIDDEN = 32;
afterEach(() => vi.restoreAllMocks());

/** Random inputs of that many rows. */
function feeds(rows: number, seed: number) {
  const random = new Random(seed);
  const row = {
    caption: {
      tokens: random.normal(CAPTION_TOKENS * HIDDEN),
      mask: new Float32Array(CAPTION_TOKENS).fill(1),
      pooled: random.normal(HIDDEN),
    },
    style: 1,
  };
  const made = feedsOf(
    TINY.size,
    Array.from({ length: rows }, () => row),
  );
  (made.sample.data as Float32Array).set(random.normal(made.sample.size));
  (made.sigma.data as Float32Array).fill(1 + random.random());
  return made;
}

async function tinyDenoiser() {
  const { ort } = await loadOrt('webgpu', 0);
  const file = async (name: string) => {
    const response = await fetch(`${TINY.baseUrl}models/${TINY.model}/${name}`);
    return new Uint8Array(await response.arrayBuffer());
  };
  const graph = await file('graph.onnx');
  const weights = [{ path: 'weights.bin', data: widen(await file('weights.f16.bin')) }];
  const plain = await createSession(graph, weights, { backend: 'webgpu' });
  return { ort, graph, weights, plain };
}

it('gives what a session that records nothing gives, pass for pass', async () => {
  const { graph, weights, plain } = await tinyDenoiser();
  const captured = await CapturedSession.open(
    graph,
    weights,
    feeds(2, 1),
    await plain.run(feeds(2, 1)),
  );
  expect(captured?.fits(feeds(2, 2))).toBe(true);
  expect(captured?.fits(feeds(1, 2))).toBe(false);
  for (const seed of [2, 3, 4, 2]) {
    const { denoised } = (await captured?.run(feeds(2, seed))) ?? {};
    // Others run on the same GPU in between.
    await plain.run(feeds(1, seed));
    const expected = (await plain.run(feeds(2, seed)))['denoised'];
    expect(denoised?.dims).toEqual(expected?.dims);
    const [one, other] = [denoised?.data, expected?.data] as [Float32Array, Float32Array];
    expect(one.some((value) => value !== 0)).toBe(true);
    expect(apart(one, other)).toBeLessThan(1e-5);
  }
  await captured?.release();
  await plain.release();
});

it('is none where the runtime records nothing without saying so', async () => {
  const { ort, graph, weights, plain } = await tinyDenoiser();
  const { create } = ort.InferenceSession;
  vi.spyOn(ort.InferenceSession, 'create').mockImplementation(((
    data: Uint8Array,
    options: object,
  ) =>
    create.call(ort.InferenceSession, data, {
      ...options,
      enableGraphCapture: false,
    })) as typeof create);
  const outputs = await plain.run(feeds(2, 1));
  expect(await CapturedSession.open(graph, weights, feeds(2, 1), outputs)).toBeNull();
  expect((await plain.run(feeds(2, 1)))['denoised']?.size).toBeGreaterThan(0);
  await plain.release();
});

it('is none where the graph cannot be recorded', async () => {
  const { plain } = await tinyDenoiser();
  const nothing = Uint8Array.from([1, 2, 3]);
  const one = { x: new Tensor('float32', [1], [1]) };
  expect(await CapturedSession.open(nothing, [], one, one)).toBeNull();
  expect((await plain.run(feeds(2, 1)))['denoised']?.size).toBeGreaterThan(0);
  await plain.release();
});
