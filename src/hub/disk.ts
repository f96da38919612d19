/**
 * Where the bytes are kept: a flat set of named files, in the origin's private file system or,
 * where there is none, in memory. Not here: what the files mean.
 */
import { HubError, sleep } from './errors';
import { text } from '../text/hub';

/** One file, open for writing; no one else writes it meanwhile. */
export interface DiskFile {
  /** Bytes it has. */
  readonly size: number;
  /** @throws HubError `no-room` when the disk is full; nothing is written then. */
  write(bytes: Uint8Array<ArrayBuffer>, at: number): void;
  /** Fills `into` from `at` on. @returns how many bytes there were. */
  read(into: Uint8Array<ArrayBuffer>, at: number): number;
  /** @throws HubError `no-room`. */
  truncate(size: number): void;
  /** When it returns, what was written survives the end of this tab. */
  flush(): void;
  close(): void;
}

export interface Disk {
  /** False where everything is gone with this tab. */
  readonly lasting: boolean;
  /** The same for all that write the same files: part of the name of their locks. */
  readonly scope: string;
  /** Every file's name and size in bytes. */
  list(): Promise<Map<string, number>>;
  /** The file as it is now, read only where and when it is looked at; null when there is none. */
  read(name: string): Promise<Blob | null>;
  /**
   * Opens or makes a file. On the private file system only in a dedicated worker.
   * @throws HubError `no-room`; `evicted` when the folder was cleared.
   */
  open(name: string, signal: AbortSignal): Promise<DiskFile>;
  /** A file that is not there is removed already. */
  remove(name: string): Promise<void>;
}

/** Sites of one owner on a shared host (github.io) share the origin: the folder has our name. */
const FOLDER = 'decode-and-denoise-hub';
/** A worker that was ended may hold its files a moment longer. */
const LET_GO_MS = 100;
const LET_GO_TRIES = 50;

/**
 * The private file system, or null where this browser or window has none.
 * @param folder for tests, which must not share one.
 */
export async function privateDisk(folder = FOLDER): Promise<Disk | null> {
  try {
    const root = await navigator.storage.getDirectory();
    await root.getDirectoryHandle(folder, { create: true });
    return new PrivateDisk(root, folder);
  } catch {
    // Not a secure page, a private window, or site data forbidden: each browser says it differently.
    return null;
  }
}

class PrivateDisk implements Disk {
  readonly lasting = true;

  constructor(
    private readonly root: FileSystemDirectoryHandle,
    readonly scope: string,
  ) {}

