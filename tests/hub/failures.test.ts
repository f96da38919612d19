/** Everything that the hub, the connection and the disk can do to a download. */
import { afterEach, describe, expect, it } from 'vitest';
import { parseAddress } from '../../src/hub/address';
import { repoInfo, type HubRepo } from '../../src/hub/metadata';
import { big, ENDPOINT, small, TestRepo } from './support/double';
import { cleanUp, failure, newFolder, TestStore } from './support/store';

const MB = 1 << 20;
const never = new AbortController().signal;
const hub = { endpoint: ENDPOINT, pause: 20 };
const look = (repo: TestRepo): Promise<HubRepo> => repoInfo(hub, parseAddress(repo.id), never);

afterEach(cleanUp);

describe('looking a repository up', () => {
  it('pins the commit and names sizes, hashes, licence and gating', async () => {
    const repo = await TestRepo.make([big(5000), small(77)], {
      licence: 'apache-2.0',
      gated: true,
    });
    expect(await look(repo)).toMatchObject({
      repo: repo.id,
      commit: repo.sha,
      licence: 'apache-2.0',
      gated: true,
      files: [
        { path: 'model.gguf', bytes: 5000, hash: { kind: 'sha256' } },
        { path: 'config.json', bytes: 77, hash: { kind: 'git-sha1' } },
      ],
    });
  });

  it.each([
    ['test/nothing-of-that-name', 'missing', 'private'],
    ['@no-such-branch', 'missing', 'revision'],
  ])('refuses %s', async (address, reason, words) => {
    const repo = await TestRepo.make([small(5)]);
    const asked = parseAddress(address.startsWith('@') ? repo.id + address : address);
    const looked = repoInfo(hub, asked, never);
    await expect(looked).rejects.toMatchObject({ code: 'model-fetch', reason });
    await expect(looked).rejects.toThrow(words);
  });

  it.each([
    [{ kind: 'status', status: 429, headers: { 'Retry-After': '0' } } as const, 'rate-limited'],
    [{ kind: 'status', status: 503 } as const, 'server'],
    [{ kind: 'reset' } as const, 'unreachable'],
  ])('tries again after %j, and gives up in the end', async (fault, reason) => {
    const repo = await TestRepo.make([small(5)]);
    await repo.order('api', fault, 2);
    expect((await look(repo)).commit).toBe(repo.sha);
    // More than our own tries: the browser, too, asks again when a kept connection was reset.
    await repo.order('api', fault, 20);
    const hasty = repoInfo({ ...hub, tries: 3, pause: 1 }, parseAddress(repo.id), never);
    await expect(hasty).rejects.toMatchObject({ reason });
  });

  it('can be stopped while it waits', async () => {
    const repo = await TestRepo.make([small(5)]);
    await repo.order('api', { kind: 'status', status: 503 }, 9);
    const stop = new AbortController();
    const looked = repoInfo({ ...hub, pause: 60_000 }, parseAddress(repo.id), stop.signal);
    setTimeout(() => stop.abort(), 200);
    await expect(looked).rejects.toMatchObject({ code: 'aborted' });
  });
});

describe('a download that the hub refuses', () => {
  it('is final for a gated repository, and says why', async () => {
    const repo = await TestRepo.make([big(MB)]);
    const info = await look(repo);
    await repo.define(repo.files, { gated: true });
    const refused = await failure(await TestStore.open(), info);
    expect(refused.reason).toBe('gated');
    expect(refused.message).toMatch(/consent/);
    expect(await repo.log()).toHaveLength(2);
  });

  it('is final for a file that is gone', async () => {
    const repo = await TestRepo.make([big(MB)]);
    const info = await look(repo);
    await repo.define([]);
    expect(await failure(await TestStore.open(), info)).toMatchObject({ reason: 'missing' });
  });

  it('waits as long as a rate limit asks for, and goes on', async () => {
    const repo = await TestRepo.make([big(2 * MB)]);
    await repo.order('model.gguf', { kind: 'cut', after: MB });
    const headers = { 'Retry-After': '2', 'Access-Control-Expose-Headers': 'Retry-After' };
    await repo.order('model.gguf', { kind: 'status', status: 429, headers });
    const info = await look(repo);
    const store = await TestStore.open();
    const began = performance.now();
    await store.call('download', info, info.files);
    expect(performance.now() - began).toBeGreaterThan(1900);
    expect(store.progress.some(({ pause }) => pause?.reason === 'rate-limited')).toBe(true);
    expect(store.progress.some(({ pause }) => pause?.seconds === 2)).toBe(true);
    // A cut takes with it what the browser had not handed on yet.
    expect(await repo.sent('model.gguf')).toBeLessThanOrEqual(3 * MB);
  });

  it('bears errors of the hub, and gives up when they do not end', async () => {
    const repo = await TestRepo.make([big(MB)]);
    await repo.order('model.gguf', { kind: 'status', status: 500 });
    await repo.order('model.gguf', { kind: 'status', status: 502 });
    const info = await look(repo);
    const store = await TestStore.open({ hub: { ...hub, tries: 3 } });
    await store.call('download', info, info.files);

    const other = await TestRepo.make([big(MB, 'b.gguf', 5)]);
    await other.order('b.gguf', { kind: 'status', status: 503 }, 3);
    expect(await failure(store, await look(other))).toMatchObject({ reason: 'server' });
  });
});

