/**
 * Files of the embedded models: from this device's own verified copy, else from the site. A byte
 * is trusted only when the SHA-256 of the whole file is the manifest's; only then is a copy kept.
 * Works without a Cache API (insecure page, private mode, full disk): it then keeps nothing.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { EngineError, throwIfAborted } from '../../core/errors';
import { parseManifest, type ModelFile, type ModelManifest } from '../../core/manifest';
import { locate } from '../../core/model';
import { copyOf, keep, keepManifest, storedManifest } from './device-copy';
import { inflate } from './inflate';
import { text as words } from '../../text/engines';

export interface StoreContext {
  /** Absolute URL of the site's root, ending in a slash. */
  readonly baseUrl: string;
  readonly manifest: ModelManifest;
  readonly signal: AbortSignal;
  /** Bytes as stored, of `file.bytes`; never falls within a file. */
  readonly onBytes: (loaded: number, total: number, fromDevice: boolean) => void;
}

/** Size in which a device copy is handed on: small enough that work and progress interleave. */
const CHUNK = 1 << 20;
const { files: said } = words;
const RELOAD = said.reload;

/**
 * The manifest of a model. Asks the site first; offline, the one seen last on this device.
 * @throws EngineError `bad-input` (an id that is no plain name), `model-fetch`,
 *   `unsupported-model`, `aborted`.
 */
export async function fetchManifest(
  baseUrl: string,
  id: string,
  signal: AbortSignal,
): Promise<ModelManifest> {
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(id)) throw new EngineError('bad-input', said.noName(id));
  const url = locate(baseUrl, id, 'manifest.json');
  const text = await manifestText(url, signal);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new EngineError('unsupported-model', said.notJson(url), RELOAD);
  }
  const manifest = parseManifest(value, url);
  if (manifest.id !== id)
    throw new EngineError('unsupported-model', said.otherModel(url, manifest.id));
  await keepManifest(url, text);
  return manifest;
}

/**
 * A whole file, unpacked.
 * @throws EngineError as `streamFile`.
 */
export async function readFile(
  ctx: StoreContext,
  file: ModelFile,
): Promise<Uint8Array<ArrayBuffer>> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of streamFile(ctx, file)) {
    parts.push(part);
    length += part.length;
  }
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/**
 * A file in pieces, unpacked, in order. From the network, pieces arrive before the hash of the
 * whole is known: use them only once the stream has ended without an error. Pieces are to be
 * read, not written into: the device copy is made from the same memory.
 * @throws EngineError `model-fetch` (missing, offline, cut off, a page instead of the file),
 *   `integrity` (wrong hash or length), `aborted`.
 */
export function streamFile(ctx: StoreContext, file: ModelFile): AsyncIterable<Uint8Array> {
  const packed = verified(ctx, file);
  return file.encoding === 'deflate' ? inflate(packed, file.path) : packed;
}

/** The bytes as stored. A device copy is checked before the first piece is handed on. */
async function* verified(ctx: StoreContext, file: ModelFile): AsyncGenerator<Uint8Array> {
  const url = locate(ctx.baseUrl, ctx.manifest.id, file.path);
  const copy = await copyOf(url, file);
  throwIfAborted(ctx.signal);
  if (!copy) {
    yield* fromNetwork(ctx, file, url);
    return;
  }
  for (let at = 0; at < copy.length; at += CHUNK) {
    const piece = copy.subarray(at, at + CHUNK);
    ctx.onBytes(at + piece.length, file.bytes, true);
    yield piece;
    throwIfAborted(ctx.signal);
  }
}