  async list(): Promise<Map<string, number>> {
    const sizes = new Map<string, number>();
    for await (const [name, handle] of (await this.#folder()).entries()) {
      const file = await (handle as FileSystemFileHandle).getFile().catch(gone);
      if (file) sizes.set(name, file.size);
    }
    return sizes;
  }

  async read(name: string): Promise<Blob | null> {
    const handle = await (await this.#folder()).getFileHandle(name).catch(gone);
    return (await handle?.getFile().catch(gone)) ?? null;
  }

  async open(name: string, signal: AbortSignal): Promise<DiskFile> {
    const handle = await (await this.#folder()).getFileHandle(name, { create: true }).catch(full);
    for (let tries = 1; ; tries++)
      try {
        return new PrivateFile(await handle.createSyncAccessHandle());
      } catch (cause) {
        const held = cause instanceof DOMException && cause.name === 'NoModificationAllowedError';
        if (!held || tries === LET_GO_TRIES) return full(cause);
        await sleep(LET_GO_MS, signal);
      }
  }

  async remove(name: string): Promise<void> {
    const folder = await this.#folder();
    for (let tries = 1; ; tries++)
      try {
        await folder.removeEntry(name);
        return;
      } catch (cause) {
        const { name: kind } = cause as DOMException;
        if (kind === 'NotFoundError') return;
        if (kind !== 'NoModificationAllowedError' || tries === LET_GO_TRIES) throw cause;
        await sleep(LET_GO_MS, NEVER);
      }
  }

  /** Asked for anew each time: clearing the site's data takes the folder away. */
  #folder(): Promise<FileSystemDirectoryHandle> {
    return this.root.getDirectoryHandle(this.scope, { create: true });
  }
}

const NEVER = new AbortController().signal;

/**
 * The text of a short file; null when there is none. Whoever works on it, in any tab, goes on doing so:
 * the browser refuses to read a file that was changed or removed after it was looked up.
 */
export async function readText(disk: Disk, name: string): Promise<string | null> {
  for (let tries = 1; ; tries++)
    try {
      return (await (await disk.read(name))?.text()) ?? null;
    } catch (cause) {
      const { name: kind } = cause as DOMException;
      const changed = kind === 'NotFoundError' || kind === 'NotReadableError';
      if (!changed || tries === LET_GO_TRIES) throw cause;
    }
}

class PrivateFile implements DiskFile {
  constructor(private readonly handle: FileSystemSyncAccessHandle) {}

  get size(): number {
    return attempt(() => this.handle.getSize());
  }

  write(bytes: Uint8Array<ArrayBuffer>, at: number): void {
    const written = attempt(() => this.handle.write(bytes, { at }));
    if (written < bytes.length) throw noRoom();
  }

  read(into: Uint8Array<ArrayBuffer>, at: number): number {
    return attempt(() => this.handle.read(into, { at }));
  }

  truncate(size: number): void {
    attempt(() => this.handle.truncate(size));
  }

  flush(): void {
    attempt(() => this.handle.flush());
  }

  close(): void {
    this.handle.close();
  }
}

/** What the browser throws for a full disk and for a cleared one, in our words. */
function attempt<T>(work: () => T): T {
  try {
    return work();
  } catch (cause) {
    return full(cause);
  }
}

function full(cause: unknown): never {
  const kind = cause instanceof DOMException ? cause.name : '';
  if (kind === 'QuotaExceededError') throw noRoom(cause);
  if (kind === 'NotFoundError' || kind === 'InvalidStateError' || kind === 'NotReadableError')
    throw evicted(cause);
  throw cause;
}

/** Null for a file that is not there. */
function gone(cause: unknown): null {
  if (cause instanceof DOMException && cause.name === 'NotFoundError') return null;
  throw cause;
}

function noRoom(cause?: unknown): HubError {
  return new HubError('no-room', text.store.full, text.store.fullHint, { cause });
}

/** @returns the error for files that went away under our hands. */
export function evicted(cause?: unknown): HubError {
  return new HubError('evicted', text.store.cleared, text.file.again, { cause });
}

let memories = 0;

/** Holds files in memory: for windows without a private file system, and for tests. */
export class MemoryDisk implements Disk {
  readonly lasting = false;
  readonly scope = `memory-${++memories}-${performance.timeOrigin}`;
  readonly #files = new Map<string, MemoryFile>();

  async list(): Promise<Map<string, number>> {
    return new Map([...this.#files].map(([name, { size }]) => [name, size]));
  }

  async read(name: string): Promise<Blob | null> {
    return this.#files.get(name)?.blob() ?? null;
  }

  async open(name: string): Promise<DiskFile> {
    let file = this.#files.get(name);
    if (!file) this.#files.set(name, (file = new MemoryFile()));
    return file;
  }

  async remove(name: string): Promise<void> {
    this.#files.delete(name);
  }
}

/** Pages of memory: a file that grows is never copied as a whole. */
class MemoryFile implements DiskFile {
  static readonly PAGE = 1 << 20;
  size = 0;
  readonly #pages: Uint8Array<ArrayBuffer>[] = [];

  write(bytes: Uint8Array<ArrayBuffer>, at: number): void {
    this.#each(at, bytes.length, (page, from, to, offset) =>
      page.set(bytes.subarray(offset, offset + to - from), from),
    );
    this.size = Math.max(this.size, at + bytes.length);
  }

  read(into: Uint8Array<ArrayBuffer>, at: number): number {
    const count = Math.max(0, Math.min(into.length, this.size - at));
    this.#each(at, count, (page, from, to, offset) => into.set(page.subarray(from, to), offset));
    return count;
  }

  truncate(size: number): void {
    this.size = Math.min(this.size, size);
    this.#pages.length = Math.ceil(this.size / MemoryFile.PAGE);
  }

  flush(): void {
    // Memory has nothing to flush.
  }

  close(): void {
    // Stays until it is removed.
  }

  blob(): Blob {
    return new Blob(
      this.#pages.map((page, i) => page.subarray(0, this.size - i * MemoryFile.PAGE)),
    );
  }

  #each(
    at: number,
    count: number,
    visit: (page: Uint8Array<ArrayBuffer>, from: number, to: number, offset: number) => void,
  ): void {
    for (let offset = 0; offset < count;) {
      const index = Math.floor((at + offset) / MemoryFile.PAGE);
      while (this.#pages.length <= index) this.#pages.push(allocate(MemoryFile.PAGE));
      const from = (at + offset) % MemoryFile.PAGE;
      const to = Math.min(MemoryFile.PAGE, from + count - offset);
      visit(this.#pages[index] as Uint8Array<ArrayBuffer>, from, to, offset);
      offset += to - from;
    }
  }
}

function allocate(size: number): Uint8Array<ArrayBuffer> {
  try {
    return new Uint8Array(size);
  } catch (cause) {
    throw noRoom(cause);
  }
}
