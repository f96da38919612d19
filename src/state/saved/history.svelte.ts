/**
 * The runs of this device: every finished run is kept, the newest first, within a size limit. Where
 * storage is full or the browser gives none, runs stay in memory until the page is closed, and
 * `trouble` says so. What is kept in memory and what on the device is one list.
 */
import { SvelteSet } from 'svelte/reactivity';
import { encodeRun, type SavedRun } from '../../core/saved/codec';
import { EngineError } from '../../core/errors';
import { toRgba } from '../../core/image';
import { text } from '../../text/saved';
import { packRun, unpackRun, type Opened } from './file';
import type { Entry } from './entry';
import { MemoryRunStore, type RunStore } from './run-store';
import { mechanismOf } from '../../core/mechanisms';
import { engineWords, sizeOf } from '../words';
import { wordsOf } from '../session/words-of';

/** Most bytes that kept runs may take on this device; the oldest that is not pinned goes first. */
const HISTORY_LIMIT = 50_000_000;
/** Most bytes of runs in memory alone. */
const MEMORY_LIMIT = 50_000_000;

export class History {
  /** Newest first. */
  entries = $state.raw<readonly Entry[]>([]);
  /** False until the list was read for the first time. */
  ready = $state(false);
  /** Why runs are not kept on this device, for a person; empty while they are. */
  trouble = $state('');
  /** Runs that are in memory only. */
  readonly unsaved = new SvelteSet<string>();

  #onDevice: RunStore | null = null;
  readonly #memory = new MemoryRunStore();
  /** One thing after the other: a list read between two writes would be wrong. */
  #line: Promise<unknown>;

  /** @param open gives the storage of this device, or rejects where there is none */
  constructor(
    open: () => Promise<RunStore>,
    readonly limit = HISTORY_LIMIT,
  ) {
    this.#line = this.#start(open);
  }

  /** Bytes of all runs that are on this device. */
  get used(): number {
    return total(this.entries.filter(({ id }) => !this.unsaved.has(id)));
  }

