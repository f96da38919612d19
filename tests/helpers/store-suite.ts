/** What the store promises, told once: run in Node with a stand-in Cache and in a browser with its own. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { deflate } from './deflate';
import { EngineError } from '../../src/core/errors';
import { fetchManifest, readFile, streamFile } from '../../src/engines/runtime/store';
import type { Heard } from './site';
import {
  BASE,
  bytesOf,
  context,
  fileOf,
  manifestOf,
  offline,
  page,
  same,
  sent,
  Site,
} from './site';

const KEPT = 'decode-and-denoise/models';
const stored = bytesOf(1_200_000);
const file = fileOf(stored);
let site: Site;

/** Progress as promised: never falling, of the whole file, to its end. */
function checkProgress(heard: Heard[], fromDevice: boolean): void {
  heard.forEach((now, i) => {
    expect(now).toMatchObject({ total: file.bytes, fromDevice });
    expect(now.loaded).toBeGreaterThan(heard[i - 1]?.loaded ?? 0);
  });
  expect(heard.at(-1)?.loaded).toBe(file.bytes);
}

async function failure(read: Promise<unknown>): Promise<EngineError> {
  const cause = await read.then(
    () => new Error('it was read'),
    (error: unknown) => error,
  );
  expect(cause).toBeInstanceOf(EngineError);
  return cause as EngineError;
}

const read = (from = file, signal?: AbortSignal) => readFile(context(from, signal).ctx, from);

