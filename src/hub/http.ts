/**
 * Requests to the hub and to the hosts it sends on to: which answers are final, which are worth
 * another try, and how long to wait before it.
 */
import { HubError, sleep, stopIfAsked } from './errors';
import { text } from '../text/hub';

/** Where the hub is, and how patient we are with it. */
export interface Hub {
  /** Without a slash at the end; the real one is `ENDPOINT`. */
  readonly endpoint: string;
  /** Where programs for WebLLM are asked for and fetched, without slashes at the end; see `GITHUB`. */
  readonly github?: { readonly api: string; readonly raw: string };
  /** Tries in a row without a byte of progress before giving up. */
  readonly tries?: number;
  /** Milliseconds before the second try; each further one waits twice as long. */
  readonly pause?: number;
  /** Milliseconds without a byte after which a connection counts as broken. */
  readonly patience?: number;
  /** Told when the next try has to wait, with the reason and the milliseconds. */
  readonly onWait?: (why: HubError, ms: number) => void;
}

export const ENDPOINT = 'https://huggingface.co';
export const GITHUB = { api: 'https://api.github.com', raw: 'https://raw.githubusercontent.com' };
const TRIES = 6;
const PAUSE = 1000;
const LONGEST_PAUSE = 30_000;
/** Of the hub's windows of five minutes. */
const LONGEST_LIMIT = 300_000;
/** When a rate limit does not say for how long; its header is not readable across origins. */
const LIMIT_STEPS = [5000, 15_000, 60_000, 120_000, LONGEST_LIMIT];
const PATIENCE = 30_000;
/** Part of a wait that is random, so that what failed together does not come back together. */
const JITTER = 0.2;

/** How often and how long to wait, for one thing that is fetched. */
export class Retries {
  #failed = 0;
  #limited = 0;

  constructor(private readonly hub: Hub) {}

  /** Something arrived: patience starts anew. */
  progress(): void {
    this.#failed = 0;
    this.#limited = 0;
  }

  /**
   * Waits before another try.
   * @param cause a failed try; `Retry` for one that may go better next time.
   * @throws the cause itself when it is final or was the last; HubError `stopped`.
   */
  async next(cause: unknown, signal: AbortSignal): Promise<void> {
    stopIfAsked(signal);
    if (!(cause instanceof Retry)) throw cause;
    const limited = cause.error.reason === 'rate-limited';
    const count = limited ? ++this.#limited : ++this.#failed;
    if (count >= (this.hub.tries ?? TRIES)) throw cause.error;
    const pause = this.hub.pause ?? PAUSE;
    const planned = limited
      ? (LIMIT_STEPS[Math.min(count, LIMIT_STEPS.length) - 1] as number) * (pause / PAUSE)
      : Math.min(pause * 2 ** (count - 1), LONGEST_PAUSE);
    const ms = cause.after ?? planned * (1 + JITTER * Math.random());
    this.hub.onWait?.(cause.error, ms);
    await sleep(ms, signal);
  }
}

/** A failure that another try may mend. */
export class Retry extends Error {
  override readonly name = 'Retry';

  constructor(
    readonly error: HubError,
    /** Milliseconds that the server asked us to wait. */
    readonly after?: number,
  ) {
    super(error.message);
  }
}

/**
 * The text of a short answer, tried again as long as that can help.
 * @param what the thing asked for, for messages.
 * @param longest bytes that are read at most.
 * @throws HubError
 */
export async function askText(
  hub: Hub,
  url: string,
  what: string,
  longest: number,
  signal: AbortSignal,
): Promise<string> {
  const retries = new Retries(hub);
  for (;;) {
    try {
      const response = accept(await get(hub, url, what, {}, signal), what);
      return await readText(hub, response, what, longest, signal);
    } catch (cause) {
      await retries.next(cause, signal);
    }
  }
}

/**
 * One GET, tried once.
 * @throws HubError `stopped`; Retry when no answer came.
 */
export async function get(
  hub: Hub,
  url: string,
  what: string,
  headers: Record<string, string>,
  signal: AbortSignal,
): Promise<Response> {
  // The limit holds until the answer begins; `pieces` watches over the rest.
  const late = new AbortController();
  const timer = setTimeout(() => late.abort(), hub.patience ?? PATIENCE);
  try {
    // Never the browser's cache: it would keep gigabytes a second time. No cookies, no referrer.
    return await fetch(url, {
      headers,
      signal: AbortSignal.any([signal, late.signal]),
      cache: 'no-store',
      credentials: 'omit',
      referrerPolicy: 'no-referrer',
    });
  } catch (cause) {
    stopIfAsked(signal);
    throw new Retry(unreachable(what, cause));
  } finally {
    clearTimeout(timer);
  }
}

/**
 * Passes a good answer on.
 * @throws HubError or Retry for every other one; 416 is for the caller.
 */
