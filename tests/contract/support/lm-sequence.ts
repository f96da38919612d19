/**
 * The logits after every token of a long sequence, whatever passes it is cut into, against the
 * exact weights. The fixture has heads of 64, as the real model: by that and by the number of new
 * tokens attention kernels are chosen.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { widen } from '../../../src/engines/runtime/float16';
import type { Loaded } from '../../../src/engines/autoregression/engine';
import type { KvCache } from '../../../src/engines/autoregression/onnx/kv-cache';
import { loadLanguageModel } from '../../../src/engines/autoregression/onnx/load';
import type { LanguageModel } from '../../../src/engines/autoregression/onnx/model';
import type { Backend } from '../../../src/core/run/run';
import { divergence } from './divergence';
import { goldenOf, options, TINY } from './lm';

export const WIDE = { ...TINY, model: 'tiny-llama-64' };

/** Tokens of a first pass; decode passes after it. */
const PREFILLS = [2, 8, 9, 16, 17, 31, 32, 33, 64, 200] as const;
const DECODES = 10;

/** @param most KL divergence in nats that any position may have. */
export function sequenceSuite(backend: Backend, most: number): void {
  describe(`a long sequence on ${backend}`, () => {
    let loaded: Loaded<LanguageModel>;
    let ids: number[];
    let exact: Float32Array;
    beforeAll(async () => {
      const never = new AbortController().signal;
      loaded = await loadLanguageModel(options(WIDE, backend), () => undefined, never);
      const { sequence } = await goldenOf(WIDE);
      if (!sequence) throw new Error('the fixture has no sequence');
      ids = sequence.ids;
      exact = fromFloat16(sequence.logits);
    });
    afterAll(() => loaded.parts.model.dispose());

    /** Runs the tokens up to `end` after those that are in the cache; KL of what comes out. */
    async function pass(cache: KvCache, end: number): Promise<number> {
      const seen = await loaded.parts.model.pass(ids.slice(cache.length, end), cache);
      expect(cache.length).toBe(end);
      return divergence(exact.subarray((end - 1) * seen.length, end * seen.length), seen);
    }
    async function decode(cache: KvCache, end: number): Promise<number> {
      let worst = 0;
      while (cache.length < end) worst = Math.max(worst, await pass(cache, cache.length + 1));
      return worst;
    }
    async function withCache(work: (cache: KvCache) => Promise<void>): Promise<void> {
      const cache = loaded.parts.model.emptyCache();
      await work(cache).finally(() => cache.dispose());
    }

    it('gives the known answer', () => {
      expect(loaded.info.knownAnswer).toMatchObject({ ok: true });
    });

    it.each(PREFILLS)('is right after a prefill of %i tokens, and decodes on from it', (count) =>
      withCache(async (cache) => {
        expect(await pass(cache, count)).toBeLessThanOrEqual(most);
        expect(await decode(cache, count + DECODES)).toBeLessThanOrEqual(most);
      }),
    );

    it('is right in a second prefill over a cache, whatever both are long', () =>
      withCache(async (cache) => {
        for (const end of [5, 38, 77, 78, 140, 171]) {
          expect(await pass(cache, end)).toBeLessThanOrEqual(most);
        }
      }));

    // Long on SwiftShader: 236 passes.
    it(
      'decodes to the end',
      () =>
        withCache(async (cache) => {
          await pass(cache, 64);
          expect(await decode(cache, ids.length)).toBeLessThanOrEqual(most);
        }),
      300_000,
    );

    it('goes on from where it was cut, by any number of tokens, again and again', () =>
      withCache(async (cache) => {
        await pass(cache, 130);
        for (const [left, end] of [
          [129, 133],
          [64, 66],
          [63, 140],
          [1, 33],
          [32, 70],
        ] as const) {
          await cache.truncate(left);
          expect(cache.length).toBe(left);
          expect(await pass(cache, end)).toBeLessThanOrEqual(most);
          expect(await decode(cache, end + 3)).toBeLessThanOrEqual(most);
        }
      }));

    it('keeps the sequences of two caches apart', async () => {
      const { model } = loaded.parts;
      const [one, two] = [model.emptyCache(), model.emptyCache()];
      await pass(one, 40);
      await pass(two, 20);
      expect(await decode(one, 45)).toBeLessThanOrEqual(most);
      expect(await decode(two, 25)).toBeLessThanOrEqual(most);
      one.dispose();
      expect(await decode(two, 30)).toBeLessThanOrEqual(most);
      two.dispose();
    });
  });
}

/** @param text float16, little endian, in base64. */
function fromFloat16(text: string): Float32Array {
  return new Float32Array(widen(Uint8Array.from(atob(text), (c) => c.charCodeAt(0))).buffer);
}
