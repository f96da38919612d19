/**
 * The published library with the real weights, against the exact model: `npm run check:webllm`.
 * Not part of `npm test`: on a GPU computed in software it takes ten minutes. The reference text
 * comes from `python -m ddmodels.webllm.reference` (models/README.md).
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Loaded } from '../../src/engines/autoregression/engine';
import { generate } from '../../src/engines/autoregression/generate';
import { loadWebLlm } from '../../src/engines/autoregression/webllm/load';
import { divergence } from '../contract/support/divergence';
import { textSpec, options, worst } from '../contract/support/lm';
import { exactOf, SMOLLM_WEBLLM, type GoldenExact } from '../contract/support/webllm';

const never = new AbortController().signal;
/** How long the reference text may take, milliseconds. */
const PATIENCE = 5 * 60_000;
/** In logits: the order of sums in float32. */
const CLOSE = 2e-3;
const GREEDY = { temperature: 0, topK: 0, topP: 1, minP: 0, repetitionPenalty: 1 };
const asked = new Set<string>();
let loaded: Loaded;
let golden: GoldenExact;

beforeAll(async () => {
  new PerformanceObserver((list) => {
    for (const { name } of list.getEntries()) asked.add(new URL(name).origin);
  }).observe({ type: 'resource', buffered: true });
  loaded = await loadWebLlm(options(SMOLLM_WEBLLM, 'webgpu'), () => undefined, never);
  golden = await exactOf(SMOLLM_WEBLLM.baseUrl, loaded.info);
  const { loadMs, knownAnswer, adapter } = loaded.info;
  console.log('loaded in ms', Math.round(loadMs), 'adapter', adapter?.description, knownAnswer);
});
afterAll(() => loaded.parts.model.dispose());

it('gives the known answer of the exact weights', () => {
  expect(loaded.info.knownAnswer).toMatchObject({ ok: true });
  expect(loaded.info.knownAnswer?.worst).toBeLessThan(CLOSE);
});

it('writes the exact model’s sixteen greedy tokens, which are also the other engine’s', async () => {
  const spec = textSpec({
    prompt: 'Name the twelve months of the year.',
    sampling: GREEDY,
    maxTokens: golden.exact.greedy.length,
  });
  const ids: number[] = [];
  const passes: string[] = [];
  for await (const event of generate(loaded.parts, spec, never, () => performance.now())) {
    if (event.type === 'input') expect(event.input.ids).toEqual(golden.promptIds);
    if (event.type !== 'result') continue;
    ids.push(event.result.id);
    for (const { kind, size, ms } of event.result.passes)
      passes.push(`${kind} ${size}: ${ms.toFixed(0)}`);
  }
  console.log('passes, ms', passes.join(', '));
  expect(ids).toEqual(golden.exact.greedy);
  expect(ids).toEqual(golden.webgpu.greedy);
});

it('computes the reference’s logits after a prompt', async () => {
  const { model } = loaded.parts;
  const cache = model.emptyCache();
  const seen = await model.pass(golden.promptIds, cache);
  const off = worst(seen, golden.logitIds, golden.exact.logits);
  cache.dispose();
  console.log('after the prompt, largest deviation', off);
  expect(off).toBeLessThan(CLOSE);
});

it('is within 0.005 of the exact weights on the reference text, in KL divergence', async () => {
  const folder = '/models/.work/webllm/reference/';
  const { ids, vocab } = (await (await fetch(`${folder}ids.json`)).json()) as {
    ids: number[];
    vocab: number;
  };
  const exact = new Float32Array(await (await fetch(`${folder}logits.bin`)).arrayBuffer());
  const { model } = loaded.parts;
  const cache = model.emptyCache();
  const divergences: number[] = [];
  let off = 0;
  let same = 0;
  const end = performance.now() + PATIENCE;
  for (const [i, id] of ids.entries()) {
    if (performance.now() > end) break;
    const seen = await model.pass([id], cache);
    const row = exact.subarray(i * vocab, (i + 1) * vocab);
    divergences.push(divergence(row, seen));
    for (const [k, logit] of row.entries()) off = Math.max(off, Math.abs(logit - (seen[k] ?? NaN)));
    same += Number(best(row) === best(seen));
  }
  cache.dispose();
  const mean = divergences.reduce((sum, d) => sum + d, 0) / divergences.length;
  console.log(
    `${divergences.length} tokens: KL mean ${mean}, largest ${Math.max(...divergences)};`,
    `largest deviation of a logit ${off}; same best token ${same}`,
  );
  expect(divergences.length).toBeGreaterThan(8);
  expect(mean).toBeLessThanOrEqual(0.005);
});

it('asked no other origin', () => {
  expect([...asked]).toEqual([location.origin]);
});

function best(logits: Float32Array): number {
  let at = 0;
  for (const [i, logit] of logits.entries()) if (logit > (logits[at] ?? NaN)) at = i;
  return at;
}