describe('a download with the wrong bytes', () => {
  it.each([0, MB, 3 * MB - 1])('is thrown away when byte %d differs', async (at) => {
    const repo = await TestRepo.make([big(3 * MB)]);
    await repo.order('model.gguf', { kind: 'wrong', at });
    const info = await look(repo);
    const store = await TestStore.open();
    expect(await failure(store, info)).toMatchObject({ code: 'integrity', reason: 'damaged' });
    const [begun] = await store.call('models');
    expect(begun).toMatchObject({ state: 'begun', have: 0 });
    expect(await store.call('download', info, info.files)).toMatchObject({ state: 'ready' });
  });

  it('is noticed in a small file too, by its git hash', async () => {
    const repo = await TestRepo.make([small(100)]);
    await repo.order('config.json', { kind: 'wrong', at: 50 });
    expect(await failure(await TestStore.open(), await look(repo))).toMatchObject({
      reason: 'damaged',
    });
  });

  it('is never begun with a web page', async () => {
    const repo = await TestRepo.make([big(MB)]);
    await repo.order('model.gguf', { kind: 'page' });
    const refused = await failure(await TestStore.open(), await look(repo));
    expect(refused).toMatchObject({ reason: 'server' });
    expect(refused.message).toMatch(/page/);
  });

  it('starts over when the server ignores the range', async () => {
    const repo = await TestRepo.make([big(3 * MB)]);
    await repo.order('model.gguf', { kind: 'cut', after: MB });
    await repo.order('model.gguf', { kind: 'whole' });
    const info = await look(repo);
    const store = await TestStore.open();
    const model = await store.call('download', info, info.files);
    const hash = info.files[0]?.hash.hex;
    expect(await store.call('hash', model, 'model.gguf')).toBe(hash);
    expect((await repo.log()).map(({ status }) => status)).toEqual([200, 302, 206, 302, 200]);
  });

  it.each([
    ['shorter than what is here', MB / 2, 416],
    ['longer', 5 * MB, 206],
  ])('stops when the file became %s', async (_, bytes, status) => {
    const repo = await TestRepo.make([big(3 * MB)]);
    await repo.order('model.gguf', { kind: 'cut', after: 2 * MB });
    await repo.order('model.gguf', { kind: 'other', bytes });
    const info = await look(repo);
    const store = await TestStore.open();
    expect(await failure(store, info)).toMatchObject({ code: 'integrity', reason: 'changed' });
    expect((await repo.log()).at(-1)?.status).toBe(status);
    expect(await store.call('models')).toMatchObject([{ have: 0 }]);
  });

  it('starts over when a file of the same length took its place', async () => {
    const repo = await TestRepo.make([big(3 * MB)]);
    await repo.order('model.gguf', { kind: 'cut', after: 2 * MB });
    await repo.order('model.gguf', { kind: 'other', bytes: 3 * MB });
    const info = await look(repo);
    const store = await TestStore.open();
    expect(await store.call('download', info, info.files)).toMatchObject({ state: 'ready' });
    const ranges = (await repo.log()).filter((e) => e.host === 'store').map(({ range }) => range);
    expect(ranges).toEqual(['bytes=0-', expect.stringMatching(/^bytes=[1-9]\d*-$/), 'bytes=0-']);
  });
});

describe('without a connection', () => {
  it('fails with the reason, keeps what is here, and goes on later', async () => {
    const repo = await TestRepo.make([big(3 * MB)]);
    await repo.order('model.gguf', { kind: 'cut', after: 2 * MB });
    await repo.order('model.gguf', { kind: 'reset' }, 6);
    const info = await look(repo);
    const store = await TestStore.open({ hub: { ...hub, pause: 5 } });
    expect(await failure(store, info)).toMatchObject({
      code: 'model-fetch',
      reason: 'unreachable',
    });
    const [begun] = await store.call('models');
    expect(begun?.state).toBe('begun');
    expect(begun?.have).toBeGreaterThanOrEqual(MB);
    await store.call('download', info, info.files);
    expect(await repo.sent('model.gguf')).toBeLessThanOrEqual(4 * MB);
  });

  it('reads what is stored', async () => {
    const repo = await TestRepo.make([big(MB)]);
    const info = await look(repo);
    const folder = newFolder();
    await (await TestStore.open({ folder })).call('download', info, info.files);
    const offline = await TestStore.open({ folder, hub: { endpoint: 'http://127.0.0.1:9' } });
    const [model] = await offline.call('models');
    if (!model) return expect.unreachable('the model is gone');
    expect(model.state).toBe('ready');
    expect(await offline.call('hash', model, 'model.gguf')).toBe(info.files[0]?.hash.hex);
  });
});
