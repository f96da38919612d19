/** The runs of this device, in the browser's real IndexedDB. */
import { describe, expect, test } from 'vitest';
import type { TokenStep } from '../../../src/core/autoregression/token';
import type { ResultBase } from '../../../src/core/run/run';
import type { Trace } from '../../../src/core/run/trace';
import { History } from '../../../src/state/saved/history.svelte';
import { MemoryRunStore, openRunStore, type RunStore } from '../../../src/state/saved/run-store';
import { pictureTrace, textTrace } from '../../helpers/traces';

let names = 0;
/** A database of this test alone. */
const fresh = () => `test-${performance.timeOrigin}-${names++}`;

/** A small run of its own. */
function run(runId: string, minute = 0, traces?: Trace[]) {
  return {
    createdAt: `2026-11-25T10:${String(minute).padStart(2, '0')}:00.000Z`,
    userAgent: 'test',
    traces: traces ?? [
      textTrace({ tokens: 4, spec: { runId: `${runId}-text` } }),
      pictureTrace({ size: 8, spec: { runId, steps: 2, prompt: `a ${runId}` } }),
    ],
  };
}

/** What of a token tells it from others. */
function tokenOf(result: ResultBase) {
  const { id, logprob } = result as TokenStep;
  return [id, logprob];
}

const ids = (history: History) => history.entries.map(({ prompt }) => prompt);

describe('runs that end', () => {
  test('are there after a reload, the newest first, and look the same', async () => {
    const name = fresh();
    const before = new History(() => openRunStore(name));
    await before.keep(run('cat', 1));
    await before.keep(run('dog', 2));
    const after = new History(() => openRunStore(name));
    await after.refresh();
    expect(ids(after)).toEqual(['a dog', 'a cat']);
    expect(after.trouble).toBe('');
    const [entry] = after.entries;
    expect(entry).toMatchObject({
      size: '4 tokens, 2 steps',
      seed: 7,
      engine: 'WASM, 2 threads',
    });
    expect(entry?.how).toBe('Euler, guidance 3');
    expect(entry?.thumb).toHaveLength(8 * 8 * 4);
    const { run: opened, damage } = await after.open(entry?.id ?? '');
    expect(damage).toBe('');
    const [text, picture] = run('dog').traces;
    expect(opened.traces.map(({ spec }) => spec)).toEqual([text?.spec, picture?.spec]);
    expect(opened.traces[0]?.results.map(tokenOf)).toEqual(text?.results.map(tokenOf));
    expect(after.used).toBe(after.entries.reduce((sum, { bytes }) => sum + bytes, 0));
  });

  test('are kept once, and with the forks that were made of them in one place', async () => {
    const history = new History(() => openRunStore(fresh()));
    await history.keep(run('cat', 1));
    await history.keep(run('cat', 2));
    expect(history.entries).toHaveLength(1);
    expect(history.entries[0]?.createdAt).toContain('10:01');
    await history.pin(history.entries[0]?.id ?? '', true);
    const [text, picture] = run('cat').traces as [Trace, Trace];
    const from = { runId: picture.spec.runId, at: 1, renoise: false };
    const fork = pictureTrace({ size: 8, spec: { runId: 'cat-2', steps: 3, from } });
    await history.keep(run('cat', 3, [text, fork, picture]));
    expect(history.entries).toHaveLength(1);
    expect(history.entries[0]).toMatchObject({ size: '4 tokens, 3 steps', pinned: true });
    expect((await history.open(history.entries[0]?.id ?? '')).run.traces).toHaveLength(3);
  });
});

describe('the size limit', () => {
  test('drops the oldest, never a pinned one', async () => {
    const name = fresh();
    const measure = new History(() => openRunStore(fresh()));
    const { bytes } = await measure.keep(run('cat'));
    const history = new History(() => openRunStore(name), Math.round(bytes * 3.5));
    for (const [i, id] of ['one', 'two', 'three'].entries()) await history.keep(run(id, i));
    await history.pin(history.entries.at(-1)?.id ?? '', true);
    await history.keep(run('four', 4));
    expect(ids(history)).toEqual(['a four', 'a three', 'a one']);
    await history.keep(run('five', 5));
    expect(ids(history)).toEqual(['a five', 'a four', 'a one']);
    expect(history.used).toBeLessThanOrEqual(history.limit);
    // A file that was dropped is gone too.
    const store = await openRunStore(name);
    expect(await store.read('two-text two')).toBeNull();
  });

  test('full of pinned runs: the new one stays in memory, and that is said', async () => {
    const measure = new History(() => openRunStore(fresh()));
    const { bytes } = await measure.keep(run('cat'));
    const history = new History(() => openRunStore(fresh()), Math.round(bytes * 1.5));
    const { id } = await history.keep(run('one', 1));
    await history.pin(id, true);
    const second = await history.keep(run('two', 2));
    expect(history.trouble).toMatch(/Pinned runs leave no room/);
    expect([...history.unsaved]).toEqual([second.id]);
    expect(ids(history)).toEqual(['a two', 'a one']);
    expect((await history.open(second.id)).run.traces).toHaveLength(2);
    // Room again: said no more, and what comes next is kept on the device.
    await history.remove([id]);
    expect(history.trouble).toBe('');
    const third = await history.keep(run('three', 3));
    expect(history.unsaved.has(third.id)).toBe(false);
  });
});

