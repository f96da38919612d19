/** The language engine on WebLLM: the tests' library, on SwiftShader, against exact references. */
import type { ChatCompletionRequestNonStreaming } from '@mlc-ai/web-llm';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LoadProgress } from '../../src/core/run/engine';
import type { Loaded } from '../../src/engines/autoregression/engine';
import { generate } from '../../src/engines/autoregression/generate';
import { loadWebLlm } from '../../src/engines/autoregression/webllm/load';
import type { WebLlmModel } from '../../src/engines/autoregression/webllm/model';
import { textSpec, options, worst } from '../contract/support/lm';
import { exactOf, TINY_WEBLLM, type GoldenExact } from '../contract/support/webllm';

/** In logits: float32 sums in another order. */
const CLOSE = 1e-3;
const never = new AbortController().signal;
/** The one that WebLLM opened. */
let device: GPUDevice | undefined;
const { requestDevice } = GPUAdapter.prototype;
GPUAdapter.prototype.requestDevice = async function (descriptor) {
  return (device = await requestDevice.call(this, descriptor));
};
const progress: LoadProgress[] = [];
let loaded: Loaded<WebLlmModel>;
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
    mechanism: 'autoregression',
    model: { source: 'site', id: 'tiny-llama' },
    runtimeId: 'webllm',
    backend: 'webgpu',
    backendReason: '',
    threads: 0,
    adapter: { software: true },
    knownAnswer: { ok: true },
  });
  expect(loaded.info.runtime).toMatch(/^WebLLM 0\.2\./);
  expect(loaded.info.knownAnswer?.worst).toBeLessThan(CLOSE);
});

it('asks no other origin, and leaves the caches as they were', async () => {
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.filter((url) => !url.startsWith(location.origin))).toEqual([]);
  expect((await caches.keys()).filter((name) => name.startsWith('webllm'))).toEqual([]);
});

it('tells its progress, phase by phase', () => {
  const phases = [...new Set(progress.map(({ phase }) => phase))];
  expect(phases).toEqual(['runtime', 'weights', 'prepare', 'warm-up']);
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

it('computes the same over a long context, in one pass and over a cache', async () => {
  const long = Array.from({ length: 250 }, (_, i) => golden.promptIds[(i * 7) % 30] ?? 0);
  const whole = await logitsOf(long, 250);
  expect(worst(await logitsOf(long, 125), [...whole.keys()], [...whole])).toBeLessThan(CLOSE);
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

it('goes on from a run: only what is new is computed, and nothing is cut', async () => {
  const { parts } = loaded;
  const sizes = async (ids: number[]) => {
    await parts.prefixCache.keep(ids);
    const left = ids.slice(parts.prefixCache.length);
    await parts.prefixCache.pass(parts.model, left);
    return left.length;
  };
  const ids = golden.promptIds.slice(0, 10);
  parts.prefixCache.clear();
  expect(await sizes(ids)).toBe(10);
  expect(await sizes([...ids, 5, 6])).toBe(2);
  // WebLLM's cache cannot be cut: where the answers part, all is computed anew.
  expect(await sizes([...ids, 7])).toBe(11);
  parts.prefixCache.clear();
});

const chat = (change: object) =>
  loaded.parts.model.engine.chat.completions.create({
    messages: [{ role: 'user', content: 'A green dragon?' }],
    stream: false,
    ...change,
  } as ChatCompletionRequestNonStreaming);

it('makes the same prompt of a message in WebLLM’s own chat interface', async () => {
  await loaded.parts.model.engine.resetChat();
  const answer = await chat({ temperature: 0, max_tokens: 6 });
  expect(answer.usage?.prompt_tokens).toBe(golden.promptIds.length);
  const bytes = golden.exact.greedy
    .slice(0, 6)
    .flatMap((id) => [...loaded.parts.tokenizer.bytes(id)]);
  const text = new TextDecoder().decode(Uint8Array.from(bytes));
  expect(answer.choices[0]?.message.content).toBe(text);
});

it('draws in WebLLM’s own sampler what a host computation allows, as often as it says', async () => {
  const { model, tokenizer } = loaded.parts;
  const cache = model.emptyCache();
  const logits = await model.pass(golden.promptIds, cache);
  cache.dispose();
  const topP = 0.8;
  const temperature = 3;
  const nucleus = nucleusOf(
    logits.map((logit) => logit / temperature),
    topP,
  );
  const drawn = new Map<string, number>();
  const draws = 32;
  for (let draw = 0; draw < draws; draw++) {
    // Its generator is a linear congruential one: neighbouring seeds begin with neighbouring numbers.
    const seed = 1 + draw * 67_108_859;
    await model.engine.resetChat();
    const answer = await chat({ temperature, top_p: topP, max_tokens: 1, seed });
    const text = answer.choices[0]?.message.content ?? '';
    drawn.set(text, (drawn.get(text) ?? 0) + 1);
  }
  const text = (id: number) => new TextDecoder().decode(tokenizer.bytes(id));
  const allowed = new Map<string, number>();
  for (const [id, p] of nucleus) allowed.set(text(id), (allowed.get(text(id)) ?? 0) + p);
  expect([...drawn.keys()].filter((key) => !allowed.has(key))).toEqual([]);
  expect(drawn.size).toBeGreaterThan(3);
  for (const [key, p] of allowed) {
    const spread = 4 * Math.sqrt(p * (1 - p) * draws);
    expect(Math.abs((drawn.get(key) ?? 0) - p * draws)).toBeLessThanOrEqual(spread + 1);
  }
});

/** The smallest set whose probability reaches `topP`, with what each has of it. */
function nucleusOf(logits: Float32Array, topP: number): Map<number, number> {
  const most = Math.max(...logits);
  const weights = Array.from(logits, (logit) => Math.exp(logit - most));
  const total = weights.reduce((a, b) => a + b, 0);
  const order = weights.map((w, id) => [id, w / total] as const).sort((a, b) => b[1] - a[1]);
  const kept: (readonly [number, number])[] = [];
  let sum = 0;
  for (const entry of order) {
    if (sum >= topP) break;
    kept.push(entry);
    sum += entry[1];
  }
  return new Map(kept.map(([id, p]) => [id, p / sum]));
}

// The last one: this model's device is gone afterwards.
it('ends a run as device-lost when the GPU goes, and keeps its tokens', async () => {
  const spec = textSpec({ prompt: 'A green dragon?', maxTokens: 100 });
  let tokens = 0;
  const run = async () => {
    for await (const event of generate(loaded.parts, spec, never, () => performance.now()))
      if (event.type === 'result' && ++tokens === 2) device?.destroy();
  };
  await expect(run()).rejects.toMatchObject({ code: 'device-lost' });
  expect(tokens).toBeGreaterThanOrEqual(2);
});
