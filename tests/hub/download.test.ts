/** Downloads in a real browser, into its private file system, from a double of the hub. */
import { afterEach, describe, expect, it } from 'vitest';
import { parseAddress } from '../../src/hub/address';
import { repoInfo, type HubRepo } from '../../src/hub/metadata';
import { big, ENDPOINT, sha, small, TestRepo } from './support/double';
import { cleanUp, newFolder, TestStore } from './support/store';

const MB = 1 << 20;
const never = new AbortController().signal;
const hub = { endpoint: ENDPOINT, pause: 20 };
const look = (repo: TestRepo): Promise<HubRepo> => repoInfo(hub, parseAddress(repo.id), never);

afterEach(cleanUp);

/** Fetches the whole repository, and checks every byte by its hash. */
async function fetchAll(store: TestStore, info: HubRepo): Promise<void> {
  const model = await store.call('download', info, info.files);
  expect(model).toMatchObject({ state: 'ready', have: model.bytes });
  for (const { path, hash } of info.files)
    if (hash.kind === 'sha256') expect(await store.call('hash', model, path)).toBe(hash.hex);
}

describe('a download', () => {
  it('follows both redirects, asks for nothing that needs a preflight, and keeps what it fetched', async () => {
    const repo = await TestRepo.make([small(1234), big(3 * MB), small(0, 'empty.txt')]);
    const info = await look(repo);
    const folder = newFolder();
    const store = await TestStore.open({ folder });
    await fetchAll(store, info);
    const log = await repo.log();
    expect(log.map(({ method }) => method)).toEqual(log.map(() => 'GET'));
    const status = (path: string) => log.filter((e) => e.path === path).map((e) => e.status);
    expect(status('model.gguf')).toEqual([302, 206]);
    expect(status('config.json')).toEqual([307, 206]);

    // Another tab, later: everything is there, nothing is asked for.
    const later = await TestStore.open({ folder });
    const [model] = await later.call('models');
    expect(model).toMatchObject({ state: 'ready', repo: { repo: repo.id, commit: repo.sha } });
    await fetchAll(later, info);
    expect(await repo.log()).toHaveLength(log.length);
  });

  it('says how far it is, with a rate and the time left', async () => {
    const repo = await TestRepo.make([big(2 * MB)]);
    await repo.order('model.gguf', { kind: 'slow', bytesPerSecond: MB });
    const store = await TestStore.open();
    const info = await look(repo);
    await store.call('download', info, info.files);
    const middle = store.progress.filter(({ rate }) => rate);
    expect(middle.length).toBeGreaterThan(0);
    for (const { rate, left, stalled } of middle) {
      expect(rate).toBeGreaterThan(0.4 * MB);
      expect(rate).toBeLessThan(2 * MB);
      expect(left).toBeLessThan(3);
      expect(stalled).toBe(false);
    }
    expect(store.progress.at(-1)).toMatchObject({ loaded: 2 * MB, total: 2 * MB });
  });

  it('says that it stands still, and takes a silent connection for a broken one', async () => {
    const repo = await TestRepo.make([big(2 * MB)]);
    await repo.order('model.gguf', { kind: 'hold', after: MB });
    const store = await TestStore.open({ hub: { ...hub, patience: 5000 } });
    await fetchAll(store, await look(repo));
    expect(store.progress.filter(({ stalled }) => stalled).map(({ rate }) => rate)).toContain(0);
    expect(store.progress.some(({ pause }) => pause?.reason === 'unreachable')).toBe(true);
    expect(await repo.sent('model.gguf')).toBe(2 * MB);
  });

  it('goes on after each of five cuts and a reload, and fetches next to nothing twice', async () => {
    const size = 48 * MB;
    const repo = await TestRepo.make([big(size)]);
    for (const after of [5 * MB, 1, 7 * MB + 3])
      await repo.order('model.gguf', { kind: 'cut', after });
    await repo.order('model.gguf', { kind: 'hold', after: 12 * MB });
    const info = await look(repo);
    const folder = newFolder();
    const first = await TestStore.open({ folder });
    const lost = first.call('download', info, info.files);
    await first.until(({ loaded }) => loaded >= 23 * MB);
    first.kill();
    void lost;

    for (const after of [3 * MB, 2 * MB]) await repo.order('model.gguf', { kind: 'cut', after });
    const second = await TestStore.open({ folder });
    const [begun] = await second.call('models');
    expect(begun).toMatchObject({ state: 'begun', bytes: size });
    expect(begun?.have).toBeGreaterThanOrEqual(16 * MB);
    await fetchAll(second, info);
    // Every cut may lose what the browser had not handed on, the reload up to one stretch as well.
    expect(await repo.sent('model.gguf')).toBeLessThanOrEqual(size + 8 * MB);
    expect((await repo.log()).filter(({ status }) => status === 206)).toHaveLength(7);
  });

  it('pauses, keeps every byte, and resumes', async () => {
    const repo = await TestRepo.make([big(6 * MB)]);
    await repo.order('model.gguf', { kind: 'hold', after: 3 * MB });
    const info = await look(repo);
    const store = await TestStore.open();
    const paused = store.call('download', info, info.files);
    await store.until(({ loaded }) => loaded === 3 * MB);
    await store.call('abort');
    await expect(paused).rejects.toMatchObject({ code: 'aborted', reason: 'stopped' });
    expect(await store.call('models')).toMatchObject([{ state: 'begun', have: 3 * MB }]);
    await fetchAll(store, info);
    expect(await repo.sent('model.gguf')).toBe(6 * MB);
  });

  it('fetches several files at once', async () => {
    const files = [0, 1, 2].map((i) => big(MB, `part-${i}.bin`, 10 + i));
    const repo = await TestRepo.make(files);
    for (const { path } of files) await repo.order(path, { kind: 'hold', after: 1000 });
    const store = await TestStore.open();
    const info = await look(repo);
    const running = store.call('download', info, info.files);
    await store.until(({ loaded }) => loaded === 3000);
    await store.call('abort');
    await expect(running).rejects.toMatchObject({ code: 'aborted' });
  });
});

