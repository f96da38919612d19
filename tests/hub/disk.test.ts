/** What the disk can do to a download: full, cleared, evicted, torn, missing. */
import { cdp } from 'vitest/browser';
import { afterEach, describe, expect, it } from 'vitest';
import { parseAddress } from '../../src/hub/address';
import { MemoryDisk } from '../../src/hub/disk';
import { repoInfo, type HubRepo } from '../../src/hub/metadata';
import { dataName } from '../../src/hub/records';
import { HubStore } from '../../src/hub/store';
import { big, ENDPOINT, small, TestRepo } from './support/double';
import { cleanUp, failure, newFolder, TestStore } from './support/store';

const MB = 1 << 20;
const never = new AbortController().signal;
const hub = { endpoint: ENDPOINT, pause: 20 };
const quiet = { signal: never, onProgress: () => undefined };
const look = (repo: TestRepo): Promise<HubRepo> => repoInfo(hub, parseAddress(repo.id), never);

afterEach(cleanUp);

describe('the disk', () => {
  it('keeps what fits when it is full in the middle', async () => {
    const repo = await TestRepo.make([big(20 * MB)]);
    const info = await look(repo);
    const folder = newFolder();
    const full = await TestStore.open({ folder, capacity: 10 * MB });
    expect(await failure(full, info)).toMatchObject({ code: 'quota', reason: 'no-room' });
    full.kill();
    const roomy = await TestStore.open({ folder });
    const [begun] = await roomy.call('models');
    expect(begun?.have).toBeGreaterThanOrEqual(9 * MB);
    expect(await roomy.call('download', info, info.files)).toMatchObject({ state: 'ready' });
  });

  it('is asked before the first byte', async () => {
    const repo = await TestRepo.make([big(2 * MB)]);
    const info = await look(repo);
    const disk = Object.assign(new MemoryDisk(), { lasting: true });
    const room = async () => ({ used: 0, free: MB, kept: false });
    const store = await HubStore.open(hub, { disk, room });
    await expect(store.download(info, info.files, quiet)).rejects.toMatchObject({
      code: 'quota',
      message: expect.stringContaining('1.0 MB') as string,
    });
    expect((await repo.log()).map(({ path }) => path)).toEqual(['api']);
  });

  it('is noticed when the browser clears it in the middle', async () => {
    const repo = await TestRepo.make([big(4 * MB)]);
    await repo.order('model.gguf', { kind: 'slow', bytesPerSecond: 2 * MB });
    const info = await look(repo);
    const folder = newFolder();
    const store = await TestStore.open({ folder });
    const running = failure(store, info);
    await store.until(({ loaded }) => loaded > MB);
    await clearSiteData();
    expect(await running).toMatchObject({ reason: 'evicted' });
    const later = await TestStore.open({ folder });
    expect((await later.call('models')).map(({ state }) => state)).not.toContain('ready');
    expect(await later.call('download', info, info.files)).toMatchObject({ state: 'ready' });
  });

  it('does not count what went into a file that is no longer there', async () => {
    const repo = await TestRepo.make([big(2 * MB)]);
    const info = await look(repo);
    const disk = new MemoryDisk();
    const store = await HubStore.open(hub, { disk });
    const [file] = info.files;
    if (!file) return expect.unreachable('no file');
    const onProgress = () => void disk.remove(dataName(file));
    await expect(store.download(info, info.files, { ...quiet, onProgress })).rejects.toMatchObject({
      reason: 'evicted',
    });
    expect(await store.models()).toMatchObject([{ state: 'begun', have: 0 }]);
  });

  it('is begun anew when it was cleared while paused', async () => {
    const repo = await TestRepo.make([big(3 * MB)]);
    await repo.order('model.gguf', { kind: 'hold', after: 2 * MB });
    const info = await look(repo);
    const folder = newFolder();
    const store = await TestStore.open({ folder });
    const running = failure(store, info);
    await store.until(({ loaded }) => loaded === 2 * MB);
    await store.call('abort');
    expect(await running).toMatchObject({ reason: 'stopped' });
    await (await navigator.storage.getDirectory()).removeEntry(folder, { recursive: true });
    expect(await store.call('models')).toEqual([]);
    expect(await store.call('download', info, info.files)).toMatchObject({ state: 'ready' });
    expect(await repo.sent('model.gguf')).toBe(5 * MB);
  });

  it('is read while it is written: nothing fails, and what has arrived never seems less', async () => {
    const shared = Array.from({ length: 25 }, (_, i) => small(500 + i, `part-${i}.json`, i));
    const repos = await Promise.all(
      [1, 2].map((seed) => TestRepo.make([...shared, big(MB, 'own.gguf', seed)])),
    );
    const infos = await Promise.all(repos.map(look));
    const folder = newFolder();
    const stores = await Promise.all(infos.map(() => TestStore.open({ folder })));
    const watcher = await TestStore.open({ folder });
    let over = false;
    const arrived: number[][] = infos.map(() => []);
    const watching = (async () => {
      while (!over)
        for (const { repo, have } of await watcher.call('models'))
          arrived[infos.findIndex((info) => info.repo === repo.repo)]?.push(have);
    })();
    const all = infos.map((info, i) => stores[i]?.call('download', info, info.files));
    const states = (await Promise.all(all)).map((model) => model?.state);
    over = true;
    await watching;
    expect(states).toEqual(['ready', 'ready']);
    for (const have of arrived) expect(have).toEqual([...have].sort((a, b) => a - b));
    expect(arrived.flat().length).toBeGreaterThan(20);
  });

  it('is noticed when the browser removes a file later', async () => {
    const repo = await TestRepo.make([big(MB), small(50)]);
    const info = await look(repo);
    const folder = newFolder();
    const store = await TestStore.open({ folder });
    await store.call('download', info, info.files);
    const dir = await (await navigator.storage.getDirectory()).getDirectoryHandle(folder);
    for await (const name of dir.keys())
      if (name.startsWith('sha256') && name.endsWith('.data')) await dir.removeEntry(name);
    const [model] = await store.call('models');
    if (!model) return expect.unreachable('the model is gone');
    expect(model).toMatchObject({ state: 'evicted', have: 50 });
    await expect(store.call('hash', model, 'model.gguf')).rejects.toMatchObject({
      reason: 'evicted',
    });
    await store.call('download', info, info.files);
    expect(await store.call('models')).toMatchObject([{ state: 'ready' }]);
    expect(await repo.sent('config.json')).toBe(50);
  });

  it.each(['.complete', '.data', '.journal'])(
    'is not believed when a %s is torn',
    async (suffix) => {
      const repo = await TestRepo.make([big(3 * MB)]);
      const info = await look(repo);
      const folder = newFolder();
      const store = await TestStore.open({ folder });
      if (suffix === '.journal') {
        await repo.order('model.gguf', { kind: 'status', status: 404 });
        await repo.order('model.gguf', { kind: 'cut', after: 2 * MB });
        await failure(store, info);
      } else await store.call('download', info, info.files);
      const dir = await (await navigator.storage.getDirectory()).getDirectoryHandle(folder);
      for await (const [name, handle] of dir.entries())
        if (name.endsWith(suffix)) await cutShort(handle as FileSystemFileHandle);
      const [model] = await store.call('models');
      expect(model?.state).not.toBe('ready');
      const again = await store.call('download', info, info.files);
      expect(await store.call('hash', again, 'model.gguf')).toBe(info.files[0]?.hash.hex);
    },
  );

  it('is memory where there is none, and says so', async () => {
    const repo = await TestRepo.make([big(3 * MB), small(50)]);
    await repo.order('model.gguf', { kind: 'cut', after: MB });
    const info = await look(repo);
    const getDirectory = navigator.storage.getDirectory;
    navigator.storage.getDirectory = () => Promise.reject(new DOMException('', 'SecurityError'));
    const store = await HubStore.open(hub);
    navigator.storage.getDirectory = getDirectory;
    expect(store.lasting).toBe(false);
    const model = await store.download(info, info.files, quiet);
    expect(model.state).toBe('ready');
    const blob = await store.read(model, 'model.gguf');
    const digest = await crypto.subtle.digest('SHA-256', await blob.arrayBuffer());
    const hex = [...new Uint8Array(digest)].map((b) => b.toString(16).padStart(2, '0')).join('');
    expect(hex).toBe(info.files[0]?.hash.hex);
    await store.remove(model.id);
    expect(await store.used()).toBe(0);
  });
});

/** As a person does it in the browser's settings. */
async function clearSiteData(): Promise<void> {
  const session = cdp() as unknown as { send(method: string, params: object): Promise<unknown> };
  const params = { origin: location.origin, storageTypes: 'file_systems' };
  await session.send('Storage.clearDataForOrigin', params);
}

async function cutShort(handle: FileSystemFileHandle): Promise<void> {
  const bytes = await (await handle.getFile()).arrayBuffer();
  const writable = await handle.createWritable();
  await writable.write(bytes.slice(0, Math.floor(bytes.byteLength / 2)));
  await writable.close();
}
