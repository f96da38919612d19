/**
 * Where the runs of this device are kept: IndexedDB, or memory where the browser gives none. Knows
 * nothing of limits and of what a run is; `history.svelte.ts` decides what stays.
 */
import { entryIn, type Entry } from './entry';
import { openDB, type DBSchema, type IDBPDatabase } from 'idb';

export interface RunStore {
  /** In any order. */
  list(): Promise<Entry[]>;
  /** The packed run; null when it is gone. */
  read(id: string): Promise<Uint8Array<ArrayBuffer> | null>;
  /** @throws DOMException `QuotaExceededError` where the device has no room */
  put(entry: Entry, file: Uint8Array<ArrayBuffer>): Promise<void>;
  /**
   * As `put`, at once: all that a page that is being closed can still do. What fails is not told.
   * @throws DOMException where the storage has gone away
   */
  putNow(entry: Entry, file: Uint8Array<ArrayBuffer>): void;
  /** Changes what is said about a run that is there; the file stays. */
  change(entry: Entry): Promise<void>;
  remove(ids: readonly string[]): Promise<void>;
}

interface Schema extends DBSchema {
  /** Rows of any version: `entryIn` reads them. */
  entries: { key: string; value: unknown };
  /** Apart from the entries, so that a list costs no reading of files. */
  files: { key: string; value: Uint8Array<ArrayBuffer> };
}

const NAME = 'decode-and-denoise';
const VERSION = 1;

/** @throws DOMException or Error where the browser keeps nothing: private windows, no IndexedDB */
export async function openRunStore(name = NAME): Promise<RunStore> {
  const open = () => opened(name);
  return new StoredRunStore(await open(), open);
}

function opened(name: string): Promise<IDBPDatabase<Schema>> {
  return openDB<Schema>(name, VERSION, {
    upgrade(fresh) {
      fresh.createObjectStore('entries', { keyPath: 'id' });
      fresh.createObjectStore('files');
    },
    // Another tab has a newer page: it must not wait for this one.
    blocking: (_current, _next, event) => (event.target as IDBDatabase).close(),
  });
}

class StoredRunStore implements RunStore {
  constructor(
    private db: IDBPDatabase<Schema>,
    private readonly open: () => Promise<IDBPDatabase<Schema>>,
  ) {}

  list(): Promise<Entry[]> {
    return this.#with(async (db) =>
      (await db.getAll('entries')).flatMap((row) => entryIn(row) ?? []),
    );
  }

  read(id: string): Promise<Uint8Array<ArrayBuffer> | null> {
    return this.#with(async (db) => (await db.get('files', id)) ?? null);
  }

  /** Browsers close a database when site data is cleared, or when they please: then it is reopened. */
  async #with<T>(work: (db: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
    try {
      return await work(this.db);
    } catch (cause) {
      const closed = cause instanceof DOMException && cause.name === 'InvalidStateError';
      if (!closed) throw cause;
      this.db = await this.open();
      return work(this.db);
    }
  }

  put(entry: Entry, file: Uint8Array<ArrayBuffer>): Promise<void> {
    return this.#with(async (db) => {
      const work = db.transaction(['entries', 'files'], 'readwrite');
      // Both or neither: a failed write ends the transaction, and `done` says why.
      await Promise.all([
        work.objectStore('files').put(file, entry.id),
        work.objectStore('entries').put(entry),
        work.done,
      ]);
    });
  }

  putNow(entry: Entry, file: Uint8Array<ArrayBuffer>): void {
    const work = this.db.transaction(['entries', 'files'], 'readwrite');
    const writes = [
      work.objectStore('files').put(file, entry.id),
      work.objectStore('entries').put(entry),
      work.done,
    ];
    for (const write of writes) write.catch(() => undefined);
    // Without this the end of the page ends the transaction, and nothing is written.
    work.commit();
  }

  change(entry: Entry): Promise<void> {
    return this.#with(async (db) => {
      const work = db.transaction('entries', 'readwrite');
      const there = await work.store.getKey(entry.id);
      if (there !== undefined) await work.store.put(entry);
      await work.done;
    });
  }

  remove(ids: readonly string[]): Promise<void> {
    return this.#with(async (db) => {
      const work = db.transaction(['entries', 'files'], 'readwrite');
      await Promise.all([
        ...ids.flatMap((id) => [
          work.objectStore('entries').delete(id),
          work.objectStore('files').delete(id),
        ]),
        work.done,
      ]);
    });
  }
}

/** Keeps runs until the page is closed. */
export class MemoryRunStore implements RunStore {
  readonly #kept = new Map<string, { entry: Entry; file: Uint8Array<ArrayBuffer> }>();

  async list(): Promise<Entry[]> {
    return [...this.#kept.values()].map(({ entry }) => entry);
  }

  async read(id: string): Promise<Uint8Array<ArrayBuffer> | null> {
    return this.#kept.get(id)?.file ?? null;
  }

  putNow(entry: Entry, file: Uint8Array<ArrayBuffer>): void {
    this.#kept.set(entry.id, { entry, file });
  }

  async put(entry: Entry, file: Uint8Array<ArrayBuffer>): Promise<void> {
    this.#kept.set(entry.id, { entry, file });
  }

  async change(entry: Entry): Promise<void> {
    const kept = this.#kept.get(entry.id);
    if (kept) this.#kept.set(entry.id, { ...kept, entry });
  }

  async remove(ids: readonly string[]): Promise<void> {
    for (const id of ids) this.#kept.delete(id);
  }
}