export function storeSuite(prepare: () => unknown): void {
  vi.setConfig({ testTimeout: 60_000 });
  beforeEach(async () => {
    await prepare();
    site = new Site();
    site.serve('weights.bin', () => sent(stored));
  });
  afterEach(() => vi.unstubAllGlobals());

  it('reads a file from the network, then from this device', async () => {
    const first = context(file);
    same(await readFile(first.ctx, file), stored);
    checkProgress(first.heard, false);
    const second = context(file);
    same(await readFile(second.ctx, file), stored);
    checkProgress(second.heard, true);
    expect(site.asked).toEqual(['models/tiny/weights.bin']);
  });

  it('hands a file on piece by piece', async () => {
    let pieces = 0;
    for await (const piece of streamFile(context(file).ctx, file)) pieces += piece.length ? 1 : 0;
    expect(pieces).toBe(4);
  });

  it('unpacks a deflated file; size and hash are of the packed bytes', async () => {
    const packed = await deflate(stored);
    const deflated = fileOf(packed, { encoding: 'deflate' });
    site.serve('weights.bin', () => sent(packed));
    for (const fromDevice of [false, true]) {
      const { ctx, heard } = context(deflated);
      same(await readFile(ctx, deflated), stored);
      expect(heard.at(-1)).toEqual({ loaded: packed.length, total: packed.length, fromDevice });
    }
  });

  it.each([
    ['is missing', () => new Response('', { status: 404 }), 'model-fetch', /missing.*404/],
    [
      'the server fails on',
      () => new Response('', { status: 500 }),
      'model-fetch',
      /give out.*500/,
    ],
    ['is a page instead', page, 'model-fetch', /answered with a page/],
    ['cannot be reached', offline, 'model-fetch', /could not be fetched/],
    ['breaks off', () => sent(stored, 4, true), 'model-fetch', /cut off/],
    ['ends early', () => sent(stored.subarray(0, 9000)), 'model-fetch', /9000 of 1200000/],
    ['has another hash', () => sent(bytesOf(stored.length, 2)), 'integrity', /SHA-256/],
    ['is too long', () => sent(bytesOf(stored.length + 1)), 'integrity', /longer/],
  ] as const)('a file that %s fails, is not kept, and can be tried again', async (...row) => {
    const [, answer, code, message] = row;
    site.serve('weights.bin', answer);
    const error = await failure(read());
    expect(error).toMatchObject({ code, message: expect.stringMatching(message) });
    expect(error.hint).not.toBe('');
    site.serve('weights.bin', () => sent(stored));
    const again = context(file);
    same(await readFile(again.ctx, file), stored);
    checkProgress(again.heard, false);
  });

  it('a deflated file that is damaged fails as damaged', async () => {
    const packed = (await deflate(stored)).slice();
    const deflated = fileOf(packed, { encoding: 'deflate' });
    const broken = packed.slice();
    broken.fill(0xff, 100, 5000);
    site.serve('weights.bin', () => sent(broken));
    expect(await failure(read(deflated))).toMatchObject({ code: 'integrity' });
    site.serve('weights.bin', () => sent(packed.subarray(0, 3000)));
    expect(await failure(read(deflated))).toMatchObject({ code: 'model-fetch' });
  });

  it('drops a damaged copy of this device and fetches the file anew', async () => {
    await read();
    const cache = await caches.open(KEPT);
    const key = `${BASE}models/tiny/weights.bin?sha256=${file.sha256}&part=0`;
    await cache.put(key, new Response(bytesOf(stored.length, 3)));
    const { ctx, heard } = context(file);
    same(await readFile(ctx, file), stored);
    checkProgress(heard, false);
    const after = context(file);
    await readFile(after.ctx, file);
    checkProgress(after.heard, true);
  });

  it('keeps only the newest version of a file', async () => {
    await read();
    const newer = bytesOf(1000, 5);
    site.serve('weights.bin', () => sent(newer));
    same(await read(fileOf(newer)), newer);
    const { ctx, heard } = context(file);
    site.serve('weights.bin', () => sent(stored));
    await readFile(ctx, file);
    checkProgress(heard, false);
  });

  it('stops at once, keeps nothing of it, and is not stopped by an old signal', async () => {
    const stop = new AbortController();
    const { ctx } = context(file, stop.signal);
    const reading = (async () => {
      for await (const piece of streamFile(ctx, file)) if (piece.length) stop.abort();
    })();
    expect(await failure(reading)).toMatchObject({ code: 'aborted' });
    expect(await failure(read(file, stop.signal))).toMatchObject({ code: 'aborted' });
    const after = context(file);
    await readFile(after.ctx, file);
    checkProgress(after.heard, false);
  });

  it('goes on where a page was closed, part of the file being here', async () => {
    const large = bytesOf(9_000_000);
    const wanted = fileOf(large);
    site.serve('weights.bin', () => sent(large.slice(0, 8_500_000), 20, true));
    expect((await failure(read(wanted))).code).toBe('model-fetch');
    const begin = 8 * 1024 * 1024;
    const rest = () =>
      new Response(large.slice(begin), {
        status: 206,
        headers: { 'content-range': `bytes ${begin}-${large.length - 1}/${large.length}` },
      });
    site.serve('weights.bin', rest);
    same(await read(wanted), large);
    expect(site.ranges.at(-1)).toBe(`bytes=${begin}-`);
    const after = context(wanted);
    same(await readFile(after.ctx, wanted), large);
    expect(after.heard.at(-1)).toMatchObject({ loaded: large.length, fromDevice: true });
  });

  it('begins anew after what is here turned out to be of another file', async () => {
    const large = bytesOf(9_000_000);
    const wanted = fileOf(large);
    site.serve('weights.bin', () => sent(bytesOf(8_500_000, 7), 20, true));
    await failure(read(wanted));
    site.serve('weights.bin', () => sent(large, 20));
    expect((await failure(read(wanted))).code).toBe('integrity');
    same(await read(wanted), large);
  });

  it('reads a copy that an earlier version of the page kept in one', async () => {
    const cache = await caches.open(KEPT);
    const key = `${BASE}models/tiny/weights.bin?sha256=${file.sha256}`;
    await cache.put(key, new Response(stored));
    const { ctx, heard } = context(file);
    same(await readFile(ctx, file), stored);
    checkProgress(heard, true);
  });

  it('gives back what a model keeps under names that it no longer has', async () => {
    await read();
    const { signal } = new AbortController();
    const renamed = manifestOf({ ...file, path: 'other.bin' });
    site.serve('manifest.json', () => Response.json(renamed));
    await fetchManifest(BASE, 'tiny', signal);
    const cache = await caches.open(KEPT);
    const kept = await cache.keys();
    expect(kept.map(({ url }) => url)).toEqual([`${BASE}models/tiny/manifest.json`]);
  });

  it('keeps nothing when the reader leaves early', async () => {
    for await (const piece of streamFile(context(file).ctx, file)) if (piece.length) break;
    const { ctx, heard } = context(file);
    await readFile(ctx, file);
    checkProgress(heard, false);
  });

  it('goes on from memory where the browser keeps nothing', async () => {
    vi.stubGlobal('caches', undefined);
    same(await read(), stored);
    same(await read(), stored);
    expect(site.asked).toHaveLength(2);
    vi.stubGlobal('caches', { open: () => Promise.reject(new DOMException('', 'SecurityError')) });
    same(await read(), stored);
  });

  it('reads a manifest, and offline the one seen last', async () => {
    const manifest = manifestOf(file);
    const { signal } = new AbortController();
    site.serve('manifest.json', () => Response.json(manifest));
    expect(await fetchManifest(BASE, 'tiny', signal)).toEqual(manifest);
    site.serve('manifest.json', offline);
    expect(await fetchManifest(BASE, 'tiny', signal)).toEqual(manifest);
    site.serve('manifest.json', () => new Response('', { status: 404 }));
    expect(await failure(fetchManifest(BASE, 'tiny', signal))).toMatchObject({
      code: 'model-fetch',
    });
  });

  it.each([
    ['is no JSON', () => new Response('{"format":'), 'unsupported-model'],
    ['is another kind of JSON', () => Response.json({ name: 'x' }), 'unsupported-model'],
    [
      'describes another model',
      () => Response.json({ ...manifestOf(file), id: 'b' }),
      'unsupported-model',
    ],
    ['is a page', page, 'model-fetch'],
    ['cannot be reached', offline, 'model-fetch'],
  ] as const)('a manifest that %s is refused', async (_, answer, code) => {
    site.serve('manifest.json', answer);
    const { signal } = new AbortController();
    expect(await failure(fetchManifest(BASE, 'tiny', signal))).toMatchObject({ code });
  });

  it.each(['', '..', '../secrets', 'a/b', 'a b'])('asks for no model named "%s"', async (id) => {
    const { signal } = new AbortController();
    expect(await failure(fetchManifest(BASE, id, signal))).toMatchObject({ code: 'bad-input' });
    expect(site.asked).toEqual([]);
  });
}
