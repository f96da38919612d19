/** One suite for every model and backend: the engine says what the reference in Python says. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Backend } from '../../../src/core/run/run';
import type { LoadProgress } from '../../../src/core/run/engine';
import type { Loaded } from '../../../src/engines/autoregression/engine';
import { GpuCache } from '../../../src/engines/autoregression/onnx/gpu-cache';
import { HostCache } from '../../../src/engines/autoregression/onnx/host-cache';
import { loadLanguageModel } from '../../../src/engines/autoregression/onnx/load';
import type { LanguageModel } from '../../../src/engines/autoregression/onnx/model';
import { goldenOf, options, worst, type Golden, type Where } from './lm';

export function goldenSuite(where: Where, backend: Backend): void {
  describe(`${where.model} on ${backend}`, () => {
    let golden: Golden;
    let loaded: Loaded<LanguageModel>;
    const progress: LoadProgress[] = [];
    beforeAll(async () => {
      golden = await goldenOf(where);
      const never = new AbortController().signal;
      loaded = await loadLanguageModel(options(where, backend), (p) => progress.push(p), never);
    });
    afterAll(() => loaded.parts.model.dispose());

    it('gives the known answer and says what it runs on', () => {
      const { knownAnswer, ...info } = loaded.info;
      expect(knownAnswer).toMatchObject({ ok: true });
      expect(knownAnswer?.worst).toBeLessThanOrEqual(knownAnswer?.tolerance ?? NaN);
      expect(info).toMatchObject({
        mechanism: 'autoregression',
        modality: 'text',
        runtimeId: 'onnxruntime',
        backend,
        backendReason: '',
        threads: backend === 'wasm' ? 2 : 0,
      });
      expect(info.runtime).toMatch(/^onnxruntime-web 1\./);
      if (backend === 'webgpu') expect(info.adapter?.software).toBe(true);
      else expect(info.adapter).toBeNull();
    });

    it('tells its progress, phase by phase, without going back', () => {
      const phases = [...new Set(progress.map((p) => p.phase))];
      expect(phases).toEqual(['runtime', 'weights', 'prepare', 'warm-up']);
      const weights = progress.filter((p) => p.phase === 'weights');
      expect(weights.length).toBeGreaterThan(1);
      for (const [i, p] of weights.entries())
        expect(p.loaded).toBeGreaterThanOrEqual(weights[i - 1]?.loaded ?? 0);
      expect(weights.at(-1)?.loaded).toBe(weights.at(-1)?.total);
      expect(progress.at(-1)?.next).toBe('');
    });

    it('tokenizes as the reference', () => {
      const { tokenizer } = loaded.parts;
      expect(golden.tokenizerCases.length).toBeGreaterThan(0);
      for (const { text, ids } of golden.tokenizerCases)
        expect({ text, ids: tokenizer.encode(text) }).toEqual({ text, ids });
      expect(tokenizer.encode(golden.prompt)).toEqual(golden.promptIds);
    });

    it('computes the reference’s logits and its greedy continuation', async () => {
      const { model } = loaded.parts;
      const { greedy, logits, lastLogits, tolerance } = golden[backend];
      const cache = model.emptyCache();
      let seen = await model.pass(golden.promptIds, cache);
      expect(worst(seen, golden.logitIds, logits)).toBeLessThanOrEqual(tolerance);
      // Along the reference's answer: its token is the best one, up to the tolerance.
      for (const [i, id] of greedy.entries()) {
        expect(Math.max(...seen) - (seen[id] ?? NaN)).toBeLessThanOrEqual(tolerance);
        if (i < greedy.length - 1) seen = await model.pass([id], cache);
      }
      expect(cache).toBeInstanceOf(backend === 'webgpu' ? GpuCache : HostCache);
      cache.dispose();
      expect(worst(seen, golden.logitIds, lastLogits)).toBeLessThanOrEqual(tolerance);
    });

    it('computes the same in one pass, in chunks and token by token', async () => {
      const ids = golden.promptIds.slice(0, 12);
      const whole = await logitsOf(ids, 12);
      const parts = [await logitsOf(ids, 5), await logitsOf(ids, 1)];
      const expected = golden.logitIds.map((id) => whole[id] ?? NaN);
      const { tolerance } = golden[backend];
      for (const part of parts)
        expect(worst(part, golden.logitIds, expected)).toBeLessThanOrEqual(tolerance);
    });

    async function logitsOf(ids: readonly number[], chunk: number): Promise<Float32Array> {
      const { model } = loaded.parts;
      const cache = model.emptyCache();
      let logits = new Float32Array();
      for (let at = 0; at < ids.length; at += chunk)
        logits = Float32Array.from(await model.pass(ids.slice(at, at + chunk), cache));
      expect(cache.length).toBe(ids.length);
      cache.dispose();
      return logits;
    }
  });
}
