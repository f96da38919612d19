/** The language engine on WebLLM: the tests' library, on SwiftShader, against exact references. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LoadProgress } from '../../src/core/engine';
import type { Loaded } from '../../src/engines/lm/load';
import { loadWebLlm } from '../../src/engines/webllm/load';
import { options, worst } from '../contract/support/lm';
import { exactOf, TINY_WEBLLM, type GoldenExact } from '../contract/support/webllm';

/** In logits: float32 sums in another order. */
const CLOSE = 1e-3;
const never = new AbortController().signal;
const progress: LoadProgress[] = [];
let loaded: Loaded;
let golden: GoldenExact;
const asked: string[] = [];

beforeAll(async () => {
  const seen = new PerformanceObserver((list) =>
    asked.push(...list.getEntries().map(({ name }) => name)),
  );
  seen.observe({ type: 'resource' });
  loaded = await loadWebLlm(options(TINY_WEBLLM, 'webgpu'), (p) => progress.push(p), never);
  golden = await exactOf(TINY_WEBLLM.baseUrl, loaded.info);
  seen.disconnect();
});
afterAll(() => loaded.parts.model.dispose());

it('gives the known answer of the exact weights and says what it runs on', () => {
  expect(loaded.info).toMatchObject({
    lane: 'language',
    model: { id: 'tiny-llama' },
    backend: 'webgpu',
    backendReason: '',
    threads: 0,
    adapter: { software: true },
    knownAnswer: { ok: true },
  });
  expect(loaded.info.runtime).toMatch(/^WebLLM 0\.2\./);
  expect(loaded.info.knownAnswer.worst).toBeLessThan(CLOSE);
});

it('asks no other origin, and leaves the caches as they were', async () => {
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.filter((url) => !url.startsWith(location.origin))).toEqual([]);
  expect((await caches.keys()).filter((name) => name.startsWith('webllm'))).toEqual([]);
});

it('tells its progress, phase by phase', () => {
  const phases = [...new Set(progress.map(({ phase }) => phase))];
  expect(phases).toEqual(['weights', 'prepare', 'warm-up']);
  const weights = progress.filter(({ phase }) => phase === 'weights');
  expect(weights.at(-1)?.loaded).toBe(weights.at(-1)?.total);
});

it('computes the reference’s logits along its greedy answer', async () => {
  const { model } = loaded.parts;
  const { greedy, logits, lastLogits } = golden.exact;
  const cache = model.emptyCache();
  let seen = await model.pass(golden.promptIds, cache);
  expect(worst(seen, golden.logitIds, logits)).toBeLessThan(CLOSE);
  for (const [i, id] of greedy.entries()) {
    expect(seen.indexOf(Math.max(...seen))).toBe(id);
    if (i < greedy.length - 1) seen = await model.pass([id], cache);
  }
  expect(worst(seen, golden.logitIds, lastLogits)).toBeLessThan(CLOSE);
  cache.dispose();
});

it('computes the same in one pass, in chunks and token by token', async () => {
  const ids = golden.promptIds.slice(0, 12);
  const whole = await logitsOf(ids, 12);
  const all = [...whole.keys()];
  for (const chunk of [5, 1])
    expect(worst(await logitsOf(ids, chunk), all, [...whole])).toBeLessThan(CLOSE);
});

async function logitsOf(ids: readonly number[], chunk: number): Promise<Float32Array> {
  const { model } = loaded.parts;
  const cache = model.emptyCache();
  let logits = new Float32Array();
  for (let at = 0; at < ids.length; at += chunk)
    logits = Float32Array.from(await model.pass(ids.slice(at, at + chunk), cache));
  cache.dispose();
  return logits;
}
