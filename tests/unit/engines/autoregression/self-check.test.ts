/** What a model without a known answer is held to. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Backend } from '../../../../src/core/run/run';
import type { Cache, Network } from '../../../../src/engines/autoregression/network';
import { selfCheck } from '../../../../src/engines/autoregression/self-check';

const VOCAB = 8;

/** Logits by how many tokens came before. */
function network(logits: (length: number, call: number) => number[]): Network {
  let calls = 0;
  return {
    emptyCache: (): Cache => ({
      length: 0,
      truncate: async () => undefined,
      dispose: () => undefined,
    }),
    async pass(ids, cache) {
      (cache as { length: number }).length += ids.length;
      return Float32Array.from(logits(cache.length, calls++));
    },
    dispose: async () => undefined,
  };
}

const winner = (id: number, by = 5) =>
  Array.from({ length: VOCAB }, (_, i) => (i === id ? by : i / 10));
const right = (length: number) => winner(length % VOCAB);
const check = (model: Network, backend: Backend, sha256 = 'a') =>
  selfCheck(model, { name: 'Tiny', sha256, backend, promptIds: [1, 2, 3] });

beforeEach(() => {
  const kept = new Map<string, Response>();
  vi.stubGlobal('caches', {
    open: async () => ({
      match: async (url: string) => kept.get(url)?.clone(),
      put: async (url: string, response: Response) => void kept.set(url, response),
    }),
  });
});
afterEach(() => vi.unstubAllGlobals());

it('finite logits and the same tokens twice are well, without and with a memory', async () => {
  const what = 'finite logits, the same 6 tokens twice';
  expect(await check(network(right), 'wasm')).toEqual({ ok: true, what });
  vi.stubGlobal('caches', undefined);
  expect(await check(network(right), 'webgpu')).toEqual({ ok: true, what });
});

it.each([NaN, Infinity])('a logit of %s ends the load, and says what may help', async (odd) => {
  const broken = network((length) => (length === 5 ? winner(1, odd) : right(length)));
  await expect(check(broken, 'webgpu')).rejects.toMatchObject({
    code: 'unsupported-model',
    message: 'On WebGPU Tiny computes values that are no finite numbers.',
    hint: expect.stringContaining('other backend'),
  });
});

it('other results the second time are no answer', async () => {
  const fickle = network((length, call) => (call === 8 ? winner(6, 5.5) : right(length)));
  expect(await check(fickle, 'webgpu')).toEqual({
    ok: false,
    what: expect.stringContaining('different results'),
  });
});

it('the other backend’s tokens are compared once both have run here', async () => {
  await check(network(right), 'wasm');
  expect(await check(network(right), 'webgpu')).toEqual({
    ok: true,
    what: 'finite logits, the same 6 tokens twice; the same first 6 tokens as on WASM before',
  });
  // Another model's tokens say nothing of this one.
  const other = network((length) => winner((length + 1) % VOCAB));
  expect((await check(other, 'webgpu', 'b')).what).not.toContain('WASM');
});

it('a near tie may fall the other way, anything else may not', async () => {
  await check(network(right), 'wasm');
  const tie = (length: number) =>
    length === 4 ? winner(4).map((v, i) => (i === 5 ? 5.5 : v)) : right(length);
  const nearly = await check(network(tie), 'webgpu');
  expect(nearly).toEqual({ ok: true, what: expect.stringContaining('up to token 2') });
  const wrong = (length: number) => (length === 4 ? winner(6) : right(length));
  expect(await check(network(wrong), 'webgpu')).toEqual({
    ok: false,
    what: expect.stringContaining('from token 2 on: a logit differs by 4.6'),
  });
});
