/**
 * This device's own copies of model files, in the Cache API. A copy's address carries the SHA-256
 * of the file, so a new version is never mistaken for an old one. Every failure here means "no
 * copy": a full disk or a private window must not stop a run.
 */
import { bytesToHex } from '@noble/hashes/utils.js';
import type { ModelFile } from '../../core/manifest';

const CACHE = 'decode-and-denoise/models';

/** Takes a file while it arrives; what was written is kept only when it ends as complete. */
export interface CopyWriter {
  write(piece: Uint8Array<ArrayBuffer>): void;
  end(complete: boolean): Promise<void>;
}

/** The whole file, its length and hash checked; null when there is none. A bad copy is dropped. */
export async function copyOf(
  url: string,
  file: ModelFile,
): Promise<Uint8Array<ArrayBuffer> | null> {
  const cache = await open();
  if (!cache) return null;
  try {
    const found = await cache.match(address(url, file));
    if (!found) return null;
    const bytes = new Uint8Array(await found.arrayBuffer());
    // The browser's own digest: several times faster than a streaming one in JavaScript.
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
    if (bytes.length === file.bytes && bytesToHex(digest) === file.sha256) return bytes;
    await cache.delete(address(url, file));
  } catch {
    // Unreadable: as if it were not there.
  }
  return null;
}

/** Begins a copy; copies of other versions of the same file are removed when it is complete. */
export function keep(url: string, file: ModelFile): CopyWriter {
  let controller: ReadableStreamDefaultController<Uint8Array> | undefined;
  const stream = new ReadableStream<Uint8Array>({
    start: (given) => {
      controller = given;
    },
    // The cache gave up, say on a full disk.
    cancel: () => {
      controller = undefined;
    },
  });
  // `put` stores nothing at all unless the stream ends without an error.
  const stored = put(url, file, stream).catch(() => {
    controller = undefined;
  });
  return {
    write: (piece) => controller?.enqueue(piece),
    async end(complete) {
      if (complete) controller?.close();
      else controller?.error(new Error('incomplete'));
      controller = undefined;
      await stored;
    },
  };
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

async function put(url: string, file: ModelFile, stream: ReadableStream): Promise<void> {
  const cache = await open();
  if (!cache) throw new Error('no cache');
  const key = address(url, file);
  await cache.put(key, new Response(stream));
  for (const request of await cache.keys(url, { ignoreSearch: true }))
    if (request.url !== key) await cache.delete(request);
}

function address(url: string, file: ModelFile): string {
  return `${url}?sha256=${file.sha256}`;
}

/** Null where there is no Cache API or it refuses. */
async function open(): Promise<Cache | null> {
  try {
    return typeof caches === 'undefined' ? null : await caches.open(CACHE);
  } catch {
    return null;
  }
}