describe('two tabs with the same file', () => {
  it('fetch it once', async () => {
    const repo = await TestRepo.make([big(4 * MB)]);
    await repo.order('model.gguf', { kind: 'slow', bytesPerSecond: 4 * MB });
    const info = await look(repo);
    const folder = newFolder();
    const tabs = [await TestStore.open({ folder }), await TestStore.open({ folder })];
    await Promise.all(tabs.map((tab) => fetchAll(tab, info)));
    expect(await repo.sent('model.gguf')).toBe(4 * MB);
    expect(tabs.some((tab) => tab.progress.some(({ phase }) => phase === 'waiting'))).toBe(true);
  });

  it('go on with each other’s work when one of them dies', async () => {
    const repo = await TestRepo.make([big(20 * MB)]);
    await repo.order('model.gguf', { kind: 'hold', after: 18 * MB });
    const info = await look(repo);
    const folder = newFolder();
    const first = await TestStore.open({ folder });
    void first.call('download', info, info.files);
    await first.until(({ loaded }) => loaded === 18 * MB);
    const second = await TestStore.open({ folder });
    const done = fetchAll(second, info);
    await second.until(({ phase }) => phase === 'waiting');
    first.kill();
    await done;
    expect(await repo.sent('model.gguf')).toBeLessThanOrEqual(28 * MB);
  });

  it('refuse to remove what is being fetched', async () => {
    const repo = await TestRepo.make([big(4 * MB)]);
    await repo.order('model.gguf', { kind: 'hold', after: MB });
    const info = await look(repo);
    const folder = newFolder();
    const first = await TestStore.open({ folder });
    const running = first.call('download', info, info.files);
    await first.until(({ loaded }) => loaded === MB);
    const second = await TestStore.open({ folder });
    const [model] = await second.call('models');
    await expect(second.call('remove', model?.id ?? '')).rejects.toMatchObject({ reason: 'busy' });
    await first.call('abort');
    await expect(running).rejects.toMatchObject({ reason: 'stopped' });
    await second.call('remove', model?.id ?? '');
    expect(await second.call('used')).toBe(0);
  });
});

describe('a repository that moved on', () => {
  it('is fetched at the commit that was looked at, and only its changed files at the next', async () => {
    const repo = await TestRepo.make([big(2 * MB), small(500)]);
    const info = await look(repo);
    const store = await TestStore.open();
    await fetchAll(store, info);
    const next = sha(999_999);
    await repo.define([big(2 * MB), small(700, 'config.json', 3)], { sha: next });
    const moved = await look(repo);
    expect(moved.commit).toBe(next);
    await fetchAll(store, moved);
    expect(await repo.sent('model.gguf')).toBe(2 * MB);
    expect(await repo.sent('config.json')).toBe(1200);

    // Removing one revision leaves what the other needs.
    const [old] = await store.call('models');
    await store.call('remove', old?.id ?? '');
    expect(await store.call('models')).toMatchObject([{ state: 'ready', repo: { commit: next } }]);
  });

  it('says so when the commit is gone in the middle', async () => {
    const repo = await TestRepo.make([big(4 * MB)]);
    await repo.order('model.gguf', { kind: 'cut', after: MB });
    const info = await look(repo);
    await repo.define([big(5 * MB)], { sha: sha(999_998) });
    const store = await TestStore.open();
    await expect(store.call('download', info, info.files)).rejects.toMatchObject({
      reason: 'missing',
    });
  });
});
