/** The embedded language model on WebGPU: first token, greedy text and logits are the reference's. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { textOf } from '../../src/core/autoregression/text';
import type { EngineInfo } from '../../src/core/run/run';
import { OnnxLanguageEngine } from '../../src/engines/autoregression/onnx/engine';
import { goldenOf, options, SMOLLM, textSpec, traceOf, type Golden } from '../contract/support/lm';

const GREEDY = { temperature: 0, topK: 0, topP: 1, minP: 0, repetitionPenalty: 1 };
const engine = new OnnxLanguageEngine();
let golden: Golden;
let info: EngineInfo;
beforeAll(async () => {
  golden = await goldenOf(SMOLLM);
  const never = new AbortController().signal;
  info = await engine.load(options(SMOLLM, 'webgpu'), () => undefined, never);
}, 300_000);
afterAll(() => engine.dispose());

it('gives its known answer, of more tokens than one pass takes', () => {
  expect(golden.promptIds.length).toBeGreaterThan(31);
  expect(info).toMatchObject({ backend: 'webgpu', knownAnswer: { ok: true } });
  expect(info.knownAnswer?.tolerance).toBeLessThanOrEqual(0.002);
});

it('writes the reference’s greedy text, its first token as likely as there', async () => {
  const { greedy, greedyText, logits, logsumexp, tolerance } = golden.webgpu;
  const prompt = 'Name the twelve months of the year.';
  const spec = textSpec({ prompt, sampling: GREEDY, maxTokens: greedy.length });
  const trace = await traceOf(engine, spec);
  expect(trace.input?.ids).toEqual(golden.promptIds);
  expect(trace.results.map(({ id }) => id)).toEqual(greedy);
  expect(textOf(trace)).toBe(greedyText);
  const [first] = trace.results;
  const rest = golden.promptIds.length - 31;
  expect(first?.passes).toMatchObject([
    { kind: 'prefill', size: 31 },
    { kind: 'prefill', size: rest },
  ]);
  expect(golden.logitIds[0]).toBe(first?.id);
  const expected = (logits[0] ?? NaN) - logsumexp;
  expect(Math.abs((first?.logprob ?? NaN) - expected)).toBeLessThanOrEqual(2 * tolerance);
}, 300_000);
