/** The headers that docs/hosting.md tells to send are those that the site sends itself. */
import { readFileSync } from 'node:fs';
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
