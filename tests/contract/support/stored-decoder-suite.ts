/** Decoders in the layout of transformers.js, through the engine, against plain arithmetic. */
import { describe, expect, it } from 'vitest';
import type { Backend } from '../../../src/core/run/run';
import type { GrowingCache } from '../../../src/engines/autoregression/onnx/growing-cache';
import { loadAnyLanguageModel } from '../../../src/engines/autoregression/onnx/load';
import { engineOf } from '../../../src/workers/start';
import { textSpec, traceOf } from './lm';
import { fixture, storedOptions, type Given } from './stored';

interface Answers {
  readonly ids: readonly number[];
  /** After all but the last of `ids`, and after all. */
  readonly prompt: readonly number[];
  readonly last: readonly number[];
}

const never = new AbortController().signal;

/** The forms, and how far from the reference a logit may be: those of float16 are of its precision. */
const FORMS = [
  { form: 'float32, plain attention', graph: 'model.onnx', tolerance: 0.001 },
  { form: 'float16, grouped attention', graph: 'model_fp16.onnx', tolerance: 0.06 },
  {
    form: 'float32 with external data',
    graph: 'model_gqa.onnx',
    data: 'model_gqa.onnx_data',
    tolerance: 0.001,
  },
];
type Form = (typeof FORMS)[number];

export async function decoderFiles({
  graph,
  data,
}: Pick<Form, 'graph' | 'data'>): Promise<Given[]> {
  const folder = 'tiny-decoder/';
  const file = async (role: Given['role'], path: string, from = folder): Promise<Given> => ({
    role,
    path,
    blob: await fixture(from + path),
  });
  return [
    await file('graph', `onnx/${graph}`),
    ...(data ? [await file('external', `onnx/${data}`)] : []),
    await file('config', 'config.json'),
    await file('generation-config', 'generation_config.json'),
    await file('tokenizer', 'tokenizer.json', 'models/tiny-llama/'),
    await file('tokenizer-config', 'tokenizer_config.json', 'models/tiny-llama/'),
  ];
}

export function storedDecoderSuite(backend: Backend): void {
  describe(`a decoder of transformers.js on ${backend}`, () => {
    it.each(FORMS)('in $form gives the reference’s logits', async ({ tolerance, ...form }) => {
      const answers = JSON.parse(
        await (await fixture('tiny-decoder/golden.json')).text(),
      ) as Answers;
      const load = storedOptions('onnx-causal-lm', form.graph, await decoderFiles(form), backend);
      const { info, parts } = await loadAnyLanguageModel(load, () => undefined, never);
      expect(info).toMatchObject({
        knownAnswer: null,
        selfCheck: { ok: true, what: expect.stringContaining('finite logits') },
        model: { name: form.graph },
        backend,
      });
      expect([...parts.stopIds]).toEqual([2, 0]);
      expect(parts.context).toBe(256);
      const { model } = parts;
      const cache = model.emptyCache() as GrowingCache;
      const before = answers.ids.slice(0, -1);
      const last = answers.ids.slice(-1);
      expect(apart(await model.pass(before, cache), answers.prompt)).toBeLessThan(tolerance);
      expect(apart(await model.pass(last, cache), answers.last)).toBeLessThan(tolerance);
      const places = Object.values(cache.feeds()).map(({ location }) => location);
      expect(new Set(places)).toEqual(new Set([backend === 'webgpu' ? 'gpu-buffer' : 'cpu']));
      // Back to the middle, and on again: what a fork does.
      await cache.truncate(7);
      expect(cache.length).toBe(7);
      expect(apart(await model.pass(answers.ids.slice(7), cache), answers.last)).toBeLessThan(
        tolerance,
      );
      cache.dispose();
      await model.dispose();
    });

    it('generates in its worker, with weights that are read as they are asked for', async () => {
      const form = FORMS[2] as Form;
      const load = storedOptions('onnx-causal-lm', 'in-worker', await decoderFiles(form), backend);
      const engine = engineOf(load);
      const shares: number[] = [];
      try {
        const info = await engine.load(
          load,
          ({ phase, loaded, total }) => phase === 'weights' && shares.push(loaded / total),
          never,
        );
        expect(info.selfCheck?.ok).toBe(true);
        expect(shares.length).toBeGreaterThan(3);
        expect(shares.at(-1)).toBe(1);
        const sampling = { temperature: 0, topK: 0, topP: 1, minP: 0, repetitionPenalty: 1 };
        const spec = textSpec({ sampling, maxTokens: 6 });
        const trace = await traceOf(engine, spec);
        expect(trace.end).toMatchObject({ type: 'done' });
        expect(trace.results.length).toBeGreaterThan(0);
        const again = await traceOf(engine, { ...spec, runId: 'again' });
        expect(again.results.map(({ id }) => id)).toEqual(trace.results.map(({ id }) => id));
      } finally {
        await engine.dispose();
      }
    });
  });
}

/** Largest difference. */
function apart(found: Float32Array, expected: readonly number[]): number {
  expect(found).toHaveLength(expected.length);
  return Math.max(...expected.map((value, i) => Math.abs(value - (found[i] ?? NaN))));
}
