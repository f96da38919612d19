/** Any GGUF of the Llama architecture: its graph and weights, as written here, in the runtime. */
import { describe, expect, it } from 'vitest';
import type { Backend } from '../../../src/core/run/run';
import { llamaConfig, type LlamaConfig } from '../../../src/engines/gguf/config';
import { writeGraph } from '../../../src/engines/gguf/graph';
import {
  blobRanges,
  readHeader,
  type GgufHeader,
  type Ranges,
} from '../../../src/engines/gguf/header';
import { rewriteWeights } from '../../../src/engines/gguf/weights';
import { compare, parseGolden } from '../../../src/engines/autoregression/known-answer';
import { LanguageModel } from '../../../src/engines/autoregression/onnx/model';
import { loadOrt } from '../../../src/engines/runtime/ort';
import { divergence, mixedModel, referenceLogits } from './gguf-mixed';
import { TINY } from './lm';

const signal = new AbortController().signal;

async function modelOf(
  header: GgufHeader,
  config: LlamaConfig,
  file: Ranges,
  backend: Backend,
): Promise<LanguageModel> {
  await loadOrt(backend, 1);
  const { context } = config;
  const options = { backend, context, signal, onShare: () => undefined };
  const weights = await rewriteWeights(header, config, file, options);
  const sizes = { architecture: 'llama' as const, stopIds: [], ...config };
  return LanguageModel.create(writeGraph(config, backend, context), weights, sizes, backend);
}

/**
 * @param most KL divergence, in nats, that rounding to 8 bit may cost.
 * @param tolerance of a logit, against the embedded form.
 */
export function ggufSuite(backend: Backend, most: number, tolerance: number): void {
  describe(`a GGUF on ${backend}`, () => {
    it('gives the known answer of the embedded form', async () => {
      const folder = `${TINY.baseUrl}models/${TINY.model}/`;
      const file = blobRanges(await (await fetch(`${folder}model.gguf`)).blob());
      const header = await readHeader(file);
      const model = await modelOf(header, llamaConfig(header), file, backend);
      const golden = parseGolden(await (await fetch(`${folder}golden.json`)).json());
      const found = await compare(model, golden, { ...golden[backend], tolerance });
      expect(found).toMatchObject({ ok: true });
      await model.dispose();
    });

    it('of every block format agrees with plain arithmetic', async () => {
      const mixed = mixedModel();
      const formats = new Set(mixed.header.tensors.map(({ format }) => format.name));
      expect(formats.size).toBe(11);
      const model = await modelOf(mixed.header, mixed.config, mixed.file, backend);
      const cache = model.emptyCache();
      const ids = [17, 300, 4, 4, 99, 250];
      const prompt = await model.pass(ids.slice(0, 4), cache);
      expect(divergence(referenceLogits(mixed, ids.slice(0, 4)), prompt)).toBeLessThan(most);
      await model.pass([99], cache);
      const last = await model.pass([250], cache);
      const expected = referenceLogits(mixed, ids);
      expect(Math.max(...expected) - Math.min(...expected)).toBeGreaterThan(4);
      expect(divergence(expected, last)).toBeLessThan(most);
      cache.dispose();
      await model.dispose();
    });
  });
}
