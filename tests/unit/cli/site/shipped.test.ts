import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  bill,
  libraryIn,
  licencesText,
  packageFolder,
  supplyFaults,
  withLibraries,
  type Library,
} from '../../../../cli/site/shipped';

let root = '';
const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
};
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'shipped-'))));
afterEach(() => rmSync(root, { recursive: true }));

const LIBRARY: Library = {
  ...{ name: '@of/one', version: '1.2.3', licence: 'MIT', integrity: 'AAEC' },
  text: 'MIT, by one',
};
const NOTICES = `# Notices

<!-- Written by \`npm run notices\` from what the build holds. -->

<!-- To here. -->

The end.
`;

test.each([
  ['/x/node_modules/idb/build/index.js', 'node_modules/idb'],
  ['/x/node_modules/@huggingface/gguf/dist/a.mjs?v=1', 'node_modules/@huggingface/gguf'],
  ['C:\\x\\node_modules\\idb\\build\\index.js', 'node_modules/idb'],
  ['node_modules/@fontsource/a/files/a.woff2', 'node_modules/@fontsource/a'],
  ['/x/node_modules/a/node_modules/@b/c/i.js', 'node_modules/a/node_modules/@b/c'],
  ['\0vite/preload-helper.js', 'node_modules/vite'],
  ['\0rolldown/runtime.js', 'node_modules/rolldown'],
  ['\0catalogue', null],
  ['/x/src/main.ts', null],
])('%s is of the package in %s', (id, folder) => {
  expect(packageFolder(id)).toBe(folder);
});

describe('a library', () => {
  const lock = { packages: { 'node_modules/one': { integrity: 'sha512-AAEC' } } };
  const pack = { name: 'one', version: '1.2.3', license: 'MIT' };

  test('is known with its version, checksum and the text of its licence and notice', () => {
    write('node_modules/one/package.json', JSON.stringify(pack));
    write('node_modules/one/LICENSE-MIT', 'by one\n');
    write('node_modules/one/NOTICE', 'and two\n');
    expect(libraryIn('node_modules/one', lock, root)).toEqual({
      ...{ name: 'one', version: '1.2.3', licence: 'MIT', integrity: 'AAEC' },
      text: 'by one\n\nand two',
    });
  });

  test('without licence, text or checksum cannot be shipped', () => {
    write('node_modules/one/package.json', JSON.stringify({ ...pack, license: undefined }));
    expect(() => libraryIn('node_modules/one', lock, root)).toThrow(/no name, version or licence/);
    write('node_modules/one/package.json', JSON.stringify(pack));
    expect(() => libraryIn('node_modules/one', lock, root)).toThrow(/without the text/);
    expect(() => libraryIn('node_modules/one', { packages: {} }, root)).toThrow(/no SHA-512/);
  });
});

test('the bill names libraries and models with licences and checksums, always the same', () => {
  const model = {
    ...{ id: 'm', name: 'M', licence: 'Apache-2.0 AND MIT', attribution: 'by m' },
    files: [{ role: 'weights', path: 'w.bin', sha256: 'ab'.repeat(32) }],
  };
  const made = bill([LIBRARY], [model]);
  expect(bill([LIBRARY], [model])).toEqual(made);
  expect(made).toMatchObject({
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    metadata: { component: { name: 'decode-and-denoise' } },
    components: [
      {
        type: 'library',
        purl: 'pkg:npm/%40of/one@1.2.3',
        licenses: [{ license: { id: 'MIT' } }],
        hashes: [{ alg: 'SHA-512', content: '000102' }],
      },
      {
        type: 'machine-learning-model',
        licenses: [{ expression: 'Apache-2.0 AND MIT' }],
        components: [{ name: 'w.bin', hashes: [{ content: 'ab'.repeat(32) }] }],
      },
    ],
  });
});

test('the licences of all stand in one text', () => {
  const text = licencesText([LIBRARY]);
  expect(text).toContain('Decode & Denoise');
  expect(text).toContain('@of/one 1.2.3 (MIT)\n\nMIT, by one');
});

describe('what is wrong with a build', () => {
  const pack = JSON.stringify({ dependencies: { one: '1.2.3' }, devDependencies: {} });
  const lock = JSON.stringify({ packages: { '': {}, 'node_modules/one': { integrity: 'x' } } });
  const notices = withLibraries(NOTICES, [LIBRARY]);
  const faults = (library: Library, changes: object = {}): string[] => {
    write('sbom.cdx.json', JSON.stringify(bill([library], [])));
    return supplyFaults(root, { notices, lock, pack, ...changes });
  };

  test('is nothing where all is pinned, listed and under a licence that was looked at', () => {
    expect(faults(LIBRARY)).toEqual([]);
  });

  test('is a licence that nobody looked at, and a library that NOTICES.md lacks', () => {
    const other = { ...LIBRARY, name: 'two', licence: 'GPL-3.0-only' };
    expect(faults(other)).toEqual([
      'two is under GPL-3.0-only: is that a licence to ship?',
      'NOTICES.md does not list the libraries of the build: npm run notices.',
    ]);
  });

  test('is a range of versions, and a package without a checksum', () => {
    const ranged = JSON.stringify({ dependencies: { one: '^1.2.3' }, devDependencies: {} });
    expect(faults(LIBRARY, { pack: ranged })).toEqual([
      'package.json asks for one ^1.2.3: one version, not a range.',
    ]);
    const bare = JSON.stringify({ packages: { '': {}, 'node_modules/one': {} } });
    expect(faults(LIBRARY, { lock: bare })).toEqual([
      'package-lock.json has no checksum of node_modules/one.',
    ]);
  });
});

test('NOTICES.md has a place for the libraries, and gets them again as they are', () => {
  const once = withLibraries(NOTICES, [LIBRARY]);
  expect(once).toContain('| @of/one | MIT     |');
  expect(withLibraries(once, [LIBRARY])).toBe(once);
  expect(() => withLibraries('# Notices', [LIBRARY])).toThrow(/no place/);
  const real = readFileSync(join(import.meta.dirname, '../../../../NOTICES.md'), 'utf8');
  expect(() => withLibraries(real, [])).not.toThrow();
});
