/**
 * What can go wrong with the hub. The code is the page's; the reason says which of a code's cases
 * it is, for a view that has more to offer than a sentence.
 */
import { EngineError, type ErrorCode, type WireError } from '../core/errors';
import { text } from '../text/hub';

const CODE_OF = {
  /** The pasted text is no address of a model. */
  address: 'bad-input',
  /** Not there: repository, revision or file. */
  missing: 'model-fetch',
  /** Its owner asks for an account and consent first, or it is private. */
  gated: 'model-fetch',
  /** No answer: offline, blocked, or the connection broke too often. */
  unreachable: 'model-fetch',
  /** Too many requests from this address. */
  'rate-limited': 'model-fetch',
  /** The hub answered with an error of its own, or with something that is not the file. */
  server: 'model-fetch',
  /** The bytes are not the published ones. */
  damaged: 'integrity',
  /** The file on the hub is no longer the one whose download was begun. */
  changed: 'integrity',
  /** An answer that this page cannot read, or a record of another version of it. */
  unreadable: 'unsupported-model',
  /** Not enough room. */
  'no-room': 'quota',
  /** The browser, or the person, removed what was stored. */
  evicted: 'model-fetch',
  /** Another tab has it in hand. */
  busy: 'bad-input',
  /** Stopped by the person: pause or cancel. */
  stopped: 'aborted',
} as const satisfies Record<string, ErrorCode>;

export type HubReason = keyof typeof CODE_OF;

export class HubError extends EngineError {
  constructor(
    readonly reason: HubReason,
    message: string,
    hint = '',
    options?: ErrorOptions,
  ) {
    super(CODE_OF[reason], message, hint, options);
  }
}

/** An error of the hub, or of a reader of its files, as it crosses a worker. */
export interface HubWireError extends WireError {
  /** Null for an error that is not the hub's. */
  readonly reason: HubReason | null;
}

/** Turns whatever was thrown into an error that keeps its reason on its way to the page. */
export function toHubWire(cause: unknown): HubWireError {
  const reason = cause instanceof HubError ? cause.reason : null;
  return { ...EngineError.from(cause).toWire(), reason };
}

/** The same on the other side. */
export function fromHubWire({ reason, ...wire }: HubWireError): EngineError {
  return reason ? new HubError(reason, wire.message, wire.hint) : EngineError.fromWire(wire);
}

/** @throws HubError `stopped` if the signal has fired. */
export function stopIfAsked(signal: AbortSignal): void {
  if (signal.aborted) throw new HubError('stopped', text.stopped);
}

/** Resolves after this many milliseconds. @throws HubError `stopped` as soon as the signal fires. */
export function sleep(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new HubError('stopped', text.stopped));
    const stop = () => {
      clearTimeout(timer);
      reject(new HubError('stopped', text.stopped));
    };
    const timer = setTimeout(() => {
      signal.removeEventListener('abort', stop);
      resolve();
    }, ms);
    signal.addEventListener('abort', stop, { once: true });
  });
}
