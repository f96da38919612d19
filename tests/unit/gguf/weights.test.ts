/** Weights by the general way, against the embedded model's own. */
import { createHash } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { llamaConfig } from '../../../src/engines/gguf/config';
import { blobRanges, readHeader } from '../../../src/engines/gguf/header';
import { memoryNeed } from '../../../src/engines/gguf/memory';
import { ropeTables } from '../../../src/engines/gguf/rope';
import { rewriteWeights } from '../../../src/engines/gguf/weights';
import type { LazyBytes } from '../../../src/engines/runtime/lazy-bytes';
import { WeightLayout } from '../../../src/engines/autoregression/onnx/layout';

const root = new URL('../../../', import.meta.url);
const TINY = 'tests/fixtures/models/tiny-llama/model.gguf';
const SMOLLM2 = 'public/models/smollm2-135m-instruct/model.gguf';
const signal = new AbortController().signal;

async function open(path: string) {
  const file = blobRanges(await openAsBlob(new URL(path, root)));
  const header = await readHeader(file);
  return { file, header, config: llamaConfig(header) };
}

const hashes = (files: readonly { path: string; data: Uint8Array }[]) =>
  Object.fromEntries(
    files.map(({ path, data }) => [path, createHash('sha256').update(data).digest('hex')] as const),
  );

describe('weights', { timeout: 120_000 }, () => {
  it.each([
    [TINY, 'wasm'],
    [TINY, 'webgpu'],
    [SMOLLM2, 'webgpu'],
  ] as const)('of %s on %s are those of the embedded graph, to the bit', async (path, backend) => {
    const { file, header, config } = await open(path);
    const { context } = config;
    let told = 0;
    const onShare = (share: number) => (told = share);
    const found = hashes(
      await rewriteWeights(header, config, file, { backend, context, signal, onShare }),
    );
    expect(told).toBe(1);

    const layout = new WeightLayout({ architecture: 'llama', stopIds: [], ...config }, backend);
    const types: Record<string, number> = { F32: 0, Q4_1: 3, Q8_0: 8 };
    for (const { name, shape, format, offset, bytes } of header.tensors) {
      const type = types[format.name] ?? -1;
      layout.add({ name, shape, type }, await file.read(offset, offset + bytes));
    }
    expect(found).toEqual(hashes(layout.finish()));
  });

  it.each(['wasm', 'webgpu'] as const)(
    'for %s are the same where a worker reads them as they are asked for, and as large as was told before',
    async (backend) => {
      const { file, header, config } = await open(TINY);
      const bytes = new Uint8Array(await file.read(0, file.size));
      const reads: number[] = [];
      const readNow = (from: number, to: number) => {
        reads.push(to - from);
        return bytes.slice(from, to);
      };
      const { context, ...need } = memoryNeed(config, backend);
      expect(context).toBe(config.context);
      const options = { backend, context, signal, onShare: () => undefined };
      const whole = await rewriteWeights(header, config, file, options);
      const lazy = await rewriteWeights(header, config, { ...file, readNow }, options);
      expect(reads).toEqual([]);
      const parts = lazy.map(({ path, data }) => ({
        path,
        data: data.subarray(0, data.byteLength),
      }));
      expect(reads.length).toBeGreaterThan(10);
      expect(hashes(parts)).toEqual(hashes(whole));
      const norms = (2 * config.layers + 1) * config.hidden * 4;
      const sum = whole.reduce((all, { data }) => all + data.length, 0);
      expect(need.weights).toBe(sum - norms);
      const largest = Math.max(...whole.map(({ data }) => data.length));
      expect(need.largest).toBe(largest);
    },
  );

  it('tell which file was taken away under the runtime', async () => {
    const { file, header, config } = await open(TINY);
    const readNow = (): never => {
      throw new Error('moved');
    };
    const options = { backend: 'wasm', context: 8, signal, onShare: () => undefined } as const;
    const weights = await rewriteWeights(header, config, { ...file, readNow }, options);
    const table = weights.find(({ path }) => path === 'output.q')?.data as LazyBytes;
    expect(() => table.subarray(0, 8)).toThrow('moved');
    expect(table.failure).toMatchObject({ message: 'moved' });
  });

  it('can be stopped', async () => {
    const { file, header, config } = await open(TINY);
    const stop = new AbortController();
    const options = { backend: 'wasm', context: 8, signal: stop.signal } as const;
    const onShare = () => stop.abort();
    const rewriting = rewriteWeights(header, config, file, { ...options, onShare });
    await expect(rewriting).rejects.toMatchObject({ code: 'aborted' });
  });
});

describe('rope', () => {
  it('divides frequencies by their factors and positions by the scale', async () => {
    const { config } = await open(TINY);
    const factors = Float32Array.from({ length: 16 }, (_, j) => (j === 1 ? 8 : 1));
    const scaled = ropeTables({ ...config, ropeScale: 2 }, 5, factors);
    const at = (p: number, j: number) => p * 16 + j;
    const frequency = 10000 ** (-2 / 32);
    expect(scaled.cos[at(4, 0)]).toBeCloseTo(Math.cos(2), 6);
    expect(scaled.sin[at(4, 1)]).toBeCloseTo(Math.sin((4 * frequency) / 16), 6);
    expect(scaled.cos).toHaveLength(80);
  });
});
