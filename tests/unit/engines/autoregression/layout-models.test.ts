import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { parseManifest } from '../../../../src/core/manifest';
import { readGguf } from '../../../../src/engines/autoregression/onnx/gguf';
import { WeightLayout } from '../../../../src/engines/autoregression/onnx/layout';
import { inPieces } from '../../../helpers/gguf';

const MODELS = {
  'tiny-llama': '../../../fixtures/models/tiny-llama/',
  'smollm2-135m-instruct': '../../../../public/models/smollm2-135m-instruct/',
};

it.each([
  ['tiny-llama', 'wasm'],
  ['tiny-llama', 'webgpu'],
  ['smollm2-135m-instruct', 'wasm'],
  ['smollm2-135m-instruct', 'webgpu'],
] as const)(
  'makes of %s for %s the very bytes that the Python side makes',
  async (id, backend) => {
    const read = (name: string) => readFileSync(new URL(MODELS[id] + name, import.meta.url));
    const manifest = parseManifest(JSON.parse(read('manifest.json').toString()), id);
    if (manifest.kind !== 'language') throw new Error(`${id} is no language model`);
    const layout = new WeightLayout(manifest.config, backend);
    const file = inPieces(read('model.gguf'), [1 << 20]);
    for await (const { tensor, data } of readGguf(file, (t) => layout.sizeOf(t)))
      layout.add(tensor, data);
    const files = new Map(layout.finish().map(({ path, data }) => [path, data]));

    const golden = JSON.parse(read('golden.json').toString()) as {
      layout: Record<string, Record<string, string>>;
    };
    const expected = golden.layout[backend] ?? {};
    expect(Object.keys(expected).length).toBeGreaterThan(8);
    const hashes = Object.keys(expected).map((path) => [
      path,
      createHash('sha256')
        .update(files.get(path) ?? '')
        .digest('hex'),
    ]);
    expect(Object.fromEntries(hashes)).toEqual(expected);
  },
  60_000,
);
