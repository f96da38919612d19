/**
 * Nothing but its own folders and the registries may name a particular mechanism: all other code
 * asks the registry, so that one more mechanism changes none of it.
 *
 * The rule: no line of `src` and `cli` outside the files below holds, in any case, the id of a
 * mechanism, a word made of it ("autoregressive", `isDiffusion`) or "language" (as version 1 called
 * autoregression; `LanguageLane`), be it code or text. `navigator.language` is none. In comments an
 * example of what a person reads, in double quotes, and the plain words "language model" are free:
 * there it says what something looks like, not what is done for one of them.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { MECHANISMS_KNOWN } from '../../src/core/ids';

const ids = MECHANISMS_KNOWN.join('|');

const ALLOWED = [
  // Each mechanism's own: what it is, what computes it, what shows it.
  new RegExp(`^src/(core|engines|views/watch)/(${ids})/`),
  new RegExp(`^src/workers/(${ids})(-\\w+)?\\.worker\\.ts$`),
  // The registries: a line each.
  /^src\/core\/(ids|mechanisms|formats|benchmarks|side-by-side)\.ts$/,
  /^src\/workers\/runtimes\.ts$/,
  /^src\/views\/watch\/mechanisms\.ts$/,
  // The tour teaches particular mechanisms, each at its stop; its frame asks the registry.
  /^src\/views\/learn\/segments\//,
  // Names of products: data.
  /^src\/views\/learn\/products\.ts$/,
  // How the files of a model lie: a layout belongs to one mechanism, which its table says.
  /^src\/core\/stored\.ts$/,
  /^src\/hub\/choices\.ts$/,
  /^src\/state\/models\/(curated|device-offer|entry)\.ts$/,
  /^src\/workers\/models\//,
  // The language that the page speaks.
  /^src\/(boot|state\/language\/.*|workers\/entry)\.ts$/,
  /^src\/views\/shell\//,
  // What a person reads, by message.
  /^src\/text\//,
  // Kinds of models as their manifests say, a format of files: a line each.
  /^src\/core\/manifest\.ts$/,
  // Compares particular engines with particular other programs.
  /^cli\/(peers\/|bench-peers\.ts$)/,
  // Counts and checks the passes of particular engines, which they take from inside.
  /^cli\/(count|check)-gpu\//,
];

const NAMES = new RegExp([...MECHANISMS_KNOWN, 'autoregressive', 'language'].join('|'), 'i');
/** A whole line of a comment, or what follows code on a line. */
const COMMENT = /^\s*(?:\/\*|\*|\/\/|<!--).*$|\s\/\/ .*$/;

/** Lines of a text that name a mechanism, counted from 1. */
function naming(text: string): { line: number; text: string }[] {
  return text.split('\n').flatMap((line, i) => {
    const counted = line
      .replace(COMMENT, (comment) => comment.replaceAll(/"[^"]*"|\blanguage models?\b/g, ''))
      .replaceAll(
        /navigator\.languages?|\btext\/language\b|\blanguage(?=\(\)|\b.*text\/language)/g,
        '',
      );
    return NAMES.test(counted) ? [{ line: i + 1, text: line.trim() }] : [];
  });
}

function filesBelow(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((path) => join(folder, path).replaceAll('\\', '/'))
    .filter((path) => /\.(ts|cts|cjs|svelte)$/.test(path));
}

test('the rule finds ids, identifiers, texts and comments, and leaves the browser its language', () => {
  const found = (text: string) => naming(text).map(({ line }) => line);
  expect(found("if (id === 'diffusion') go();\n\nisAutoregression(trace)")).toEqual([1, 3]);
  expect(
    found('// only autoregressive models\nclass LanguageLane {}\n<p>Language model</p>'),
  ).toEqual([1, 2, 3]);
  expect(found('/** In a sentence: "language model". */\n// as the language model is fed')).toEqual(
    [],
  );
  expect(
    found('/** Only of `isDiffusion`. */\n * LanguageLane has it\nsay("language model")'),
  ).toEqual([1, 2, 3]);
  expect(found("import { AXES } from '../core/diffusion/bench';")).toEqual([1]);
  expect(found('new Intl.NumberFormat(navigator.language);\nfor (const lane of lanes) {}')).toEqual(
    [],
  );
});

test('the exceptions are of files that are there', () => {
  const files = [...filesBelow('src'), ...filesBelow('cli')];
  for (const pattern of ALLOWED.filter(({ source }) => !source.includes('text')))
    expect(
      files.some((path) => pattern.test(path)),
      pattern.source,
    ).toBe(true);
});

test('no line outside names a mechanism', () => {
  const files = [...filesBelow('src'), ...filesBelow('cli')].filter(
    (path) => !ALLOWED.some((pattern) => pattern.test(path)),
  );
  expect(files.length).toBeGreaterThan(100);
  const lines = files.flatMap((path) =>
    naming(readFileSync(path, 'utf8')).map(({ line, text }) => `${path}:${line}: ${text}`),
  );
  expect(lines).toEqual([]);
});
