import { describe, expect, test } from 'vitest';
import { languageCost } from '../../../../src/core/autoregression/cost';
import { costsOf } from '../../../../src/core/bench/cost';
import { networkCost } from '../../../../src/core/diffusion/cost';
import {
  parseManifest,
  type LanguageManifest,
  type ModelManifest,
} from '../../../../src/core/manifest';
import { LANE_MANIFESTS } from '../../../helpers/bench';
import { benchResult } from '../../../helpers/bench-runs';
import { benchResult as madeByHand, softwareEngine } from '../../../helpers/results';
import denoiserJson from '../../../../public/models/emoji-denoiser/manifest.json';
import encoderJson from '../../../../public/models/all-minilm-l6-v2/manifest.json';
import languageJson from '../../../../public/models/smollm2-135m-instruct/manifest.json';

const [denoiser, encoder, language] = [denoiserJson, encoderJson, languageJson].map((json) =>
  parseManifest(json, 'test'),
) as [ModelManifest, ModelManifest, LanguageManifest];

describe('the language model', () => {
  test('a decode without a past is two operations for each weight that it reads', () => {
    const { flops } = languageCost(language, 'wasm', 1, 0);
    // All parameters but the norms; the embedding is the head too. Attention to itself is the rest.
    const weights = language.parameters - 576 * (2 * 30 + 1);
    expect(flops - 2 * weights).toBe(2 * 30 * 2 * 576);
  });

  test('a prefill does n times the work and reads the weights once', () => {
    const one = languageCost(language, 'wasm', 1, 0);
    const many = languageCost(language, 'wasm', 100, 0);
    const head = 2 * 576 * 49152;
    expect((many.flops - head) / (one.flops - head)).toBeGreaterThan(100);
    expect((many.flops - head) / (one.flops - head)).toBeLessThan(104);
    expect(many.bytes).toBeLessThan(1.1 * one.bytes);
    expect([one.kind, many.kind, many.size]).toEqual(['prefill', 'prefill', 100]);
  });

  test('a past of p tokens is read as keys and values of every layer', () => {
    const near = languageCost(language, 'wasm', 1, 10);
    const far = languageCost(language, 'wasm', 1, 1010);
    expect(near.kind).toBe('decode');
    expect(far.bytes - near.bytes).toBe(1000 * 30 * 2 * 3 * 64 * 4);
    expect(far.flops - near.flops).toBe(1000 * 30 * 2 * 2 * 576);
  });

  test('scales by column on WASM, by block on WebGPU', () => {
    const weights = language.parameters - 576 * (2 * 30 + 1);
    const [wasm, gpu] = (['wasm', 'webgpu'] as const).map((backend) =>
      languageCost(language, backend, 1, 0),
    );
    const columns = 30 * (576 + 384 + 576 + 2 * 1536 + 576) + 49152;
    expect((gpu?.bytes ?? 0) - (wasm?.bytes ?? 0)).toBe(weights / 8 - columns * 4);
    expect(gpu?.dispatches).toBe(185);
  });
});

test('the denoiser and its encoder: the work that was counted, weights once for the batch', () => {
  const one = networkCost(denoiser, 'wasm', 1);
  const two = networkCost(denoiser, 'wasm', 2);
  expect(one?.flops).toBe(2 * 612_828_416);
  expect(two?.flops).toBe(2 * (one?.flops ?? 0));
  expect(2 * (one?.bytes ?? 0) - (two?.bytes ?? 0)).toBe(4 * 5_858_496);
  const eight = networkCost(denoiser, 'wasm', 8);
  expect(eight).toMatchObject({ size: 8, flops: 8 * (one?.flops ?? 0) });
  expect(4 * (two?.bytes ?? 0) - (eight?.bytes ?? 0)).toBe(3 * 4 * 5_858_496);
  expect(networkCost(encoder, 'wasm', 8)).toMatchObject({ kind: 'encode', flops: 171_048_960 });
  expect(networkCost(language, 'wasm', 1)).toBe(null);
});

describe('the passes of a benchmark', () => {
  const result = benchResult();
  test('one of each kind, of the size that was run', () => {
    const costs = costsOf(LANE_MANIFESTS, result);
    expect(costs.map(({ lane, kind, size }) => [lane, kind, size])).toEqual([
      ['a', 'prefill', 20],
      ['a', 'decode', 1],
      ['b', 'denoise', 2],
      ['b', 'encode', 5],
    ]);
    expect(result.costs).toEqual(costs);
  });

  test('results made by hand for the view cost what the embedded models do', () => {
    for (const engine of [{}, { autoregression: softwareEngine, diffusion: softwareEngine }]) {
      const byHand = madeByHand({ engine });
      expect(byHand.costs).toEqual(costsOf({ a: [language], b: [denoiser, encoder] }, byHand));
    }
  });

  test('none of a lane that was not run, of a manifest without figures, without manifests', () => {
    const samples = result.samples.filter(({ lane }) => lane === 'b');
    const kinds = (b: readonly ModelManifest[]) =>
      costsOf({ ...LANE_MANIFESTS, b }, { ...result, samples }).map(({ kind }) => kind);
    expect(kinds(LANE_MANIFESTS.b)).toEqual(['denoise', 'encode']);
    expect(kinds(LANE_MANIFESTS.b.map(omit))).toEqual([]);
    expect(kinds([])).toEqual([]);
    expect(costsOf(LANE_MANIFESTS, { ...result, engines: [], samples })).toEqual([]);
  });

  test('in WebLLM move the weights as that holds them', () => {
    const library = { ...language, kind: 'webllm-library' } as unknown as ModelManifest;
    const [, ours] = costsOf({ a: [language] }, result);
    const [, theirs] = costsOf({ a: [language, library] }, result);
    expect(theirs).toMatchObject({ kind: 'decode', flops: ours?.flops, dispatches: 0 });
    // Of 106 million weights in the layers and 28 million of the head.
    const layers = 30 * (576 * 960 + 576 * 576 + 3 * 576 * 1536);
    const head = 576 * 49_152;
    const rows = 30 * (960 + 576 + 3072 + 576) + 49_152;
    const less = layers + head + 4 * rows - (layers * 0.75 + head * 1.125);
    expect((ours?.bytes ?? 0) - (theirs?.bytes ?? 0)).toBeCloseTo(less);
  });

  test('hand over as many kernels as the engine counted, where it did', () => {
    const counted = { a: { decode: 335 }, b: { encode: 178, denoise: 339 } };
    const dispatches = (costs: ReturnType<typeof costsOf>) => costs.map((cost) => cost.dispatches);
    const before = dispatches(costsOf(LANE_MANIFESTS, result));
    expect(dispatches(costsOf(LANE_MANIFESTS, result, counted))).toEqual([
      before[0],
      335,
      339,
      178,
    ]);
  });
});

function omit(manifest: ModelManifest): ModelManifest {
  const copy = { ...manifest };
  delete copy.work;
  return copy;
}