  /** Keeps a run, in place of what was kept of it before it was forked. @returns its entry */
  keep(run: SavedRun): Promise<Entry> {
    return this.#inTurn(async () => {
      const id = idOf(run);
      const parts = partsOf(run);
      const known = this.entries.find((entry) => entry.id === id);
      if (known?.parts === parts) return known;
      const file = await packRun(run);
      const pinned = known?.pinned ?? false;
      const entry = { ...describe(run), id, parts, bytes: file.length, pinned };
      await this.#store(entry, file);
      await this.#read();
      return entry;
    });
  }

  /**
   * Keeps a run at the last moment of a page, not packed and without looking for room: the next run
   * that is kept makes it. What is kept of it already and no shorter stays.
   */
  keepNow(run: SavedRun): void {
    const id = idOf(run);
    const parts = partsOf(run);
    const known = this.entries.find((entry) => entry.id === id);
    if (known?.parts === parts || !this.#onDevice) return;
    try {
      const file = encodeRun(run);
      const pinned = known?.pinned ?? false;
      const entry = { ...describe(run), id, parts, bytes: file.length, pinned };
      this.#onDevice.putNow(entry, file);
    } catch {
      // The page is going: there is nobody left to tell.
    }
  }

  /** @throws EngineError `bad-input` when it is gone or damaged */
  async open(id: string): Promise<Opened> {
    const file = await this.#inTurn(() => this.#file(id));
    if (!file) throw new EngineError('bad-input', text.history.gone);
    return unpackRun(new Blob([file]));
  }

  pin(id: string, pinned: boolean): Promise<void> {
    return this.#inTurn(async () => {
      const entry = this.entries.find((one) => one.id === id);
      if (!entry) return;
      try {
        await this.#home(id).change({ ...entry, pinned });
      } catch (cause) {
        this.trouble = reason(cause, this.#onDevice !== null);
      }
      await this.#read();
    });
  }

  /** @returns brings the removed ones back, as long as the page is open */
  remove(ids: readonly string[]): Promise<() => Promise<void>> {
    return this.#inTurn(async () => {
      const gone: { entry: Entry; file: Uint8Array<ArrayBuffer> }[] = [];
      for (const entry of this.entries) {
        if (!ids.includes(entry.id)) continue;
        const file = await this.#file(entry.id);
        if (file) gone.push({ entry, file });
      }
      await this.#memory.remove(ids);
      for (const id of ids) this.unsaved.delete(id);
      try {
        await this.#onDevice?.remove(ids);
        // There may be room again.
        if (this.#onDevice) this.trouble = '';
      } catch (cause) {
        this.trouble = reason(cause, this.#onDevice !== null);
      }
      await this.#read();
      return () =>
        this.#inTurn(async () => {
          for (const { entry, file } of gone) await this.#store(entry, file);
          await this.#read();
        });
    });
  }

  /** Reads the list again: another tab may have changed it. */
  refresh(): Promise<void> {
    return this.#inTurn(() => this.#read());
  }

  async #start(open: () => Promise<RunStore>): Promise<void> {
    try {
      this.#onDevice = await open();
      await this.#read();
    } catch (cause) {
      this.#onDevice = null;
      this.trouble = reason(cause, this.#onDevice !== null);
    }
    this.ready = true;
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#line.then(work);
    this.#line = done.catch(() => undefined);
    return done;
  }

  #home(id: string): RunStore {
    return this.#onDevice && !this.unsaved.has(id) ? this.#onDevice : this.#memory;
  }

  async #file(id: string): Promise<Uint8Array<ArrayBuffer> | null> {
    return (await this.#memory.read(id)) ?? (await this.#onDevice?.read(id)) ?? null;
  }

  /** On this device, or in memory with the reason why. */
  async #store(entry: Entry, file: Uint8Array<ArrayBuffer>): Promise<void> {
    try {
      if (!this.#onDevice) throw new Unkept(this.trouble);
      await this.#makeRoom(this.#onDevice, entry);
      await this.#onDevice.put(entry, file);
      this.trouble = '';
    } catch (cause) {
      this.trouble = reason(cause, this.#onDevice !== null);
      const inMemory = await this.#memory.list();
      const room = MEMORY_LIMIT - entry.bytes;
      await this.#memory.remove(surplus(inMemory, room).map(({ id }) => id));
      await this.#memory.put(entry, file);
      this.unsaved.add(entry.id);
    }
  }

  /** @throws Unkept when only pinned runs are left to drop */
  async #makeRoom(store: RunStore, entry: Entry): Promise<void> {
    const kept = (await store.list()).filter(({ id }) => id !== entry.id);
    const drop = surplus(kept, this.limit - entry.bytes);
    if (total(kept) - total(drop) + entry.bytes > this.limit)
      throw new Unkept(text.history.pinned(Math.round(this.limit / 1e6)));
    if (drop.length) await store.remove(drop.map(({ id }) => id));
  }

  /** Those on the device; none where its storage has gone away, and then `trouble` says so. */
  async #listed(): Promise<Entry[]> {
    try {
      return (await this.#onDevice?.list()) ?? [];
    } catch (cause) {
      this.trouble = reason(cause, this.#onDevice !== null);
      return [];
    }
  }

  async #read(): Promise<void> {
    const [stored, inMemory] = await Promise.all([this.#listed(), this.#memory.list()]);
    const isIn = (id: string) => inMemory.some((entry) => entry.id === id);
    for (const id of this.unsaved) if (!isIn(id)) this.unsaved.delete(id);
    this.entries = [...inMemory, ...stored.filter(({ id }) => !isIn(id))].sort((a, b) =>
      b.createdAt < a.createdAt ? -1 : b.createdAt > a.createdAt ? 1 : 0,
    );
  }
}

/** A run that the history itself does not put on the device. */
class Unkept extends Error {}

/** A run has the same id whenever it is saved, with the forks that were made of it meanwhile. */
export function idOf({ traces }: Pick<SavedRun, 'traces'>): string {
  const lanes = traces.map(({ spec }) => spec.lane);
  return lanes
    .filter((lane, i) => lanes.indexOf(lane) === i)
    .sort()
    .map((lane) => {
      const own = traces.filter(({ spec }) => spec.lane === lane);
      return (own.find(({ spec }) => !spec.from) ?? own[0])?.spec.runId;
    })
    .join(' ');
}

/** Which traces it holds and how much of each, the shown ones first. */
function partsOf({ traces }: Pick<SavedRun, 'traces'>): string {
  return traces.map(({ spec, results }) => `${spec.runId} ${results.length}`).join(', ');
}

function describe({
  createdAt,
  traces,
}: SavedRun): Omit<Entry, 'id' | 'parts' | 'bytes' | 'pinned'> {
  // Of each lane the first: it is on show, the others are its branches.
  const shown = traces.filter(
    ({ spec }, i) => traces.findIndex((other) => other.spec.lane === spec.lane) === i,
  );
  const pictured = shown.find((trace) => trace.engine.modality === 'picture');
  const main = pictured ?? shown[0];
  const picture = pictured && mechanismOf(pictured).picture?.(pictured, pictured.results.length);
  return {
    createdAt,
    prompt: wordsOf(shown),
    seed: main?.spec.seed ?? 0,
    size: shown
      .filter(({ results }) => results.length)
      .map(sizeOf)
      .join(', '),
    how: main ? mechanismOf(main).describe(main.spec) : '',
    engine: [...new Set(traces.map(({ engine }) => engineWords(engine)))].join('; '),
    thumb: picture ? toRgba(picture) : null,
  };
}

function total(entries: readonly Entry[]): number {
  return entries.reduce((sum, { bytes }) => sum + bytes, 0);
}

/** What has to go, oldest first, pinned ones never, so that the rest takes at most `room`. */
function surplus(entries: readonly Entry[], room: number): Entry[] {
  const drop: Entry[] = [];
  let size = total(entries);
  const oldest = entries
    .filter(({ pinned }) => !pinned)
    .sort((a, b) => (a.createdAt < b.createdAt ? -1 : 1));
  for (const entry of oldest) {
    if (size <= room) break;
    drop.push(entry);
    size -= entry.bytes;
  }
  return drop;
}

/** @param opened whether the storage was there before */
function reason(cause: unknown, opened: boolean): string {
  if (cause instanceof Unkept) return cause.message;
  const name = cause instanceof Error || cause instanceof DOMException ? cause.name : '';
  if (name === 'QuotaExceededError') return text.history.full;
  if (opened && (name === 'InvalidStateError' || name === 'AbortError')) return text.history.closed;
  if (name === 'VersionError') return text.history.newer;
  return text.history.refused;
}
