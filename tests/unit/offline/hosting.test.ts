/** The headers that docs/hosting.md tells to send are those that the site sends itself. */
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { headersOf, siteHeaders } from '../../../src/offline/headers';

const told = readFileSync('docs/hosting.md', 'utf8');

test.each(Object.entries(siteHeaders))('%s', (name, value) => {
  expect(told).toContain(`${name}: ${value}\n`);
});

test('the worker that fetches from the hub has its own', () => {
  const policy = headersOf('/assets/models.worker-x.js')['Content-Security-Policy'] ?? '';
  expect(told).toContain(`Content-Security-Policy: ${policy}\n`);
});

test('every worker has the gate of the policy before anything else', () => {
  const workers = readdirSync('src/workers').filter((name) => name.endsWith('.worker.ts'));
  expect(workers.length).toBeGreaterThan(5);
  for (const name of workers) {
    const [first] = /^import .*$/m.exec(readFileSync(`src/workers/${name}`, 'utf8')) ?? [];
    expect(first, name).toBe("import '../trusted';");
  }
});
