/**
 * Every failure of an engine has a code that a view can act on, and keeps it across a worker.
 * A string is not an error.
 */
import { text } from '../text/errors';

export const ERROR_CODES = [
  'webgpu-unavailable',
  'device-lost',
  'out-of-memory',
  'quota',
  'model-fetch',
  'integrity',
  'unsupported-model',
  'bad-input',
  'no-answer',
  'not-finite',
  'aborted',
  'internal',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** An error as it travels in a message or in a saved trace. */
export interface WireError {
  readonly code: ErrorCode;
  /** What happened, for a person; plain text, never markup. */
  readonly message: string;
  /** What the person can do next; empty where nothing helps. */
  readonly hint: string;
}

export class EngineError extends Error {
  override readonly name = 'EngineError';

  constructor(
    readonly code: ErrorCode,
    message: string,
    readonly hint = '',
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  toWire(): WireError {
    return { code: this.code, message: this.message, hint: this.hint };
  }

  static fromWire(wire: WireError): EngineError {
    return new EngineError(wire.code, wire.message, wire.hint);
  }

  /** Turns whatever was thrown into an `EngineError`; an `AbortError` becomes `aborted`. */
  static from(cause: unknown): EngineError {
    if (cause instanceof EngineError) return cause;
    if (cause instanceof Error && cause.name === 'AbortError')
      return new EngineError('aborted', text.stopped, '', { cause });
    const raw = said(cause);
    const words = raw ? text.raised(shortened(raw)) : text.raisedNothing;
    return new EngineError(classify(raw), words, '', { cause });
  }

  /** What was thrown said itself, for what is built on it; the message where nothing was. */
  get detail(): string {
    return shortened(said(this.cause)) || this.message;
  }
}

/** Throws `aborted` if the signal has fired: called between two forward passes. */
export function throwIfAborted(signal: AbortSignal): void {
  if (signal.aborted) throw new EngineError('aborted', text.stopped);
}

/** Empty where what was thrown says nothing. */
function said(cause: unknown): string {
  if (cause instanceof Error) return cause.message || cause.name;
  return typeof cause === 'string' || typeof cause === 'number' ? String(cause) : '';
}

/** Messages of runtimes may be pages long; their first line says what there is to say. */
function shortened(message: string): string {
  const line = message.trim().split('\n', 1)[0] ?? '';
  return line.length > 300 ? `${line.slice(0, 300)}…` : line;
}

/** The runtimes throw plain strings and numbers; these are the ones that mean something to a person. */
function classify(message: string): ErrorCode {
  if (/device.{0,20}lost|lost.{0,20}device|GPUDevice.*destroyed/i.test(message))
    return 'device-lost';
  if (
    /out of memory|bad_alloc|allocation failed|(failed to|could not|unable to) allocate|\bOOM\b/i.test(
      message,
    )
  )
    return 'out-of-memory';
  if (/quota/i.test(message)) return 'quota';
  return 'internal';
}
