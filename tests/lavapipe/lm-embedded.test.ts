/** The embedded language model on WebGPU: first token, greedy text and logits are the reference's. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { textOf } from '../../src/core/trace';
import type { EngineInfo } from '../../src/core/run';
import { LanguageEngine } from '../../src/engines/lm/engine';
import {
  goldenOf,
  languageSpec,
  options,
  SMOLLM,
  traceOf,
  type Golden,
} from '../contract/support/lm';

const GREEDY = { temperature: 0, topK: 0, topP: 1, minP: 0, repetitionPenalty: 1 };
const engine = new LanguageEngine();
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
  expect(info.knownAnswer.tolerance).toBeLessThanOrEqual(0.002);
});

it('writes the reference’s greedy text, its first token as likely as there', async () => {
  const { greedy, greedyText, logits, logsumexp, tolerance } = golden.webgpu;
  const prompt = 'Name the twelve months of the year.';
  const spec = languageSpec({ prompt, sampling: GREEDY, maxTokens: greedy.length });
  const trace = await traceOf(engine, spec);
  expect(trace.prompt?.ids).toEqual(golden.promptIds);
  expect(trace.tokens.map(({ id }) => id)).toEqual(greedy);
  expect(textOf(trace)).toBe(greedyText);
  const [first] = trace.tokens;
  expect(first?.pass).toMatchObject({ kind: 'prefill', size: golden.promptIds.length });
  expect(golden.logitIds[0]).toBe(first?.id);
  const expected = (logits[0] ?? NaN) - logsumexp;
  expect(Math.abs((first?.logprob ?? NaN) - expected)).toBeLessThanOrEqual(2 * tolerance);
}, 300_000);
