/** A file from the site, over a network that may break off, stand still or answer something else. */
import { EngineError, throwIfAborted } from '../../core/errors';
import { text } from '../../text/engines';

const { files: said } = text;
const AGAIN = said.again;
/** Milliseconds without a byte after which a connection is given up. */
const STALLED = 45_000;

/**
 * The bytes of a file; after a cut the rest of them, as long as each answer brings more. The hash of
 * the whole says whether the parts are of one file.
 * @param from how many bytes are here already
 * @throws EngineError `model-fetch`, `aborted`
 */
export async function* resumed(
  url: string,
  total: number,
  signal: AbortSignal,
  from = 0,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  let loaded = from;
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

/** @throws Error where a connection is open and brings nothing: it is made anew. */
async function inTime<T>(read: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error('nothing came')), STALLED);
  });
  try {
    return await Promise.race([read, late]);
  } finally {
    clearTimeout(timer);
  }
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
      const { done, value } = await inTime(reader.read()).catch((cause: unknown) => {
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

export async function reach(
  url: string,
  init: RequestInit & { signal: AbortSignal },
): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (cause) {
    throwIfAborted(init.signal);
    throw unreachable(url, cause);
  }
}

/** @throws EngineError `model-fetch` unless the answer is the file itself. */
export function refuse(url: string, response: Response): void {
  const { ok, status } = response;
  if (status === 404 || status === 410)
    throw new EngineError('model-fetch', said.missing(url, status), AGAIN);
  if (!ok)
    throw new EngineError(
      'model-fetch',
      said.refused(url, status),
      status >= 500 || status === 429 ? said.trouble : AGAIN,
    );
  // Many servers answer an unknown address with their start page and status 200.
  if (/^text\/html/i.test(response.headers.get('content-type') ?? ''))
    throw new EngineError('model-fetch', said.page(url), AGAIN);
}

export function unreachable(url: string, cause: unknown): EngineError {
  return new EngineError('model-fetch', said.unreachable(url), said.connection, { cause });
}

export function wrong(what: string): EngineError {
  return new EngineError('integrity', what, AGAIN);
}
