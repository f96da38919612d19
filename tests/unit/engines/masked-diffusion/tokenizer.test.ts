import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { EngineError } from '../../../../src/core/errors';
import { layoutOf, spanAfter } from '../../../../src/engines/masked-diffusion/plan';
import { WordTokenizer } from '../../../../src/engines/masked-diffusion/tokenizer';

const FOLDERS = ['public/models/definitions-masked', 'tests/fixtures/models/tiny-masked'];
interface Golden {
  readonly spelling: readonly { readonly text: string; readonly ids: readonly number[] }[];
}
const json = (path: string) => JSON.parse(readFileSync(path, 'utf8')) as object;
const tokenizer = new WordTokenizer(json(`${FOLDERS[0]}/tokenizer.json`));
const sizes = { length: 32, block: 16, endId: 2 };
const spelled = (ids: readonly number[]) => ids.map((id) => tokenizer.piece(id)).join('');

describe.each(FOLDERS)('%s', (folder) => {
  it('spells as the toolkit does', () => {
    const own = new WordTokenizer(json(`${folder}/tokenizer.json`));
    const { spelling } = json(`${folder}/golden.json`) as Golden;
    expect(spelling.length).toBeGreaterThan(2);
    for (const { text, ids } of spelling) expect(own.encode(text), text).toEqual(ids);
  });
});

it('knows a word after a space from what stands right behind one', () => {
  expect(spelled(tokenizer.encodeBehind(', which'))).toBe(',▁which');
  expect(spelled(tokenizer.encodeBehind('which'))).toBe('▁which');
  // What is typed never becomes a special token.
  expect(tokenizer.encode('<mask>')).not.toContain(3);
  expect(() => new WordTokenizer({ model: { type: 'Unigram' } })).toThrow(EngineError);
});

describe('given words', () => {
  const places = (template: string) => layoutOf(template, tokenizer, sizes);

  it('leave gaps between them, and end the text where they end', () => {
    const { fixed, first, open } = places('a small ___ that _.');
    const words = fixed.filter(({ id }) => id !== 2);
    expect(spelled(words.map(({ id }) => id))).toBe('▁a▁small▁that.');
    expect(words.at(-1)?.place).toBe(open - 1);
    expect(first).toBe(16);
    expect(fixed.filter(({ id }) => id === 2).map(({ place }) => place)).toEqual(
      Array.from({ length: 16 - open }, (_, i) => open + i),
    );
  });

  it('that reach into a later block make one span of both; a gap at the end leaves it open', () => {
    expect(places(`a ${'_'.repeat(20)} tree`).first).toBe(32);
    const { fixed, first } = places('a small ___');
    expect(fixed.every(({ id }) => id !== 2)).toBe(true);
    expect(first).toBe(16);
    expect(places('')).toEqual({ fixed: [], first: 16, open: 0 });
  });

  it('that are too long, or leave nothing open, are refused', () => {
    expect(() => places('_'.repeat(32))).toThrow(/31/);
    expect(() => places('a tree.')).toThrow(EngineError);
  });
});

describe('what comes next', () => {
  const known = (...ids: [number, number][]) => new Map(ids.map(([at, id]) => [at, { id }]));
  const all = (until: number, id = 9) =>
    known(...Array.from({ length: until }, (_, i): [number, number] => [i, id]));
  const first = { first: 16 };
  const pass = { begin: 0, end: 16 };

  it('is the same span until all of it is decided, then the next block, then nothing', () => {
    expect(spanAfter([], known(), first, sizes)).toEqual({ begin: 0, end: 16, done: 0 });
    expect(spanAfter([pass, pass], all(15), first, sizes)).toEqual({ begin: 0, end: 16, done: 2 });
    expect(spanAfter([pass], all(16), first, sizes)).toEqual({ begin: 16, end: 32, done: 0 });
    expect(spanAfter([pass], all(16, 2), first, sizes)).toBeNull();
    expect(spanAfter([{ begin: 16, end: 32 }], all(32), first, sizes)).toBeNull();
  });
});