describe('where the device keeps nothing', () => {
  /** Storage that has room for reading only. */
  class FullStore extends MemoryRunStore {
    override put(): Promise<void> {
      return Promise.reject(new DOMException('full', 'QuotaExceededError'));
    }
  }

  test.each<[string, () => Promise<RunStore>, RegExp]>([
    ['storage is full', async () => new FullStore(), /no room left/],
    [
      'a private window',
      () => Promise.reject(new DOMException('denied', 'InvalidStateError')),
      /private window/,
    ],
    [
      'no IndexedDB at all',
      () => Promise.reject(new TypeError('indexedDB is undefined')),
      /stores nothing/,
    ],
    [
      'a newer page was here',
      () => Promise.reject(new DOMException('old', 'VersionError')),
      /newer version/,
    ],
  ])('%s: runs stay in memory, and it is said why', async (_name, open, why) => {
    const history = new History(open);
    const { id } = await history.keep(run('cat'));
    expect(history.ready).toBe(true);
    expect(history.trouble).toMatch(why);
    expect(history.unsaved.has(id)).toBe(true);
    expect(history.used).toBe(0);
    expect((await history.open(id)).run.traces).toHaveLength(2);
    await history.pin(id, true);
    expect(history.entries[0]?.pinned).toBe(true);
    const undo = await history.remove([id]);
    expect(history.entries).toEqual([]);
    await undo();
    expect(ids(history)).toEqual(['a cat']);
  });

  test('a newer database is left alone', async () => {
    const name = fresh();
    await new Promise<void>((resolve, reject) => {
      const request = indexedDB.open(name, 99);
      request.onsuccess = () => {
        request.result.close();
        resolve();
      };
      request.onerror = () => reject(request.error);
    });
    const history = new History(() => openRunStore(name));
    await history.keep(run('cat'));
    expect(history.trouble).toMatch(/newer version/);
  });
});

describe('deleting', () => {
  test('one or all can be taken back, pin and all', async () => {
    const name = fresh();
    const history = new History(() => openRunStore(name));
    for (const [i, id] of ['one', 'two', 'three'].entries()) await history.keep(run(id, i));
    const [three, two] = history.entries;
    await history.pin(two?.id ?? '', true);
    const undo = await history.remove([two?.id ?? '']);
    expect(ids(history)).toEqual(['a three', 'a one']);
    await undo();
    expect(ids(history)).toEqual(['a three', 'a two', 'a one']);
    expect(history.entries[1]?.pinned).toBe(true);
    const all = await history.remove(history.entries.map(({ id }) => id));
    expect(history.entries).toEqual([]);
    expect(history.used).toBe(0);
    await expect(history.open(three?.id ?? '')).rejects.toThrow(/not on this device any more/);
    await all();
    expect((await history.open(three?.id ?? '')).run.traces).toHaveLength(2);
    const reloaded = new History(() => openRunStore(name));
    await reloaded.refresh();
    expect(ids(reloaded)).toEqual(['a three', 'a two', 'a one']);
  });

  test('what another tab did is seen at the next look', async () => {
    const name = fresh();
    const [here, there] = [
      new History(() => openRunStore(name)),
      new History(() => openRunStore(name)),
    ];
    await here.keep(run('one'));
    await there.refresh();
    expect(ids(there)).toEqual(['a one']);
    await there.remove([there.entries[0]?.id ?? '']);
    await here.pin(here.entries[0]?.id ?? '', true);
    expect(here.entries).toEqual([]);
  });

  test('a file that was damaged in storage is refused with the reason', async () => {
    const name = fresh();
    const history = new History(() => openRunStore(name));
    const entry = await history.keep(run('one'));
    const store = await openRunStore(name);
    await store.put(entry, new TextEncoder().encode('not a run'));
    await expect(history.open(entry.id)).rejects.toThrow(/not a saved run/);
  });
});