export function accept(response: Response, what: string): Response {
  const { status } = response;
  if (response.ok) {
    // A hotel's or a company's start page, in place of what was asked for.
    if (/^text\/html/i.test(response.headers.get('content-type') ?? ''))
      throw dropped(response, new HubError('server', text.answer.page(what), text.answer.pageHint));
    return response;
  }
  throw dropped(response, failure(status, response.headers, what));
}

function failure(status: number, headers: Headers, what: string): HubError | Retry {
  const code = headers.get('x-error-code') ?? '';
  if (status === 429)
    return new Retry(
      new HubError('rate-limited', text.answer.limited, text.answer.limitedHint),
      waitOf(headers),
    );
  if (status === 408 || status >= 500)
    return new Retry(
      new HubError('server', text.answer.server(status), text.answer.later),
      waitOf(headers),
    );
  if (code === 'GatedRepo' || status === 403)
    return new HubError('gated', text.answer.gated(what), text.answer.gatedHint);
  if (status === 401)
    // The hub does not tell a stranger whether a repository is private or not there at all.
    return new HubError('missing', text.answer.missing(what), text.answer.spelling);
  if (status === 404 || status === 410) {
    const { revision, file, either } = text.answer.noSuch;
    const say = { RevisionNotFound: revision, EntryNotFound: file }[code] ?? either;
    return new HubError('missing', say(what), text.answer.spelling);
  }
  return new HubError('server', text.answer.refused(what, status));
}

/** Frees the connection of an answer that is not read. */
function dropped<E extends Error>(response: Response, error: E): E {
  void response.body?.cancel().catch(() => undefined);
  return error;
}

/** Milliseconds that the server asks for, in seconds or as a date, or in the hub's own header. */
function waitOf(headers: Headers): number | undefined {
  const after = headers.get('retry-after');
  const seconds = after === null ? /\bt=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1] : after;
  if (seconds === undefined) return undefined;
  const ms = /^\d+$/.test(seconds) ? Number(seconds) * 1000 : Date.parse(seconds) - Date.now();
  return Number.isFinite(ms) ? Math.min(Math.max(ms, 0), LONGEST_LIMIT) : undefined;
}

async function readText(
  hub: Hub,
  response: Response,
  what: string,
  longest: number,
  signal: AbortSignal,
): Promise<string> {
  const decoder = new TextDecoder();
  let said = '';
  let length = 0;
  for await (const piece of pieces(hub, response, what, signal)) {
    length += piece.length;
    if (length > longest) throw new HubError('unreadable', text.answer.tooLong);
    said += decoder.decode(piece, { stream: true });
  }
  return said + decoder.decode();
}

/** Bytes that are taken from the connection at once. */
const PIECE = 1 << 20;

/**
 * The pieces of an answer's body as they arrive: each is good until the next one is asked for, so
 * that a gigabyte passes through one buffer. Too long without a byte counts as broken.
 * @throws HubError `stopped`; Retry when it breaks.
 */
export async function* pieces(
  { patience = PATIENCE }: Hub,
  response: Response,
  what: string,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array<ArrayBuffer>> {
  if (!response.body) return;
  const { read, cancel } = readerOf(response.body);
  try {
    for (;;) {
      const { done, value } = await inTime(read(), patience).catch((cause: unknown) => {
        stopIfAsked(signal);
        throw new Retry(unreachable(what, cause));
      });
      if (done || !value) return;
      yield value;
      stopIfAsked(signal);
    }
  } finally {
    // Also ends the transfer when the consumer leaves early; a no-op after the end.
    void cancel().catch(() => undefined);
  }
}

/** Reads into one buffer where the browser can, else into new ones. */
function readerOf(body: ReadableStream<Uint8Array<ArrayBuffer>>): {
  read: () => Promise<ReadableStreamReadResult<Uint8Array<ArrayBuffer>>>;
  cancel: () => Promise<void>;
} {
  let reader: ReadableStreamBYOBReader;
  try {
    reader = body.getReader({ mode: 'byob' });
  } catch {
    const plain = body.getReader();
    return { read: () => plain.read(), cancel: () => plain.cancel() };
  }
  let buffer = new ArrayBuffer(PIECE);
  const read = async () => {
    const result = await reader.read(new Uint8Array(buffer));
    if (result.value) buffer = result.value.buffer;
    return result as ReadableStreamReadResult<Uint8Array<ArrayBuffer>>;
  };
  return { read, cancel: () => reader.cancel() };
}

function inTime<T>(promise: Promise<T>, ms: number): Promise<T> {
  let timer: ReturnType<typeof setTimeout>;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`nothing came for ${ms / 1000} s`)), ms);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

function unreachable(what: string, cause: unknown): HubError {
  return new HubError('unreachable', text.answer.unreachable(what), text.answer.unreachableHint, {
    cause,
  });
}
