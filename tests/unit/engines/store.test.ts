import { describe, expect, it, vi } from 'vitest';
import { readFile } from '../../../src/engines/runtime/store';
import { MemoryCaches } from '../../helpers/cache';
import { bytesOf, context, fileOf, same, sent, Site } from '../../helpers/site';
import { storeSuite } from '../../helpers/store-suite';

storeSuite(() => vi.stubGlobal('caches', new MemoryCaches()));

describe('a download that is cut', () => {
  const stored = bytesOf(100_000);
  const file = fileOf(stored);

  it.each([
    ['goes on where it was, from a server that knows ranges', true],
    ['goes on after what it has, from one that sends all again', false],
  ])('%s', async (_what, knows) => {
    const site = new Site();
    const cuts = [60_000, 90_000];
    site.serve('weights.bin', () => {
      const from = Number(/\d+/.exec(site.ranges.at(-1) ?? '')?.[0] ?? 0);
      const start = knows ? from : 0;
      const cut = cuts.shift();
      const answer = sent(stored.slice(start, cut), 4, cut !== undefined);
      if (!start) return answer;
      const headers = { 'content-range': `bytes ${start}-99999/100000` };
      return new Response(answer.body, { status: 206, headers });
    });
    const { ctx, heard } = context(file);
    same(await readFile(ctx, file), stored);
    expect(site.ranges).toEqual(['', 'bytes=60000-', 'bytes=90000-']);
    const loaded = heard.map((now) => now.loaded);
    expect(loaded).toEqual([...loaded].sort((a, b) => a - b));
    expect(loaded.at(-1)).toBe(100_000);
  });

  it('ends when nothing more comes, and when another part comes than was asked for', async () => {
    const site = new Site();
    let asked = 0;
    site.serve('weights.bin', () => {
      if (asked++ === 0) return sent(stored.slice(0, 60_000), 4, true);
      throw new TypeError('Failed to fetch');
    });
    await expect(readFile(context(file).ctx, file)).rejects.toMatchObject({ code: 'model-fetch' });
    expect(asked).toBe(2);
    asked = 0;
    site.serve('weights.bin', () => {
      if (asked++ === 0) return sent(stored.slice(0, 60_000), 4, true);
      const headers = { 'content-range': 'bytes 70000-99999/100000' };
      return new Response(stored.slice(70_000), { status: 206, headers });
    });
    await expect(readFile(context(file).ctx, file)).rejects.toMatchObject({ code: 'model-fetch' });
  });
});

it('goes on from memory when the disk is full', async () => {
  const caches = new MemoryCaches();
  caches.full = true;
  vi.stubGlobal('caches', caches);
  const stored = bytesOf(100_000);
  const file = fileOf(stored);
  const site = new Site();
  site.serve('weights.bin', () => sent(stored, 50));
  let notKept = 0;
  const read = () => readFile({ ...context(file).ctx, onNotKept: () => notKept++ }, file);
  same(await read(), stored);
  same(await read(), stored);
  expect(notKept).toBe(2);
  expect(site.asked).toHaveLength(2);
  expect(caches.entries.size).toBe(0);
});
