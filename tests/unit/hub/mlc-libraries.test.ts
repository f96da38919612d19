/** Which program runs which model: against WebLLM's own list. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, it } from 'vitest';
import { libraryOf } from '../../../src/hub/mlc-libraries';

/** The library itself wants a browser: its list is read from its text. */
const source = readFileSync(createRequire(import.meta.url).resolve('@mlc-ai/web-llm'), 'utf8');
const RECORD =
  /model: "https:\/\/huggingface\.co\/([^"]+)",\s*model_id: "([^"]+)",\s*model_lib:\s*modelLibURLPrefix \+\s*modelVersion \+\s*"\/([^"]+)"(.*?)\n {8}\}/gs;
const records = [...source.matchAll(RECORD)].map(
  ([, repo = '', id = '', program = '', rest = '']) => ({
    ...{ repo, id, program, rest },
  }),
);
/** Of pictures or embeddings, of another layout of files, or with a state that is not a cache. */
const other = (rest: string) => /model_type|model_manifest|max_history_size/.test(rest);

it('is what WebLLM’s list says, for every model that it lists and this page can run', () => {
  expect(records.length).toBeGreaterThan(150);
  const wanted = records.filter(({ rest }) => !other(rest));
  expect(wanted.length).toBeGreaterThan(120);
  for (const { repo, program } of wanted) expect([repo, libraryOf(repo)]).toEqual([repo, program]);
  for (const { repo, rest } of records)
    if (other(rest)) expect([repo, libraryOf(repo)]).toEqual([repo, null]);
});

it('is of the version that is installed', () => {
  const version = /modelVersion = "([^"]+)"/.exec(source)?.[1];
  const prefix = /modelLibURLPrefix = "([^"]+)"/.exec(source)?.[1];
  const table = readFileSync(new URL('../../../src/hub/mlc-libraries.ts', import.meta.url), 'utf8');
  expect(table).toContain(`'web-llm-models/${version}'`);
  expect(prefix).toBe(
    'https://raw.githubusercontent.com/mlc-ai/binary-mlc-llm-libs/main/web-llm-models/',
  );
});

it.each([
  'mlc-ai/constructor-q4f16_1-MLC',
  'other/Qwen3-0.6B-q4f16_1-MLC',
  'mlc-ai/Qwen3-0.6B',
  '',
])('is none of %s', (repo) => expect(libraryOf(repo)).toBe(null));
