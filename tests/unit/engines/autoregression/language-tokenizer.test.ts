/** Tokenizers of all kinds under the loop: text there and back, templates, the token that begins a prompt. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { LanguageTokenizer, TextStream } from '../../../../src/engines/autoregression/tokenizer';
import type { MetadataValue } from '../../../../src/engines/gguf/fields';
import { tokenizerOf } from '../../../../src/engines/gguf/tokenizer';

interface Golden {
  metadata: Record<string, MetadataValue>;
  held: { text: string; ids: number[]; back: string }[];
}

const file = new URL('../../../fixtures/gguf/tokenizers.json', import.meta.url);
const { tokenizers } = JSON.parse(readFileSync(file, 'utf8')) as { tokenizers: Golden[] };
const named = tokenizers.map((golden) => {
  const { 'tokenizer.ggml.model': model, 'tokenizer.ggml.pre': pre } = golden.metadata;
  return [`${String(model)} ${String(pre ?? '')}`.trim(), golden] as const;
});

function open({ metadata }: Golden, more: Record<string, MetadataValue> = {}) {
  const parts = tokenizerOf(new Map(Object.entries({ ...metadata, ...more })));
  return new LanguageTokenizer(parts.tokenizer, { ...parts.config, add_bos_token: parts.addBos });
}

const textOf = (tokenizer: LanguageTokenizer, ids: readonly number[]) => {
  const stream = new TextStream(tokenizer.leadingSpace);
  return ids.map((id) => stream.push(tokenizer.bytes(id))).join('');
};

describe.each(named)('%s', (_, golden) => {
  const tokenizer = open(golden);
  const control = /<\|\w+\|>/;

  it('gives held text its ids, and from its tokens the text', () => {
    for (const { text, ids, back } of golden.held) {
      expect(tokenizer.encode(text)).toEqual(ids);
      if (!control.test(text)) expect(textOf(tokenizer, ids)).toBe(back);
    }
  });

  it('has a piece for every token, and for numbers beyond them', () => {
    const pieces = Array.from({ length: tokenizer.size }, (_, id) => tokenizer.piece(id));
    expect(pieces.every((piece) => piece !== '')).toBe(true);
    expect(tokenizer.piece(tokenizer.size + 3)).toBe(`[${tokenizer.size + 3}]`);
    expect(tokenizer.bytes(tokenizer.size + 3)).toHaveLength(0);
  });
});

const sentencepiece = tokenizers.find(
  ({ metadata }) => metadata['tokenizer.ggml.model'] === 'llama',
) as Golden;

describe('a chat template', () => {
  const withTemplate = (template: string) =>
    open(sentencepiece, { 'tokenizer.chat_template': template });
  const BOS = 1;

  it('may write the token that begins a prompt, which then is there once', () => {
    const plain = open(sentencepiece).encodeChat('Hello');
    expect(plain[0]).toBe(BOS);
    const written = withTemplate('{{ bos_token }}{{ messages[0].content }}').encodeChat('Hello');
    expect(written).toEqual(plain);
    expect(withTemplate('{{ messages[0].content }}').encodeChat('Hello')).toEqual(plain);
  });

  it('names tokens, the day and the start of an answer as templates of Llama 3 do', () => {
    const tokenizer = withTemplate(
      '{{ date_string }}|{{ eos_token }}|{% if add_generation_prompt %}answer{% endif %}',
    );
    expect(tokenizer.chat('x')).toBe('26 Jul 2024|</s>|answer');
  });

  it('that refuses what it is given says so', () => {
    const tokenizer = withTemplate("{{ raise_exception('only with a system message') }}");
    expect(() => tokenizer.chat('x')).toThrow(
      expect.objectContaining({
        code: 'unsupported-model',
        message: expect.stringContaining('only with a system message'),
      }),
    );
  });

  it('that is no template is refused when it is opened', () => {
    expect(() => withTemplate('{% if %}')).toThrow(
      expect.objectContaining({ code: 'unsupported-model' }),
    );
  });
});
