/**
 * A plain static host, as the site meets it in the wild: any sub-path, no special headers unless
 * asked for, and files that go wrong on demand.
 */
import { createReadStream, statSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { Transform } from 'node:stream';

/** What is done to one file: a page instead of it, half of it, one byte changed, held back, or another text. */
type Fault =
  | { readonly kind: 'missing' | 'page' | 'cut' | 'altered' | 'held' }
  | { readonly kind: 'text'; readonly text: string };

export interface Host {
  /** Address of the site's root, ending in a slash. */
  readonly url: string;
  /** By path below the root, as `models/x/weights.bin`. */
  readonly faults: Map<string, Fault>;
  /** Paths that were answered with bytes of the file, in order. */
  readonly served: string[];
  close(): Promise<void>;
}

const TYPES: Record<string, string> = {
  '.css': 'text/css',
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.json': 'application/json',
  '.mjs': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.webmanifest': 'application/manifest+json',
  '.wasm': 'application/wasm',
};

const ISOLATION = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
};

export interface HostOptions {
  readonly root: string;
  /** Where the site lies, with slashes around. */
  readonly path: string;
  /** Send COOP and COEP. */
  readonly isolated: boolean;
}

export async function startHost({ root, path, isolated }: HostOptions): Promise<Host> {
  const faults = new Map<string, Fault>();
  const served: string[] = [];
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '/', 'http://localhost');
    const name = decodeURIComponent(pathname.slice(path.length)) || 'index.html';
    if (isolated)
      for (const [key, value] of Object.entries(ISOLATION)) response.setHeader(key, value);
    const file = join(root, normalize(`/${name}`));
    const size = statSync(file, { throwIfNoEntry: false })?.size;
    const fault = faults.get(name);
    if (!pathname.startsWith(path) || size === undefined || fault?.kind === 'missing') {
      response.writeHead(404, { 'Content-Type': 'text/plain' }).end('Not found');
      return;
    }
    if (fault?.kind === 'page') {
      response.writeHead(200, { 'Content-Type': 'text/html' }).end('<!doctype html><p>Welcome</p>');
      return;
    }
    response.setHeader('Content-Type', TYPES[extname(name)] ?? 'application/octet-stream');
    if (fault?.kind === 'text') {
      response.end(fault.text);
      return;
    }
    served.push(name);
    send(response, file, size, fault);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${path}`,
    faults,
    served,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

function send(response: ServerResponse, file: string, size: number, fault?: Fault): void {
  response.setHeader('Content-Length', size);
  if (fault?.kind === 'cut') {
    const half = createReadStream(file, { end: Math.floor(size / 2) });
    half.on('data', (chunk) => response.write(chunk)).on('end', () => response.destroy());
  } else if (fault?.kind === 'held') {
    // The connection stays open and nothing more comes.
    createReadStream(file, { end: 1000 }).on('data', (chunk) => response.write(chunk));
  } else if (fault?.kind === 'altered') {
    createReadStream(file)
      .pipe(oneByteChanged(Math.floor(size / 2)))
      .pipe(response);
  } else createReadStream(file).pipe(response);
}

function oneByteChanged(at: number): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      const i = at - seen;
      seen += chunk.length;
      if (i >= 0 && i < chunk.length) chunk[i] = (chunk[i] ?? 0) ^ 0xff;
      done(null, chunk);
    },
  });
}
