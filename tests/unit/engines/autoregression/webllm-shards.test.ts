/** The GGUF as WebLLM's parameters: byte for byte what numpy makes of it. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parseManifest, type LanguageManifest } from '../../../../src/core/manifest';
import { readGguf } from '../../../../src/engines/autoregression/onnx/gguf';
import { ShardLayout, tensorCache } from '../../../../src/engines/autoregression/webllm/shards';

const fixtures = new URL('../../../fixtures/models/', import.meta.url);
const read = (path: string) => readFileSync(new URL(path, fixtures));
const json = (path: string) => JSON.parse(read(path).toString()) as unknown;

const { config } = parseManifest(json('tiny-llama/manifest.json'), 'fixture') as LanguageManifest;
const wanted = json('tiny-webllm/layout.json') as Record<string, string>;

async function* source(): AsyncGenerator<Uint8Array> {
  const file = read('tiny-llama/model.gguf');
  for (let at = 0; at < file.length; at += 1000) yield file.subarray(at, at + 1000);
}

async function convert(layout: ShardLayout): Promise<ReturnType<ShardLayout['finish']>> {
  for await (const { tensor, data } of readGguf(source(), (t) => layout.sizeOf(t)))
    layout.add(tensor, data);
  return layout.finish();
}

describe.each([1 << 20, 9000])('shards of at most %i bytes', (most) => {
  it('holds every parameter, byte for byte, in the reference’s order', async () => {
    const { list, shards } = await convert(new ShardLayout(config, most));
    const hashes: Record<string, string> = {};
    for (const { dataPath, nbytes, records } of list.records) {
      const shard = shards.get(dataPath);
      expect(shard?.length).toBe(nbytes);
      for (const { name, byteOffset, nbytes } of records) {
        const bytes = shard?.subarray(byteOffset, byteOffset + nbytes) ?? new Uint8Array();
        hashes[name] = createHash('sha256').update(bytes).digest('hex');
      }
      expect(records.length === 1 || nbytes <= most).toBe(true);
    }
    expect(hashes).toEqual(wanted);
    expect(Object.keys(hashes)).toEqual(Object.keys(wanted));
    expect(list.records.length > 1).toBe(most === 9000);
  });
});

it('counts what it holds', () => {
  const { metadata, records } = tensorCache(config, 1 << 20);
  const entries = records.flatMap((shard) => shard.records);
  expect(metadata.ParamSize).toBe(entries.length);
  expect(metadata.ParamBytes).toBe(entries.reduce((sum, { nbytes }) => sum + nbytes, 0));
});

const embedding = { name: 'token_embd.weight', shape: [64, 480], type: 8 };

it.each([
  ['of another shape', { ...embedding, shape: [64, 479] }, /64 x 479, not 64 x 480/],
  ['stored in another way', { ...embedding, type: 1 }, /type 1, not 8/],
  ['with no place', { ...embedding, name: 'output.weight' }, /output\.weight too many/],
])('refuses a tensor %s', (_, tensor, message) => {
  expect(() => new ShardLayout(config).sizeOf(tensor)).toThrow(message);
});

it('refuses a tensor that comes twice, and a model without one', () => {
  const layout = new ShardLayout(config);
  const norm = { name: 'output_norm.weight', shape: [64], type: 0 };
  layout.add(norm, new Uint8Array(256));
  expect(() => layout.add(norm, new Uint8Array(256))).toThrow(/too many/);
  expect(() => layout.finish()).toThrow(/has no token_embd\.weight/);
});
