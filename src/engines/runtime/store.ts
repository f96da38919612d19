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
import { copyOf, dropUnknown, keep, keepManifest, storedManifest, type End } from './device-copy';
import { resumed, reach, refuse, unreachable, wrong } from './network';
import { inflate } from './inflate';
import { text as words } from '../../text/engines';

export interface StoreContext {
  /** Absolute URL of the site's root, ending in a slash. */
  readonly baseUrl: string;
  readonly manifest: ModelManifest;
  readonly signal: AbortSignal;
  /** Bytes as stored, of `file.bytes`; never falls within a file. */
  readonly onBytes: (loaded: number, total: number, fromDevice: boolean) => void;
  /** Called when the whole file arrived and this device did not keep it. */
  readonly onNotKept?: () => void;
}

/** Size in which a device copy is handed on: small enough that work and progress interleave. */
const CHUNK = 1 << 20;
const { files: said } = words;

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
    throw new EngineError('unsupported-model', said.notJson(url), said.again);
  }
  const manifest = parseManifest(value, url);
  if (manifest.id !== id)
    throw new EngineError('unsupported-model', said.otherModel(url, manifest.id));
  await keepManifest(url, text);
  await dropUnknown(
    locate(baseUrl, id, ''),
    manifest.files.map(({ path }) => path),
  );
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
  if (!copy?.whole) {
    yield* fromNetwork(ctx, file, url, copy?.bytes);
    return;
  }
  for (const { piece, end } of chunks(copy.bytes)) {
    ctx.onBytes(end, file.bytes, true);
    yield piece;
    throwIfAborted(ctx.signal);
  }
}

function* chunks(bytes: Uint8Array<ArrayBuffer>) {
  for (let at = 0; at < bytes.length; at += CHUNK) {
    const piece = bytes.subarray(at, at + CHUNK);
    yield { piece, end: at + piece.length };
  }
}

async function* fromNetwork(
  ctx: StoreContext,
  file: ModelFile,
  url: string,
  here = new Uint8Array(0),
): AsyncGenerator<Uint8Array> {
  const hash = sha256.create();
  const writer = keep(url, file, here.length);
  let loaded = 0;
  // Whoever reads stops at bytes that cannot be right (packed ones that cannot be unpacked): such a
  // beginning is not to be gone on from. What the network or the person cuts short is.
  let end: End = 'wrong';
  try {
    // What an earlier visit has left.
    for (const { piece, end: loadedTo } of chunks(here)) {
      hash.update(piece);
      loaded = loadedTo;
      ctx.onBytes(loaded, file.bytes, false);
      yield piece;
      throwIfAborted(ctx.signal);
    }
    for await (const piece of resumed(url, file.bytes, ctx.signal, loaded)) {
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
    end = bytesToHex(hash.digest()) === file.sha256 ? 'complete' : 'wrong';
    if (end === 'wrong') throw wrong(said.otherHash(url));
  } catch (cause) {
    if (EngineError.from(cause).code !== 'integrity') end = 'cut';
    throw cause;
  } finally {
    if (ctx.signal.aborted && end !== 'complete') end = 'cut';
    if (!(await writer.end(end)) && end === 'complete') ctx.onNotKept?.();
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
