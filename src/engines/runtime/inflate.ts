/** Unpacks zlib data (RFC 1950) while it arrives, with the browser's own decompressor. */
import { EngineError } from '../../core/errors';
import { text } from '../../text/engines';

/** @throws whatever `source` throws; EngineError `integrity` when the data is not zlib. */
export async function* inflate(
  source: AsyncIterable<Uint8Array>,
  path: string,
): AsyncGenerator<Uint8Array> {
  const { readable, writable } = new DecompressionStream('deflate');
  const writer = writable.getWriter();
  let failure: unknown;
  const pumped = (async () => {
    try {
      for await (const piece of source) await writer.write(piece as Uint8Array<ArrayBuffer>);
      await writer.close();
    } catch (cause) {
      failure ??= cause;
      await writer.abort(cause).catch(() => undefined);
    }
  })();
  const reader = readable.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      yield value;
    }
  } catch (cause) {
    failure ??= cause;
  } finally {
    await reader.cancel().catch(() => undefined);
    await pumped;
  }
  if (failure instanceof EngineError) throw failure;
  if (failure)
    throw new EngineError('integrity', text.files.notUnpacked(path), text.files.notUnpackedHint, {
      cause: failure,
    });
}
