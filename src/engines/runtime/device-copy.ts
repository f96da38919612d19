/**
 * This device's own copies of model files, in the Cache API, in parts: what has arrived when a page
 * is closed need not come again. An address carries the SHA-256 of the file, so a new version is
 * never mistaken for an old one. Every failure here means "no copy": a full disk or a private
 * window must not stop a run.
 */
import { bytesToHex } from '@noble/hashes/utils.js';
import type { ModelFile } from '../../core/manifest';

const CACHE = 'decode-and-denoise/models';
/** Bytes of a part, and so what a closed page loses at most. */
const PART = 4 << 20;

/** How the end of a file that arrived is taken. */
export type End = 'complete' | 'cut' | 'wrong';

/** Takes a file while it arrives. */
export interface CopyWriter {
  write(piece: Uint8Array<ArrayBuffer>): void;
  /**
   * `cut`: its whole parts are kept for the next time; `wrong`: nothing of it is.
   * @returns whether the whole file is on this device
   */
  end(how: End): Promise<boolean>;
}

/** What of a file is here: from its beginning, in whole parts. */
export interface Copy {
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** All of it, its length and hash checked. */
  readonly whole: boolean;
}

/** Null when there is nothing. What is whole and wrong is dropped. */
export async function copyOf(url: string, file: ModelFile): Promise<Copy | null> {
  const cache = await open();
  if (!cache) return null;
  try {
    const bytes = await joined(cache, url, file);
    if (!bytes?.length) return null;
    if (bytes.length < file.bytes) return { bytes, whole: false };
    // The browser's own digest: several times faster than a streaming one in JavaScript.
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    if (bytes.length === file.bytes && bytesToHex(digest) === file.sha256)
      return { bytes, whole: true };
    await drop(cache, url, file);
  } catch {
    // Unreadable: as if it were not there.
  }
  return null;
}

/** Its parts as far as they follow each other; earlier versions of the page kept files in one. */
async function joined(
  cache: Cache,
  url: string,
  file: ModelFile,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const one = await cache.match(address(url, file));
  const all = one && new Uint8Array(await one.arrayBuffer());
  if (all?.length === file.bytes) return all;
  const whole = new Uint8Array(file.bytes);
  let length = 0;
  for (let i = 0; length < file.bytes; i++) {
    const found = await cache.match(address(url, file, i));
    if (!found) break;
    const part = new Uint8Array(await found.arrayBuffer());
    if (length + part.length > file.bytes) throw new Error('more than the file');
    whole.set(part, length);
    length += part.length;
  }
  return whole.subarray(0, length);
}

/**
 * Begins a copy; copies of other versions of the same file are removed when it is complete.
 * @param from how many bytes are here already, in whole parts
 */
export function keep(url: string, file: ModelFile, from = 0): CopyWriter {
  let next = Math.floor(from / PART);
  let pieces: Uint8Array<ArrayBuffer>[] = [];
  let length = 0;
  let full = false;
  let stored: Promise<unknown> = Promise.resolve();
  const put = () => {
    const [part, name] = [new Blob(pieces), address(url, file, next++)];
    [pieces, length] = [[], 0];
    stored = stored
      .then(async () => {
        const cache = full ? null : await open();
        if (cache) await cache.put(name, new Response(part));
        else full = true;
      })
      // The cache gave up, say on a full disk: the parts before it stay.
      .catch(() => (full = true));
  };
  return {
    write(piece) {
      for (let at = 0; at < piece.length && !full;) {
        const some = piece.subarray(at, at + PART - length);
        pieces.push(some);
        at += some.length;
        length += some.length;
        if (length === PART) put();
      }
    },
    async end(how) {
      if (how === 'complete' && length) put();
      await stored;
      if (how === 'cut') return false;
      const cache = await open();
      if (!cache) return false;
      const done = how === 'complete' && !full;
      // What does not fit as a whole would be fetched again in any case: its place is given back.
      if (!done) await drop(cache, url, file).catch(() => undefined);
      else await dropOthers(cache, url, file).catch(() => undefined);
      return done;
    },
  };
}

async function drop(cache: Cache, url: string, file: ModelFile): Promise<void> {
  for (const request of await cache.keys(url, { ignoreSearch: true }))
    if (isOf(request.url, url, file)) await cache.delete(request);
}

/** Other versions of a file. */
async function dropOthers(cache: Cache, url: string, file: ModelFile): Promise<void> {
  for (const request of await cache.keys(url, { ignoreSearch: true }))
    if (!isOf(request.url, url, file)) await cache.delete(request);
}

/**
 * Removes what is kept of a model under names that it no longer has.
 * @param folder address of the model, ending in a slash
 */
export async function dropUnknown(folder: string, files: readonly string[]): Promise<void> {
  const cache = await open();
  if (!cache) return;
  try {
    for (const request of await cache.keys()) {
      const [path = ''] = request.url.split('?');
      if (!path.startsWith(folder) || !request.url.includes('?sha256=')) continue;
      if (!files.includes(path.slice(folder.length))) await cache.delete(request);
    }
  } catch {
    // The next load tries again.
  }
}

export async function keepManifest(url: string, text: string): Promise<void> {
  const cache = await open();
  await cache?.put(url, new Response(text)).catch(() => undefined);
}

export async function storedManifest(url: string): Promise<string | null> {
  const cache = await open();
  const found = await cache?.match(url).catch(() => undefined);
  return found ? found.text() : null;
}

/** Of a part; of the whole where none is named. */
function address(url: string, file: ModelFile, part?: number): string {
  return `${url}?sha256=${file.sha256}${part === undefined ? '' : `&part=${part}`}`;
}

function isOf(address: string, url: string, file: ModelFile): boolean {
  return address.startsWith(`${url}?sha256=${file.sha256}`);
}

/** Null where there is no Cache API or it refuses. */
async function open(): Promise<Cache | null> {
  try {
    return typeof caches === 'undefined' ? null : await caches.open(CACHE);
  } catch {
    return null;
  }
}
