/**
 * The storage of a real visit of version 1, put back as it was: database, tab and all. The runs of
 * that visit must be found and open to the same text and pixels for good.
 */
import { beforeAll, describe, expect, test } from 'vitest';
import { History } from '../../src/state/saved/history.svelte';
import { Settings } from '../../src/state/settings/settings.svelte';
import type { Entry } from '../../src/state/saved/entry';
import { openRunStore } from '../../src/state/saved/run-store';
import { mechanismOf } from '../../src/core/mechanisms';
import { fakeAddress } from '../helpers/fakes';
import { freshName, visit } from '../helpers/keeping';
import { contentsOf, plain } from '../helpers/v1';

/** Bytes as JSON has them. */
interface Bytes {
  readonly type: 'Uint8Array' | 'Uint8ClampedArray';
  readonly base64: string;
}

interface Visit {
  readonly address: string;
  readonly sessionStorage: Readonly<Record<string, string>>;
  readonly database: {
    readonly name: string;
    readonly version: number;
    readonly stores: readonly {
      readonly name: string;
      readonly keyPath: string | null;
      readonly autoIncrement: boolean;
      /** A value is an entry with its picture, or the name of the file whose bytes it is. */
      readonly rows: readonly { key: string; value: Record<string, unknown> | { file: string } }[];
    }[];
  };
}

const ROOT = new URL('/tests/fixtures/v1/', location.origin);
const get = (path: string) => fetch(new URL(path, ROOT));

let kept: Visit;
let expected: Readonly<Record<string, { traces: { text: string }[] }>>;
beforeAll(async () => {
  kept = (await (await get('history/visit.json')).json()) as Visit;
  const all = (await (await get('expected.json')).json()) as { traces: typeof expected };
  expected = all.traces;
});

const isFile = (value: object): value is { file: string } => 'file' in value;
const isBytes = (value: unknown): value is Bytes =>
  typeof value === 'object' && value !== null && 'base64' in value;

function bytesOf({ type, base64 }: Bytes): Uint8Array | Uint8ClampedArray {
  const values = Array.from(atob(base64), (char) => char.charCodeAt(0));
  return type === 'Uint8Array' ? Uint8Array.from(values) : Uint8ClampedArray.from(values);
}

async function valueOf(value: Record<string, unknown> | { file: string }): Promise<unknown> {
  if (isFile(value)) return (await get(`history/${value.file}`)).bytes();
  const fields = Object.entries(value).map(([key, v]) => [key, isBytes(v) ? bytesOf(v) : v]);
  return Object.fromEntries(fields) as unknown;
}

/** A database as the page of that time left it, by the browser's own API. @returns its name */
async function restored(): Promise<string> {
  const { version, stores } = kept.database;
  const name = freshName();
  const rows = await Promise.all(
    stores.flatMap((store) =>
      store.rows.map(async ({ key, value }) => ({ store, key, value: await valueOf(value) })),
    ),
  );
  await new Promise<void>((resolve, reject) => {
    const request = indexedDB.open(name, version);
    request.onerror = () => reject(request.error);
    request.onupgradeneeded = () => {
      for (const { name: store, keyPath, autoIncrement } of stores)
        request.result.createObjectStore(store, { keyPath, autoIncrement });
    };
    request.onsuccess = () => {
      const db = request.result;
      const names = stores.map((store) => store.name);
      const work = db.transaction(names, 'readwrite');
      for (const { store, key, value } of rows)
        work.objectStore(store.name).put(value, store.keyPath === null ? key : undefined);
      work.onabort = () => reject(work.error);
      work.oncomplete = () => {
        db.close();
        resolve();
      };
    };
  });
  return name;
}

/** The entries as they were stored, by id. */
function entriesThen() {
  const rows = kept.database.stores.find(({ name }) => name === 'entries')?.rows ?? [];
  return new Map(rows.map(({ key, value }) => [key, value as Record<string, unknown>]));
}

function fileOf(id: string): string {
  const rows = kept.database.stores.find(({ name }) => name === 'files')?.rows ?? [];
  const value = rows.find(({ key }) => key === id)?.value;
  return value && isFile(value) ? `history/${value.file}` : '';
}

function shownIn({ thumb, ...entry }: Entry) {
  return { ...entry, thumb: thumb && [...thumb] };
}

describe('the runs of a device', () => {
  test('are listed with what was said about them, the newest first', async () => {
    const name = await restored();
    const history = new History(() => openRunStore(name));
    await history.refresh();
    expect(history.trouble).toBe('');
    const then = entriesThen();
    expect(history.entries).toHaveLength(2);
    expect(history.entries.map(({ id }) => id).sort()).toEqual([...then.keys()].sort());
    const [newest, oldest] = history.entries;
    expect((newest?.createdAt ?? '') > (oldest?.createdAt ?? '')).toBe(true);
    for (const entry of history.entries) {
      const { thumb, tokens, steps, ...said } = then.get(entry.id) ?? {};
      const size = `${String(tokens)} tokens, ${String(steps)} steps`;
      expect(shownIn(entry)).toEqual({ ...said, size, thumb: [...bytesOf(thumb as Bytes)] });
    }
  });

  test('open to the same text, pixels and figures', async () => {
    const name = await restored();
    const history = new History(() => openRunStore(name));
    await history.refresh();
    for (const { id } of history.entries) {
      const { run, damage } = await history.open(id);
      expect(plain({ cut: damage !== '', ...contentsOf(run) })).toEqual(expected[fileOf(id)]);
    }
  });

  test('can be kept on: one is unpinned, one deleted, and that holds', async () => {
    const name = await restored();
    const history = new History(() => openRunStore(name));
    await history.refresh();
    const pinned = history.entries.find((entry) => entry.pinned);
    const other = history.entries.find((entry) => !entry.pinned);
    await history.pin(pinned?.id ?? '', false);
    await history.remove([other?.id ?? '']);
    const later = new History(() => openRunStore(name));
    await later.refresh();
    expect(later.entries.map(({ id, pinned: still }) => [id, still])).toEqual([
      [pinned?.id, false],
    ]);
    expect((await later.open(pinned?.id ?? '')).damage).toBe('');
  });
});

describe('the tab', () => {
  test('shows again the run that it showed', async () => {
    const name = await restored();
    const { search } = new URL(kept.address);
    const tab = new Map(Object.entries(kept.sessionStorage));
    const { saved, session, stop } = visit({ search, name, tab });
    expect(await saved.restore()).toBe(true);
    const id = kept.sessionStorage['decode-and-denoise:shown'] ?? '';
    expect(saved.id).toBe(id);
    const { trace } = session.lane('a');
    expect(trace && mechanismOf(trace).text?.(trace, trace.results.length)).toBe(
      expected[fileOf(id)]?.traces[0]?.text,
    );
    stop();
  });

  test('still has the words that were typed and not yet run', () => {
    const { search } = new URL(kept.address);
    const stored = new Map(Object.entries(kept.sessionStorage));
    const settings = new Settings(fakeAddress(search, stored));
    expect(settings.page.prompt).toBe('a green frog with a hat');
    expect(settings.lanes[0]?.values['tokens']).toBe(8);
  });
});
