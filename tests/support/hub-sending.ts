/** How the double sends the bytes of a file, well or badly. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { content, type DoubleFile } from './hub-content';
import type { Entry } from './hub-double';

export type Fault =
  /** The hub answers with this instead. */
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly code?: string;
      readonly headers?: Record<string, string>;
    }
  /** No answer at all. */
  | { readonly kind: 'reset' }
  /** A web page, with status 200. */
  | { readonly kind: 'page' }
  /** The connection breaks after this many bytes of the answer. */
  | { readonly kind: 'cut'; readonly after: number }
  /** Nothing more comes after this many bytes, and the connection stays. */
  | { readonly kind: 'hold'; readonly after: number }
  | { readonly kind: 'slow'; readonly bytesPerSecond: number }
  /** The range is ignored: the whole file, with status 200. */
  | { readonly kind: 'whole' }
  /** The byte at this place of the file is another one. */
  | { readonly kind: 'wrong'; readonly at: number }
  /** Another file in its place: of this length, with another ETag. */
  | { readonly kind: 'other'; readonly bytes: number };

const PIECE = 1 << 18;

/** Answers with the file or the asked part of it. @param push notes the answer in the log. */
export function send(
  response: ServerResponse,
  request: IncomingMessage,
  file: DoubleFile,
  etag: string,
  fault: Fault | null,
  push: (status: number) => Entry,
): void {
  if (fault?.kind === 'page') {
    push(200);
    response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><p>Welcome');
    return;
  }
  const total = fault?.kind === 'other' ? fault.bytes : file.bytes;
  const range = /^bytes=(\d+)-(\d*)$/.exec(request.headers.range ?? '');
  const from = range && fault?.kind !== 'whole' ? Number(range[1]) : 0;
  const to = range?.[2] ? Math.min(Number(range[2]) + 1, total) : total;
  response.setHeader('ETag', fault?.kind === 'other' ? '"another"' : etag);
  response.setHeader('Accept-Ranges', 'bytes');
  response.setHeader('Content-Type', 'application/octet-stream');
  if (range && from >= total && total > 0) {
    push(416);
    response.writeHead(416, { 'Content-Range': `bytes */${total}` }).end();
    return;
  }
  const partial = range !== null && fault?.kind !== 'whole';
  if (partial) response.setHeader('Content-Range', `bytes ${from}-${to - 1}/${total}`);
  response.writeHead(partial ? 206 : 200, { 'Content-Length': to - from });
  const entry = push(partial ? 206 : 200);
  void stream(response, file, from, to, fault, entry).catch(() => response.destroy());
}

async function stream(
  response: ServerResponse,
  file: DoubleFile,
  from: number,
  to: number,
  fault: Fault | null,
  entry: Entry,
): Promise<void> {
  const stop = fault?.kind === 'cut' || fault?.kind === 'hold' ? from + fault.after : Infinity;
  for (let at = from; at < to && at < stop && !response.destroyed;) {
    const piece = content(file, at, Math.min(at + PIECE, to, stop));
    if (fault?.kind === 'wrong' && fault.at >= at && fault.at < at + piece.length)
      piece[fault.at - at] = (piece[fault.at - at] as number) ^ 1;
    at += piece.length;
    entry.sent += piece.length;
    if (!response.write(piece)) await drained(response);
    if (fault?.kind === 'slow') await wait((piece.length / fault.bytesPerSecond) * 1000);
  }
  if (stop >= to) response.end();
  else if (fault?.kind === 'cut') {
    // Time for what was written to leave: a cut is of the connection, not of what came before it.
    await wait(300);
    response.destroy();
  }
}

/** Resolves when more can be written, or when nobody reads any more. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = () => {
      response.off('drain', go).off('close', go);
      resolve();
    };
    response.on('drain', go).on('close', go);
  });
}
