/** Tokenizers rebuilt from metadata, against what the packages of Python make of held text. */
import { openAsBlob, readFileSync } from 'node:fs';
import { Tokenizer } from '@huggingface/tokenizers';
import { describe, expect, it } from 'vitest';
import type { MetadataValue } from '../../../src/engines/gguf/fields';
import { blobRanges, readHeader } from '../../../src/engines/gguf/header';
import { tokenizerOf } from '../../../src/engines/gguf/tokenizer';

interface Golden {
  metadata: Record<string, MetadataValue>;
  held: { text: string; ids: number[]; back: string }[];
}

const root = new URL('../../../', import.meta.url);
const json = (path: string): unknown => JSON.parse(readFileSync(new URL(path, root), 'utf8'));
const { tokenizers } = json('tests/fixtures/gguf/tokenizers.json') as { tokenizers: Golden[] };
const named = tokenizers.map((golden) => {
  const { 'tokenizer.ggml.model': model, 'tokenizer.ggml.pre': pre } = golden.metadata;
  return [`${String(model)} ${String(pre ?? '')}`.trim(), golden] as const;
});
const metadataOf = ({ metadata }: Golden, more: Record<string, MetadataValue> = {}) =>
  new Map(Object.entries({ ...metadata, ...more }));

describe.each(named)('%s', (_, golden) => {
  const { tokenizer, config } = tokenizerOf(metadataOf(golden));
  const rebuilt = new Tokenizer(tokenizer, config);

  it.each(golden.held)('cuts $text as its reference does', ({ text, ids, back }) => {
    const found = rebuilt.encode(text, { add_special_tokens: false }).ids;
    expect(found).toEqual(ids);
    expect(rebuilt.decode(found, { skip_special_tokens: false })).toBe(back);
  });
});

describe('the tokenizer of the embedded model', () => {
  it('is the same from its GGUF as from its own two files', { timeout: 60_000 }, async () => {
    const folder = 'public/models/smollm2-135m-instruct/';
    const blob = await openAsBlob(new URL(`${folder}model.gguf`, root));
    const rebuilt = tokenizerOf((await readHeader(blobRanges(blob))).metadata);
    const config = json(`${folder}tokenizer_config.json`) as { chat_template: string };
    const own = new Tokenizer(json(`${folder}tokenizer.json`) as object, config);
    const mine = new Tokenizer(rebuilt.tokenizer, rebuilt.config);
    expect(rebuilt).toMatchObject({ stopIds: [2], addBos: false });
    expect(rebuilt.config.chat_template).toBe(config.chat_template);
    const texts = named.flatMap(([, { held }]) => held.map(({ text }) => text));
    for (const text of texts) {
      const { ids } = own.encode(text, { add_special_tokens: false });
      expect(mine.encode(text, { add_special_tokens: false }).ids).toEqual(ids);
      expect(mine.decode(ids, { skip_special_tokens: false })).toBe(
        own.decode(ids, { skip_special_tokens: false }),
      );
    }
  });
});

describe('a tokenizer that cannot be rebuilt', () => {
  const golden = tokenizers[0] as Golden;
  const tokens = golden.metadata['tokenizer.ggml.tokens'] as string[];

  it.each([
    ['another kind', { 'tokenizer.ggml.model': 'bert' }, /“bert”/],
    ['an unknown way to cut', { 'tokenizer.ggml.pre': 'tekken' }, /“tekken”/],
    ['a token twice', { 'tokenizer.ggml.tokens': [...tokens.slice(1), tokens[1] ?? ''] }, /twice/],
    ['types for other tokens', { 'tokenizer.ggml.token_type': [1, 1] }, /2 token types/],
    ['tokens that are no texts', { 'tokenizer.ggml.tokens': [1, 2] }, /list of texts/],
    ['an end that is no token', { 'tokenizer.ggml.eos_token_id': 99_999 }, /token 99999/],
    ['no scores', { 'tokenizer.ggml.model': 'llama' }, /no score/],
  ])('is refused for %s', (_, more, words) => {
    expect(() => tokenizerOf(metadataOf(golden, more))).toThrow(words);
  });

  it.each(['tokenizer.ggml.model', 'tokenizer.ggml.pre', 'tokenizer.ggml.merges'])(
    'is refused without %s',
    (key) => {
      const metadata = metadataOf(golden);
      metadata.delete(key);
      expect(() => tokenizerOf(metadata)).toThrow(key);
    },
  );

  it('is refused without an end', () => {
    const metadata = metadataOf(golden);
    metadata.delete('tokenizer.ggml.eos_token_id');
    expect(() => tokenizerOf(metadata)).toThrow(/ends an answer/);
  });
});
