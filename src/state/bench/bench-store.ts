/**
 * Where the results of the Compare view are kept on this device, one record in an IndexedDB of its
 * own, so that a fault of either never takes the runs with it.
 */
import { openDB, type DBSchema } from 'idb';

/** As files hold them: whoever reads them checks them anew. */
export interface KeptResults {
  /** Of this device; null before there is one. */
  readonly own: string | null;
  readonly others: readonly string[];
}

export interface BenchStore {
  /** Null where nothing is kept. */
  read(): Promise<KeptResults | null>;
  /** Begins at once and is not waited for: a page that is being closed can still do it. */
  write(kept: KeptResults): void;
}

interface Schema extends DBSchema {
  results: { key: string; value: unknown };
}

const NAME = 'decode-and-denoise-results';
const VERSION = 1;
const KEY = 'kept';

/** @throws DOMException or Error where the browser keeps nothing: private windows, no IndexedDB */
export async function openBenchStore(name = NAME): Promise<BenchStore> {
  const db = await openDB<Schema>(name, VERSION, {
    upgrade: (fresh) => void fresh.createObjectStore('results'),
    // Another tab has a newer page: it must not wait for this one.
    blocking: (_current, _next, event) => (event.target as IDBDatabase).close(),
  });
  return {
    read: async () => keptIn(await db.get('results', KEY)),
    write(kept) {
      try {
        const work = db.transaction('results', 'readwrite');
        for (const done of [work.store.put(kept, KEY), work.done]) done.catch(() => undefined);
        // Without this the end of the page ends the transaction, and nothing is written.
        work.commit();
      } catch {
        // The storage has gone away: the results stay as long as the page does.
      }
    },
  };
}

function keptIn(row: unknown): KeptResults | null {
  const { own, others } = (row ?? {}) as { own?: unknown; others?: unknown };
  const text = (value: unknown) => typeof value === 'string';
  if (!Array.isArray(others) || !(own === null || text(own))) return null;
  return { own: own as string | null, others: others.filter(text) as string[] };
}
