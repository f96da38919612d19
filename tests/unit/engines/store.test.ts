import { expect, it, vi } from 'vitest';
import { readFile } from '../../../src/engines/runtime/store';
import { MemoryCaches } from '../../helpers/cache';
import { bytesOf, context, fileOf, same, sent, Site } from '../../helpers/site';
import { storeSuite } from '../../helpers/store-suite';

storeSuite(() => vi.stubGlobal('caches', new MemoryCaches()));

it('goes on from memory when the disk is full', async () => {
  const caches = new MemoryCaches();
  caches.full = true;
  vi.stubGlobal('caches', caches);
  const stored = bytesOf(100_000);
  const file = fileOf(stored);
  const site = new Site();
  site.serve('weights.bin', () => sent(stored, 50));
  same(await readFile(context(file).ctx, file), stored);
  same(await readFile(context(file).ctx, file), stored);
  expect(site.asked).toHaveLength(2);
  expect(caches.entries.size).toBe(0);
});
