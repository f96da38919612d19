import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { serveSite } from '../../../../cli/site/serve';

let outDir = '';
beforeAll(() => {
  outDir = mkdtempSync(join(tmpdir(), 'serve-'));
  writeFileSync(join(outDir, 'index.html'), '<p>here</p>');
});
afterAll(() => rmSync(outDir, { recursive: true }));

test('a host that this machine does not have is said in a sentence', async () => {
  // An address for documentation (RFC 5737), which no machine has.
  await expect(serveSite({ port: 0, host: '192.0.2.1', outDir })).rejects.toThrow(
    'Cannot serve on 192.0.2.1: this machine does not have that address (EADDRNOTAVAIL).',
  );
});

test('serves with the headers that threads need; what is not there is not the page', async () => {
  const site = await serveSite({ port: 0, outDir });
  try {
    const page = await fetch(site.url);
    expect(await page.text()).toContain('here');
    expect(page.headers.get('cross-origin-opener-policy')).toBe('same-origin');
    expect(page.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    expect((await fetch(new URL('nothing.js', site.url))).status).toBe(404);
  } finally {
    await site.close();
  }
});
