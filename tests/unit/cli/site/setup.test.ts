/** What stands between a fresh clone and a served page. */
import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { fingerprint } from '../../../../cli/site/build';
import checkNode from '../../../../cli/check-node.cjs';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'setup-'));
});
afterEach(() => rmSync(root, { recursive: true }));

describe('the check of Node', () => {
  const range = '^20.19.0 || ^22.13.0 || >=24';
  test.each([
    ['20.19.0', true],
    ['20.20.2', true],
    ['22.13.1', true],
    ['24.0.0', true],
    ['26.1.0', true],
    ['20.18.3', false],
    ['22.12.0', false],
    ['23.9.0', false],
    ['21.7.0', false],
    ['18.20.0', false],
  ])('%s: %s', (version, ok) => {
    expect(checkNode.allows(range, version)).toBe(ok);
  });

  test('says which Node is wanted, then that packages are missing, then nothing', () => {
    writeFileSync(join(root, 'package.json'), JSON.stringify({ engines: { node: range } }));
    expect(checkNode.complaint(root, '16.0.0')).toMatch(/needs Node .*this is Node 16.0.0/);
    expect(checkNode.complaint(root, '20.19.0')).toMatch(/npm ci/);
    mkdirSync(join(root, 'node_modules/tsx'), { recursive: true });
    expect(checkNode.complaint(root, '20.19.0')).toBe('');
  });
});

describe('the fingerprint of the sources', () => {
  test('changes with a file that changes, comes, goes or is renamed, and with nothing else', () => {
    mkdirSync(join(root, 'src'));
    writeFileSync(join(root, 'src/a.ts'), '1');
    writeFileSync(join(root, 'README.md'), 'x');
    const now = () => fingerprint(root, ['src', 'index.html']);
    const first = now();
    writeFileSync(join(root, 'README.md'), 'y');
    expect(now()).toBe(first);
    utimesSync(join(root, 'src/a.ts'), 1, 1);
    const touched = now();
    expect(touched).not.toBe(first);
    writeFileSync(join(root, 'index.html'), '');
    expect(now()).not.toBe(touched);
    rmSync(join(root, 'index.html'));
    expect(now()).toBe(touched);
    rmSync(join(root, 'src/a.ts'));
    expect(now()).not.toBe(touched);
  });
});
