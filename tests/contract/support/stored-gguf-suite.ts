/** A GGUF from a hub or of the person's, through the engine: tokenizer, graph and weights from the one file. */
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { isAutoregression } from '../../../src/core/autoregression/spec';
import type { Backend } from '../../../src/core/run/run';
import { compare, parseGolden } from '../../../src/engines/autoregression/known-answer';
import { loadAnyLanguageModel } from '../../../src/engines/autoregression/onnx/load';
import { OnnxLanguageEngine } from '../../../src/engines/autoregression/onnx/engine';
import { BLOCK_FORMATS } from '../../../src/engines/gguf/dequantise';
import type { MetadataValue } from '../../../src/engines/gguf/fields';
import { blobRanges, readHeader } from '../../../src/engines/gguf/header';
import { engineOf } from '../../../src/workers/start';
import { divergence, fileOf, mixedModel, referenceLogits } from './gguf-mixed';
import { options, textSpec, TINY, traceOf } from './lm';
import { fixture, storedOptions } from './stored';

const never = new AbortController().signal;
const GREEDY = { temperature: 0, topK: 0, topP: 1, minP: 0, repetitionPenalty: 1 };
const gguf = (blob: Blob, backend: Backend, name = 'tiny-llama') =>
  storedOptions('gguf', name, [{ role: 'weights', path: `${name}.gguf`, blob }], backend);

/**
 * @param most KL divergence, in nats, that rounding to 8 bit may cost.
 * @param tolerance of a logit, against the embedded form.
 */
export function storedGgufSuite(backend: Backend, most: number, tolerance: number): void {
  describe(`a GGUF that is not this site's, on ${backend}`, () => {
    let tiny: Blob;
    let metadata: ReadonlyMap<string, MetadataValue>;
    beforeAll(async () => {
      tiny = await fixture('models/tiny-llama/model.gguf');
      ({ metadata } = await readHeader(blobRanges(tiny)));
      await caches.delete('decode-and-denoise-self-checks-1');
    });

    it('gives the known answer of the embedded model, and says how it was checked', async () => {
      const loaded = await loadAnyLanguageModel(gguf(tiny, backend), () => undefined, never);
      const golden = parseGolden(
        await (await fixture('models/tiny-llama/golden.json')).text().then(JSON.parse),
      );
      const found = await compare(loaded.parts.model, golden, { ...golden[backend], tolerance });
      expect(found).toMatchObject({ ok: true });
      expect(loaded.info).toMatchObject({
        knownAnswer: null,
        selfCheck: { ok: true, what: 'finite logits, the same 6 tokens twice' },
        model: { source: 'hub', id: 'tests/tiny-llama', name: 'tiny-llama' },
        fromDevice: true,
      });
      expect([...loaded.parts.stopIds]).toEqual([2]);
      await loaded.parts.model.dispose();
    });

    it('generates in its worker, where weights are read as they are asked for', async () => {
      const load = gguf(tiny, backend);
      const progress: { phase: string; loaded: number; total: number }[] = [];
      const engine = engineOf(load);
      const embedded = new OnnxLanguageEngine();
      try {
        await engine.load(load, (p) => progress.push(p), never);
        const phases = [...new Set(progress.map(({ phase }) => phase))];
        expect(phases).toEqual(['runtime', 'weights', 'prepare', 'warm-up']);
        const trace = await traceOf(engine, textSpec({ sampling: GREEDY, maxTokens: 8 }));
        expect(trace.end).toMatchObject({ type: 'done' });
        await embedded.load(options(TINY, backend), () => undefined, never);
        const own = await traceOf(embedded, textSpec({ sampling: GREEDY, maxTokens: 8 }));
        expect(isAutoregression(trace)).toBe(true);
        expect(trace.input?.ids).toEqual(own.input?.ids);
        if (backend === 'webgpu')
          expect(trace.results.map(({ id }) => id)).toEqual(own.results.map(({ id }) => id));
        else expect(trace.results[0]?.id).toBe(own.results[0]?.id);
      } finally {
        await engine.dispose();
        await embedded.dispose();
      }
    });

    it.each([...BLOCK_FORMATS.values()].map((format) => [format.name, format] as const))(
      'in %s agrees with plain arithmetic',
      async (name, format) => {
        const vocab = (metadata.get('tokenizer.ggml.tokens') as readonly string[]).length;
        const mixed = mixedModel([format], { vocab, layers: 1 });
        const load = gguf(fileOf(mixed, metadata), backend, `tiny-${name}`);
        const loaded = await loadAnyLanguageModel(load, () => undefined, never);
        const { model } = loaded.parts;
        const cache = model.emptyCache();
        const ids = [17, 300, 4, 4, 99, 250];
        await model.pass(ids.slice(0, 5), cache);
        const last = await model.pass([250], cache);
        const expected = referenceLogits(mixed, ids);
        expect(Math.max(...expected) - Math.min(...expected)).toBeGreaterThan(2);
        expect(divergence(expected, last)).toBeLessThan(most);
        cache.dispose();
        await model.dispose();
      },
    );

    it('is refused before anything is loaded where it cannot fit', async () => {
      const huge = new Map(metadata);
      vi.stubGlobal(
        'navigator',
        new Proxy(navigator, {
          get: (target, key) => {
            if (key === 'deviceMemory') return 0.0001;
            const value: unknown = Reflect.get(target, key);
            return typeof value === 'function' ? value.bind(target) : value;
          },
        }),
      );
      const vocab = (huge.get('tokenizer.ggml.tokens') as readonly string[]).length;
      const file = fileOf(mixedModel(undefined, { vocab }), huge);
      const loading = loadAnyLanguageModel(gguf(file, backend), () => undefined, never);
      await expect(loading).rejects.toMatchObject({
        code: 'out-of-memory',
        message: expect.stringMatching(/needs about \d+ MB of memory, and this device has about/),
      });
      vi.unstubAllGlobals();
    });
  });
}
