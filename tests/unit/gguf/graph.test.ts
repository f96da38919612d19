/** Graphs that are written here, against those that the `onnx` package of Python wrote. */
import { openAsBlob, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { llamaConfig } from '../../../src/engines/gguf/config';
import { writeGraph } from '../../../src/engines/gguf/graph';
import { blobRanges, readHeader } from '../../../src/engines/gguf/header';

const root = new URL('../../../', import.meta.url);
const TINY = 'tests/fixtures/models/tiny-llama/';
const SMOLLM2 = 'public/models/smollm2-135m-instruct/';
const read = (path: string) => new Uint8Array(readFileSync(new URL(path, root)));

async function configOf(folder: string) {
  return llamaConfig(
    await readHeader(blobRanges(await openAsBlob(new URL(`${folder}model.gguf`, root)))),
  );
}

describe('the graph of a file', { timeout: 30_000 }, () => {
  it.each([
    [TINY, 'graph-webgpu.onnx', 'webgpu'],
    [SMOLLM2, 'graph-webgpu.onnx', 'webgpu'],
  ] as const)('of %s is %s to the byte', async (folder, name, backend) => {
    const config = await configOf(folder);
    const graph = writeGraph(config, backend, config.context);
    const expected = read(folder + name);
    const differs = graph.findIndex((byte, i) => byte !== expected[i]);
    expect({ differs, bytes: graph.length }).toEqual({ differs: -1, bytes: expected.length });
  });

  it('is, on WASM, the one that the toolkit writes without outliers', async () => {
    const config = await configOf(TINY);
    const graph = writeGraph(config, 'wasm', config.context);
    const expected = read('tests/fixtures/gguf/tiny-llama-wasm.onnx');
    const differs = graph.findIndex((byte, i) => byte !== expected[i]);
    expect({ differs, bytes: graph.length }).toEqual({ differs: -1, bytes: expected.length });
  });

  it('reads a head of its own from its own place', async () => {
    const config = { ...(await configOf(TINY)), tied: false };
    const text = new TextDecoder('latin1').decode(writeGraph(config, 'webgpu', 64));
    expect(text).toContain('output.q');
    expect(text.split('token_embd.q')).toHaveLength(4);
    expect(text.split('output.q').length).toBeGreaterThan(3);
  });
});
