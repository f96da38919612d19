import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  brokenBudgets,
  importedWorkers,
  lockHasAddresses,
  measure,
  laterBytes,
  laterFolders,
  modelBytes,
  shellBytes,
} from '../../../../cli/site/budget';
import { FIRST_LANES } from '../../../../src/state/settings/catalogue';

let dist = '';
const write = (path: string, text: string): void => {
  mkdirSync(dirname(join(dist, path)), { recursive: true });
  writeFileSync(join(dist, path), text);
};

beforeEach(() => {
  dist = mkdtempSync(join(tmpdir(), 'budget-'));
  write(
    'index.html',
    '<link rel="icon" href="./icon.svg"><link rel="stylesheet" href="./assets/a.css">' +
      '<script type="module" crossorigin src="./assets/main.js"></script>',
  );
  write('icon.svg', '<svg/>');
  write('assets/a.css', 'p{color:red}');
  write(
    'assets/main.js',
    'import{x}from"./part.js";export*from"./other.js";import("./late.js");x()',
  );
  write('assets/part.js', 'import"./main.js";export const x=()=>new Worker("./worker.js")');
  write('assets/other.js', 'export const y=1');
  write('assets/late.js', 'export const z=1');
  write('assets/worker.js', 'postMessage(1)');
  write('assets/ort.jspi-1a.wasm', 'wasm');
  write('assets/ort.asyncify-2b.wasm', 'wasm');
  write('models/a/weights.bin', 'w'.repeat(100));
});
afterEach(() => rmSync(dist, { recursive: true }));

describe('the size budget', () => {
  test('what only models need that are chosen later counts with them', () => {
    const entry = (id: string, needs: string[]) => ({
      id,
      runtimes: [{ id: 'onnxruntime' as const, needs }],
    });
    const [first = ''] = FIRST_LANES;
    expect(
      laterFolders([
        entry(first, ['encoder']),
        entry('cells', ['encoder', 'decoder']),
        entry('masked', ['encoder', 'decoder']),
      ]),
    ).toEqual(['cells', 'decoder', 'masked']);
  });

  test('the shell is the page with what it loads by itself, workers and late parts left out', () => {
    const { shell } = measure(dist);
    expect(shell.map(({ path }) => path).sort()).toEqual([
      'assets/a.css',
      'assets/main.js',
      'assets/other.js',
      'assets/part.js',
      'index.html',
    ]);
    expect(shell.find(({ path }) => path === 'assets/other.js')?.bytes).toBe(
      gzipSync('export const y=1').length,
    );
  });

  test('no chunk imports the entry of a worker, which would be evaluated twice', () => {
    write('assets/lane.worker-1a.js', 'import{x}from"./part.js";import("./late.js")');
    expect(importedWorkers(dist)).toEqual([]);
    write('assets/late.js', 'import{z}from"./lane.worker-1a.js";z()');
    expect(importedWorkers(dist)).toEqual([
      'assets/late.js imports assets/lane.worker-1a.js, the entry of a worker.',
    ]);
  });

  test('a site inside its limits is not complained about', () => {
    expect(brokenBudgets(measure(dist))).toEqual([]);
  });

  test('a program among the models is no weight', () => {
    write('models/b/library.wasm.z', 'p'.repeat(50));
    expect(modelBytes(measure(dist))).toBe(100);
  });

  test('models that no first run asks for have a limit of their own', () => {
    write('models/late/weights.bin', 'w'.repeat(10));
    const sizes = measure(dist);
    expect(modelBytes(sizes, ['late'])).toBe(100);
    expect(laterBytes(sizes, ['late'])).toBe(10);
    const tight = { shellBytes: 1e6, modelBytes: 100, laterBytes: 9, fileBytes: 1000 };
    expect(brokenBudgets(sizes, tight, ['late'])).toEqual([
      'Models fetched when first chosen: 10 bytes, at most 9.',
    ]);
    expect(brokenBudgets(sizes, { ...tight, laterBytes: 10 }, ['late'])).toEqual([]);
  });

  test('names each limit that is broken', () => {
    const sizes = measure(dist);
    const tight = {
      shellBytes: shellBytes(sizes) - 1,
      modelBytes: 99,
      laterBytes: 9,
      fileBytes: 99,
    };
    expect(brokenBudgets(sizes, tight)).toEqual([
      expect.stringMatching(/^Shell of the page/),
      expect.stringMatching(/^Embedded models: 100 bytes, at most 99/),
      expect.stringMatching(/^index.html/),
      expect.stringMatching(/^models\/a\/weights.bin: 100 bytes/),
    ]);
  });

  test('wants each build of the runtime once, no other WASM, and models', () => {
    write('assets/second.jspi-3c.wasm', 'wasm');
    write('assets/peer.wasm', 'wasm');
    rmSync(join(dist, 'assets/ort.asyncify-2b.wasm'));
    rmSync(join(dist, 'models'), { recursive: true });
    expect(brokenBudgets(measure(dist))).toEqual([
      'The site holds no models.',
      'The jspi runtime is there 2 times.',
      'The asyncify runtime is there 0 times.',
      'assets/peer.wasm: a WASM file that no one asked for.',
    ]);
  });

  test('a file that the page loads and the site lacks is an error', () => {
    rmSync(join(dist, 'assets/part.js'));
    expect(() => measure(dist)).toThrow(/assets\/part.js, which it lacks/);
  });

  test('finds download addresses in a lock file', () => {
    expect(lockHasAddresses('{"packages":{"a":{"version":"1.0.0"}}}')).toBe(false);
    expect(lockHasAddresses('{"packages":{"a":{"resolved": "https://x/a.tgz"}}}')).toBe(true);
  });
});
