/** A site with one model, served by a stand-in for `fetch` that can be told to fail. */
import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex } from '@noble/hashes/utils.js';
import { expect, vi } from 'vitest';
import type { ModelFile, ModelManifest } from '../../src/core/manifest';
import type { StoreContext } from '../../src/engines/runtime/store';

export const BASE = 'https://example.test/some/where/';

/** Answers one request; `signal` is the request's. */
export type Answer = (signal: AbortSignal) => Response | Promise<Response>;

export const bytesOf = (length: number, seed = 1): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length }, (_, i) => (Math.imul(i + seed, 2654435761) >>> 24) & 255);

/** Quick, where `toEqual` takes seconds for a megabyte. */
export function same(actual: Uint8Array, wanted: Uint8Array): void {
  expect(actual.length).toBe(wanted.length);
  expect(actual.findIndex((byte, i) => byte !== wanted[i])).toBe(-1);
}

/** Bytes in pieces, one each time the reader asks; `fail` breaks the connection at the end. */
export function sent(bytes: Uint8Array, pieces = 4, fail = false): Response {
  let at = 0;
  const size = Math.ceil(bytes.length / pieces);
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at < bytes.length) controller.enqueue(bytes.slice(at, (at += size)));
      else if (fail) controller.error(new TypeError('network error'));
      else controller.close();
    },
  });
  return new Response(stream, { headers: { 'content-type': 'application/octet-stream' } });
}

export const page = () =>
  new Response('<!doctype html><title>Start</title>', {
    headers: { 'content-type': 'text/html; charset=utf-8' },
  });

export const offline = (): never => {
  throw new TypeError('Failed to fetch');
};

export function fileOf(stored: Uint8Array, changes: Partial<ModelFile> = {}): ModelFile {
  return {
    role: 'weights',
    path: 'weights.bin',
    bytes: stored.length,
    sha256: bytesToHex(sha256(stored)),
    ...changes,
  };
}

export function manifestOf(...files: ModelFile[]): ModelManifest {
  return {
    format: 'decode-and-denoise/model',
    version: 1,
    kind: 'text-encoder',
    id: 'tiny',
    name: 'Tiny',
    summary: 'For tests.',
    parameters: 1,
    licence: 'MIT',
    attribution: 'nobody',
    source: { from: 'tests' },
    files,
    config: { hidden: 4, maxTokens: 8 },
  };
}

export class Site {
  readonly answers = new Map<string, Answer>();
  /** Paths below the base, in the order they were asked for. */
  readonly asked: string[] = [];
  /** The part that each of them asked for; empty for the whole. */
  readonly ranges: string[] = [];

  constructor() {
    vi.stubGlobal('fetch', async (url: string, init: RequestInit & { signal: AbortSignal }) => {
      const { signal } = init;
      signal.throwIfAborted();
      const path = url.slice(BASE.length);
      this.asked.push(path);
      this.ranges.push(new Headers(init.headers).get('range') ?? '');
      const answer = this.answers.get(path);
      return answer ? answer(signal) : new Response('', { status: 404 });
    });
  }

  /** Answers for a file of the model `tiny`. */
  serve(path: string, answer: Answer): void {
    this.answers.set(`models/tiny/${path}`, answer);
  }
}

export interface Heard {
  readonly loaded: number;
  readonly total: number;
  readonly fromDevice: boolean;
}

/** A context for reading, and the progress that was reported to it. */
export function context(
  file: ModelFile,
  signal = new AbortController().signal,
): { ctx: StoreContext; heard: Heard[] } {
  const heard: Heard[] = [];
  const onBytes: StoreContext['onBytes'] = (loaded, total, fromDevice) =>
    heard.push({ loaded, total, fromDevice });
  return { ctx: { baseUrl: BASE, manifest: manifestOf(file), signal, onBytes }, heard };
}
