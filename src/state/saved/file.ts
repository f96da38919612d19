/**
 * A saved run as a file: what `core/run/codec` writes, compressed with gzip. Opening takes compressed
 * and plain files from anyone, unpacks no more than a limit, and gets what it can out of a file
 * that is cut off. Uses only what browsers and Node both have.
 */
import { checkStart, encoding, salvageRun, type SavedRun } from '../../core/saved/codec';
import { EngineError } from '../../core/errors';
import { text } from '../../text/saved';
import { inSlices, turnOfTheLoop } from './slices';

/**
 * Most bytes that a file may unpack to. The largest run that the page makes, 1,024 tokens and 200
 * steps with guidance, has about 9 MB; a file holds up to 64 traces.
 */
export const MAX_UNPACKED = 64 * 1024 * 1024;
const GZIP = [0x1f, 0x8b];
/** Bytes given to the unpacker at a time: an error in one piece costs no other. */
const PIECE = 64 * 1024;

export interface Opened {
  readonly run: SavedRun;
  /** What is wrong with the file, a sentence for a person; empty when it is whole. */
  readonly damage: string;
}

/** @throws EngineError `bad-input` as `encodeRun` does. */
export async function packRun(run: SavedRun): Promise<Uint8Array<ArrayBuffer>> {
  const stream = new Blob([await inSlices(encoding(run))])
    .stream()
    .pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/**
 * Reads a file as far as it goes.
 * @throws EngineError `bad-input` with the reason, and nothing else, on a file that holds no run
 */
export async function unpackRun(file: Blob): Promise<Opened> {
  if (file.size === 0) throw refused(text.file.empty);
  if (file.size > MAX_UNPACKED) throw tooLarge();
  let bytes: Uint8Array;
  try {
    bytes = new Uint8Array(await file.arrayBuffer());
  } catch (cause) {
    throw new EngineError('bad-input', text.file.unreadable, text.file.unreadableHint, { cause });
  }
  if (!GZIP.every((byte, i) => bytes[i] === byte)) return opened(bytes, '');
  const { unpacked, fault } = await gunzip(bytes);
  if (!unpacked.length) throw refused(text.file.damagedFromStart);
  return opened(unpacked, fault);
}

function opened(bytes: Uint8Array, fault: string): Opened {
  const { run, missing } = salvageRun(bytes);
  if (missing > MAX_UNPACKED) throw tooLarge();
  return { run, damage: missing ? text.file.cutOff(missing) : fault };
}

/** All that comes out before the data ends or breaks. */
async function gunzip(bytes: Uint8Array): Promise<{ unpacked: Uint8Array; fault: string }> {
  const { readable, writable } = new DecompressionStream('gzip');
  // What goes wrong with writing is seen by the reader.
  void feed(writable.getWriter(), bytes).catch(() => undefined);
  const reader = readable.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  let fault = '';
  try {
    for (;;) {
      const { value, done } = await reader.read();
      if (done) break;
      size += value.length;
      if (size > MAX_UNPACKED) break;
      chunks.push(value);
      // What is something else is not unpacked any further.
      if (chunks.length === 1) checkStart(value);
    }
  } catch (cause) {
    if (cause instanceof EngineError) {
      void reader.cancel().catch(() => undefined);
      throw cause;
    }
    fault = text.file.checksum;
  }
  if (size > MAX_UNPACKED) {
    void reader.cancel().catch(() => undefined);
    throw tooLarge();
  }
  const unpacked = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    unpacked.set(chunk, at);
    at += chunk.length;
  }
  return { unpacked, fault };
}

async function feed(
  writer: WritableStreamDefaultWriter<BufferSource>,
  bytes: Uint8Array,
): Promise<void> {
  writer.closed.catch(() => undefined);
  for (let at = 0; at < bytes.length; at += PIECE) await writer.write(bytes.slice(at, at + PIECE));
  // An error at the end would take with it what is not read yet.
  await turnOfTheLoop();
  await writer.close();
}

function refused(message: string): EngineError {
  return new EngineError('bad-input', message, text.file.otherHint);
}

function tooLarge(): EngineError {
  return refused(text.file.tooLarge(MAX_UNPACKED / 1024 / 1024));
}