async function* fromNetwork(
  ctx: StoreContext,
  file: ModelFile,
  url: string,
): AsyncGenerator<Uint8Array> {
  const hash = sha256.create();
  const writer = keep(url, file);
  let loaded = 0;
  let complete = false;
  try {
    for await (const piece of resumed(url, file.bytes, ctx.signal)) {
      loaded += piece.length;
      if (loaded > file.bytes) throw wrong(said.tooLong(url, file.bytes));
      hash.update(piece);
      writer.write(piece);
      ctx.onBytes(loaded, file.bytes, false);
      yield piece;
      throwIfAborted(ctx.signal);
    }
    if (loaded < file.bytes)
      throw new EngineError('model-fetch', said.cutOff(url, loaded, file.bytes), said.connection);
    if (bytesToHex(hash.digest()) !== file.sha256) throw wrong(said.otherHash(url));
    complete = true;
  } finally {
    await writer.end(complete);
  }
}

/**
 * The bytes of a file; after a cut the rest of them, as long as each answer brings more. The hash of
 * the whole says whether the parts are of one file.
 */
async function* resumed(
  url: string,
  total: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let loaded = 0;
  // Parts of what a server packs are none of the file.
  let packed = false;
  for (;;) {
    const before = loaded;
    try {
      const headers: HeadersInit = before && !packed ? { Range: `bytes=${before}-` } : {};
      const response = await reach(url, { signal, cache: 'no-store', headers });
      refuse(url, response);
      packed ||= response.headers.has('content-encoding');
      // A server that knows no ranges begins anew: what is here is skipped.
      let skip = before - startOf(response);
      if (!(skip >= 0)) throw unreachable(url, 'another part of the file');
      for await (const piece of body(response, url, signal)) {
        const rest = piece.subarray(Math.min(skip, piece.length));
        skip -= piece.length - rest.length;
        if (!rest.length) continue;
        loaded += rest.length;
        yield rest;
      }
    } catch (cause) {
      throwIfAborted(signal);
      if (loaded === before) throw cause;
      continue;
    }
    if (loaded >= total || loaded === before) return;
  }
}

/** Where in the file the answer begins; NaN where it does not say. */
function startOf({ status, headers }: Response): number {
  if (status !== 206) return 0;
  return Number(/^bytes (\d+)-/.exec(headers.get('content-range') ?? '')?.[1] ?? NaN);
}

async function* body(
  response: Response,
  url: string,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  const reader = response.body?.getReader();
  if (!reader) return;
  try {
    for (;;) {
      const { done, value } = await reader.read().catch((cause: unknown) => {
        throwIfAborted(signal);
        throw unreachable(url, cause);
      });
      if (done) return;
      yield value;
    }
  } finally {
    // Also ends the download when the consumer leaves early; a no-op after the end.
    await reader.cancel().catch(() => undefined);
  }
}

async function manifestText(url: string, signal: AbortSignal): Promise<string> {
  let response: Response;
  try {
    response = await reach(url, { signal, cache: 'no-cache' });
  } catch (cause) {
    throwIfAborted(signal);
    const stored = await storedManifest(url);
    if (stored !== null) return stored;
    throw cause;
  }
  refuse(url, response);
  const text = await response.text().catch((cause: unknown) => {
    throwIfAborted(signal);
    throw unreachable(url, cause);
  });
  return text;
}

async function reach(url: string, init: RequestInit & { signal: AbortSignal }): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    throwIfAborted(init.signal);
    throw unreachable(url, cause);
  }
}

/** @throws EngineError `model-fetch` unless the answer is the file itself. */
function refuse(url: string, response: Response): void {
  if (!response.ok)
    throw new EngineError('model-fetch', said.missing(url, response.status), RELOAD);
  // Many servers answer an unknown address with their start page and status 200.
  if (/^text\/html/i.test(response.headers.get('content-type') ?? ''))
    throw new EngineError('model-fetch', said.page(url), RELOAD);
}

function unreachable(url: string, cause: unknown): EngineError {
  return new EngineError('model-fetch', said.unreachable(url), said.connection, { cause });
}

function wrong(what: string): EngineError {
  return new EngineError('integrity', what, RELOAD);
}
