/** The network that a file states, and what is refused. */
import { openAsBlob, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { llamaConfig, tensorShapes } from '../../../src/engines/gguf/config';
import type { MetadataValue } from '../../../src/engines/gguf/fields';
import { blobRanges, readHeader, type GgufHeader } from '../../../src/engines/gguf/header';

const root = new URL('../../../', import.meta.url);
const tinyFile = readFileSync(new URL('tests/fixtures/models/tiny-llama/model.gguf', root));
let tiny: GgufHeader;
beforeAll(async () => {
  tiny = await readHeader(blobRanges(new Blob([new Uint8Array(tinyFile)])));
});

/** The tiny model with other metadata and tensors. */
function changed(
  more: Record<string, MetadataValue | null>,
  tensors = (all: GgufHeader['tensors']) => all,
): GgufHeader {
  const metadata = new Map(tiny.metadata);
  for (const [key, value] of Object.entries(more))
    if (value === null) metadata.delete(key);
    else metadata.set(key, value);
  return { ...tiny, metadata, tensors: tensors(tiny.tensors) };
}

describe('the network of a file', () => {
  it('is read for the tiny model', () => {
    expect(llamaConfig(tiny)).toEqual({
      layers: 2,
      hidden: 64,
      heads: 2,
      kvHeads: 1,
      headDim: 32,
      ffn: 128,
      vocab: 480,
      context: 256,
      ropeTheta: 10000,
      ropeScale: 1,
      ropeFactors: false,
      normEpsilon: expect.closeTo(1e-5, 9) as number,
      tied: true,
    });
  });

  it('is that of its manifest for the embedded model', { timeout: 30_000 }, async () => {
    const folder = 'public/models/smollm2-135m-instruct/';
    const header = await readHeader(
      blobRanges(await openAsBlob(new URL(`${folder}model.gguf`, root))),
    );
    const manifest = JSON.parse(readFileSync(new URL(`${folder}manifest.json`, root), 'utf8')) as {
      config: Record<string, unknown>;
    };
    const { architecture, stopIds, ...sizes } = manifest.config;
    expect([architecture, stopIds]).toEqual(['llama', [2]]);
    const config = llamaConfig(header);
    expect(config).toMatchObject(sizes);
    expect(tensorShapes(config).size).toBe(header.tensors.length);
  });

  it('may have its own head, rope factors, linear scaling and no count of key heads', () => {
    const tensor = (name: string, shape: number[]) => {
      const model = tiny.tensors.find((each) => each.shape.length === shape.length);
      return { ...(model as GgufHeader['tensors'][number]), name, shape };
    };
    const header = changed(
      { 'llama.rope.scaling.type': 'linear', 'llama.rope.scaling.factor': 4 },
      (all) => [...all, tensor('output.weight', [64, 480]), tensor('rope_freqs.weight', [16])],
    );
    expect(llamaConfig(header)).toMatchObject({ tied: false, ropeFactors: true, ropeScale: 4 });
  });

  it.each<[string, Record<string, MetadataValue | null>, RegExp]>([
    ['another architecture', { 'general.architecture': 'gemma3' }, /“gemma3”; this page runs/],
    ['markup as one', { 'general.architecture': '<b>x</b>' }, /architecture of a strange name/],
    ['experts', { 'llama.expert_count': 8 }, /8 experts/],
    ['a part', { 'split.count': 3 }, /3 parts/],
    ['heads by layer', { 'llama.attention.head_count': [2, 4] }, /other heads in each layer/],
    ['a stretched rope', { 'llama.rope.scaling.type': 'yarn' }, /“yarn”/],
    ['a rope of half a head', { 'llama.rope.dimension_count': 16 }, /16 of 32 channels/],
    [
      'values of another size',
      { 'llama.attention.value_length': 64 },
      /keys of 32 and values of 64/,
    ],
    ['heads that do not divide', { 'llama.attention.head_count': 3 }, /3 heads|3 heads in a width/],
    ['a layer too many', { 'llama.block_count': 3 }, /no blk\.2\.attn_norm\.weight/],
    ['a layer too few', { 'llama.block_count': 1 }, /beyond those of the network/],
    ['no layers', { 'llama.block_count': 0 }, /block_count as 0/],
    ['a wild count', { 'llama.block_count': 1e9 }, /block_count as 1000000000/],
    [
      'another width',
      { 'llama.feed_forward_length': 96 },
      /ffn_gate\.weight as 64 x 128, not 64 x 96/,
    ],
    ['no epsilon', { 'llama.attention.layer_norm_rms_epsilon': null }, /does not state .*epsilon/],
    ['an epsilon of nothing', { 'llama.attention.layer_norm_rms_epsilon': NaN }, /number above 0/],
    ['a text for a number', { 'llama.context_length': 'long' }, /whole number/],
    ['no context', { 'llama.context_length': null }, /does not state llama\.context_length/],
  ])('is refused with %s', (_, more, words) => {
    expect(() => llamaConfig(changed(more))).toThrow(words);
  });

  it('is refused with biases, and without an embedding', () => {
    const bias = changed({}, (all) => {
      const [first] = all;
      return first ? [...all, { ...first, name: 'blk.0.attn_q.bias' }] : all;
    });
    expect(() => llamaConfig(bias)).toThrow(/biases/);
    const none = changed({}, (all) => all.filter(({ name }) => name !== 'token_embd.weight'));
    expect(() => llamaConfig(none)).toThrow(/no embedding/);
  });
});
