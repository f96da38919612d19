/** What a graph says of itself, and what of it is refused. */
import { expect, it } from 'vitest';
import { decoderConfig } from '../../../../src/engines/autoregression/onnx/decoder-config';
import { decoderIo } from '../../../../src/engines/autoregression/onnx/decoder-io';

type Session = Parameters<typeof decoderIo>[1];
type Shape = readonly (number | string)[];

const tensor = (name: string, type: string, shape: Shape) => ({
  name,
  isTensor: true,
  type,
  shape,
});
const CACHE = ['batch', 2, 'past', 16];

function session(
  more: readonly ReturnType<typeof tensor>[] = [],
  { type = 'float32', shape = CACHE as Shape, without = '' } = {},
): Session {
  const names = ['0.key', '0.value', '1.key', '1.value'];
  const inputs = [
    tensor('input_ids', 'int64', ['batch', 'sequence']),
    tensor('attention_mask', 'int64', ['batch', 'total']),
    ...names.map((name) => tensor(`past_key_values.${name}`, type, shape)),
    ...more,
  ].filter(({ name }) => name !== without);
  const outputs = [
    tensor('logits', type, ['batch', 'sequence', 480]),
    ...names.map((name) => tensor(`present.${name}`, type, shape)),
  ].filter(({ name }) => name !== without);
  return {
    inputMetadata: inputs,
    outputMetadata: outputs,
    inputNames: inputs.map(({ name }) => name),
    outputNames: outputs.map(({ name }) => name),
  } as unknown as Session;
}

const open = { kvHeads: null, headDim: null };

it('takes names, type and form of the cache from the graph', () => {
  expect(decoderIo('Tiny', session(), open)).toEqual({
    cache: ['0.key', '0.value', '1.key', '1.value'],
    type: 'float32',
    kvHeads: 2,
    headDim: 16,
    vocab: 480,
    positions: false,
    keeps: false,
  });
  const newer = session(
    [tensor('position_ids', 'int64', []), tensor('num_logits_to_keep', 'int64', [])],
    { type: 'float16', shape: ['batch', 'heads', 'past', 'size'] },
  );
  expect(decoderIo('Tiny', newer, { kvHeads: 4, headDim: 64 })).toMatchObject({
    ...{ type: 'float16', kvHeads: 4, headDim: 64, positions: true, keeps: true },
  });
});

it.each([
  ['an input of another kind', session([tensor('past_conv.0', 'float32', CACHE)]), /past_conv\.0/],
  ['a merged decoder', session([tensor('use_cache_branch', 'bool', [1])]), /use_cache_branch/],
  ['a strange name', session([tensor('<b>', 'bool', [1])]), /one of a strange name/],
  ['no mask', session([], { without: 'attention_mask' }), /no attention_mask/],
  ['no logits', session([], { without: 'logits' }), /no logits/],
  ['a cache that is not given back', session([], { without: 'present.1.key' }), /present\.1\.key/],
  ['a cache of bytes', session([], { type: 'int8' }), /as int8/],
  ['a cache without sizes', session([], { shape: ['b', 'h', 'p', 'd'] }), /form/],
  ['a cache of three dimensions', session([], { shape: [2, 'p', 16] }), /form/],
])('refuses %s', (_, odd, words) => {
  expect(() => decoderIo('Tiny', odd, open)).toThrow(
    expect.objectContaining({ code: 'unsupported-model', message: expect.stringMatching(words) }),
  );
});

it('reads both configs, the newer names and the older ones', () => {
  const config = { model_type: 'gemma3_text', max_position_embeddings: 32768, head_dim: 256 };
  expect(
    decoderConfig('Gemma', { ...config, eos_token_id: 1 }, { eos_token_id: [1, 106] }),
  ).toEqual({
    context: 32768,
    layers: null,
    vocab: null,
    kvHeads: null,
    headDim: 256,
    stopIds: [1, 106],
    first: 1,
  });
  const old = { n_positions: 1024, hidden_size: 768, num_attention_heads: 12, eos_token_id: 50256 };
  expect(decoderConfig('GPT-2', old, null)).toMatchObject({
    ...{ context: 1024, kvHeads: 12, headDim: 64, stopIds: [50256], first: 0 },
  });
  expect(() => decoderConfig('Endless', {}, null)).toThrow(/no token that ends/);
  expect(() => decoderConfig('Odd', { head_dim: 'wide' }, null)).toThrow(/config\.json/);
});
