/**
 * A double of huggingface.co and of the host that it keeps large files on: the same addresses,
 * redirects, headers and refusals, as recorded in docs/hub.md. It has two ports, which are two
 * origins to a browser. Tests define repositories and order faults over HTTP, below `/double/`.
 */
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { content, type DoubleFile } from './hub-content';
import { send, type Fault } from './hub-sending';

export interface DoubleRepo {
  /** `owner/name`. */
  readonly id: string;
  /** Commit of `main`. */
  readonly sha: string;
  readonly files: readonly DoubleFile[];
  readonly gated?: boolean;
  readonly licence?: string;
}

/** What is done to the next answers with one path, or with `api` for the repository's description. */
export interface Order {
  readonly repo: string;
  readonly path: string;
  readonly fault: Fault;
  /** How many answers; one unless said. */
  readonly times?: number;
}

/** One request, as it was answered. */
export interface Entry {
  readonly host: 'hub' | 'store';
  readonly repo: string;
  readonly path: string;
  readonly method: string;
  readonly range: string;
  readonly status: number;
  /** Bytes of the file that were sent. */
  sent: number;
}

export interface Double {
  /** Of the hub, without a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

const EXPOSED =
  'X-Repo-Commit,X-Request-Id,X-Error-Code,X-Error-Message,X-Total-Count,ETag,Link,Accept-Ranges,Content-Range,X-Linked-Size,X-Linked-ETag,X-Xet-Hash';

export async function startDouble(): Promise<Double> {
  const double = new HubDouble();
  await double.listen();
  return { url: double.url, close: () => double.close() };
}

class HubDouble {
  readonly #hub: Server = createServer((request, response) => this.#answer(request, response));
  readonly #store: Server = createServer((request, response) => this.#fromStore(request, response));
  readonly #repos = new Map<string, DoubleRepo>();
  readonly #hashes = new Map<string, { sha256: string; git: string }>();
  readonly #orders: { order: Order; left: number }[] = [];
  /** Addresses that were signed and not used: each is good once. */
  readonly #signed = new Map<string, { repo: DoubleRepo; file: DoubleFile; fault: Fault | null }>();
  #log: Entry[] = [];
  #signatures = 0;

  async listen(): Promise<void> {
    for (const server of [this.#hub, this.#store])
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  }

  get url(): string {
    return address(this.#hub);
  }

  async close(): Promise<void> {
    for (const server of [this.#hub, this.#store]) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', this.url);
    const path = decodeURIComponent(url.pathname);
    if (path.startsWith('/double/')) return void this.#control(path, request, response);
    if (path.startsWith('/github/')) return this.#github(path, request, response);
    response.setHeader('Access-Control-Allow-Origin', request.headers.origin ?? '*');
    response.setHeader('Access-Control-Expose-Headers', EXPOSED);
    response.setHeader('Vary', 'Origin');
    const api = /^\/api\/models\/([^/]+\/[^/]+)\/revision\/(.+)$/.exec(path);
    const file = /^\/([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/.exec(path);
    const cached = /^\/api\/resolve-cache\/models\/([^/]+\/[^/]+)\/([^/]+)\/(.+)$/.exec(path);
    const [, id = '', revision = '', name = 'api'] = api ?? file ?? cached ?? [];
    const repo = this.#repos.get(id);
    const entry = this.#note('hub', id, name, request);
    const refuse = (status: number, code: string) => {
      response.writeHead(status, { 'X-Error-Code': code, 'X-Error-Message': code });
      this.#log.push({ ...entry, status });
      response.end(code);
    };
    // What needs a preflight fails on the real hosts (huggingface/datasets#7931): here too.
    if (request.method !== 'GET') return refuse(403, 'MethodNotAllowed');
    if (!repo) return refuse(401, 'RepoNotFound');
    if (revision !== repo.sha && revision !== 'main') return refuse(404, 'RevisionNotFound');
    const fault = cached ? null : this.#next(id, name);
    if (fault?.kind === 'reset') return void request.socket.resetAndDestroy();
    if (fault?.kind === 'status') {
      for (const [key, value] of Object.entries(fault.headers ?? {}))
        response.setHeader(key, value);
      return refuse(fault.status, fault.code ?? '');
    }
    if (api) {
      this.#log.push({ ...entry, status: 200 });
      return this.#describe(repo, response);
    }
    if (repo.gated) return refuse(401, 'GatedRepo');
    const found = repo.files.find((each) => each.path === name);
    if (!found) return refuse(404, 'EntryNotFound');
    if (cached)
      return send(response, request, found, this.#etag(found), this.#taken(url), this.#push(entry));
    this.#redirect(repo, found, fault, response);
    this.#log.push({ ...entry, status: found.lfs ? 302 : 307 });
  }

  /** The host of large files: knows only addresses that the hub has signed. */
  #fromStore(request: IncomingMessage, response: ServerResponse): void {
    response.setHeader('Access-Control-Allow-Origin', '*');
    response.setHeader('Access-Control-Expose-Headers', '*');
    const url = new URL(request.url ?? '/', address(this.#store));
    const signature = url.searchParams.get('Signature') ?? '';
    const signed = this.#signed.get(signature);
    this.#signed.delete(signature);
    const entry = this.#note('store', signed?.repo.id ?? '', signed?.file.path ?? '', request);
    if (!signed || request.method !== 'GET') {
      this.#log.push({ ...entry, status: 403 });
      response.writeHead(403).end('expired');
      return;
    }
    send(response, request, signed.file, this.#etag(signed.file), signed.fault, this.#push(entry));
  }

  /** GitHub, as far as programs for WebLLM need it: its newest commit, a folder, the files. */
  #github(path: string, request: IncomingMessage, response: ServerResponse): void {
    response.setHeader('Access-Control-Allow-Origin', '*');
    const [, id = '', ask = ''] = /^\/github\/api\/repos\/([^/]+\/[^/]+)\/(.+)$/.exec(path) ?? [];
    const [, rawId = '', revision = '', name = ''] =
      /^\/github\/raw\/([^/]+\/[^/]+)\/([^/]+)\/(.+)$/.exec(path) ?? [];
    const repo = this.#repos.get(id || rawId);
    const entry = this.#note('hub', id || rawId, ask || name, request);
    const fault = this.#next(id || rawId, ask ? 'api' : name);
    const refuse = (status: number) => {
      this.#log.push({ ...entry, status });
      response.writeHead(status).end('{"message":"refused"}');
    };
    if (fault?.kind === 'status') return refuse(fault.status);
    if (!repo || request.method !== 'GET') return refuse(404);
    if (!ask) {
      const file = repo.files.find((each) => each.path === name);
      if (!file || revision !== repo.sha) return refuse(404);
      return send(response, request, file, this.#etag(file), fault, this.#push(entry));
    }
    this.#log.push({ ...entry, status: 200 });
    const folder = ask.replace(/^contents\//, '');
    const listed = repo.files.map((file) => ({ ...file, name: file.path.split('/').at(-1) ?? '' }));
    const found = ask.startsWith('commits')
      ? [{ sha: repo.sha, commit: { message: 'newest' } }]
      : listed
          .filter((file) => file.path === `${folder}/${file.name}`)
          .map((file) => ({ name: file.name, size: file.bytes, sha: this.#hash(file).git }));
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
    response.end(JSON.stringify(found));
  }

  #redirect(repo: DoubleRepo, file: DoubleFile, fault: Fault | null, response: ServerResponse) {
    const signature = `s${++this.#signatures}`;
    this.#signed.set(signature, { repo, file, fault });
    const { sha256 } = this.#hash(file);
    response.setHeader('X-Repo-Commit', repo.sha);
    response.setHeader('X-Linked-Size', file.bytes);
    response.setHeader('X-Linked-ETag', `"${file.lfs ? sha256 : this.#hash(file).git}"`);
    response.setHeader('Accept-Ranges', 'bytes');
    response.writeHead(file.lfs ? 302 : 307, {
      Location: file.lfs
        ? `${address(this.#store)}/xet-bridge-us/${sha256}?Expires=1&Signature=${signature}`
        : `/api/resolve-cache/models/${repo.id}/${repo.sha}/${encodeURIComponent(file.path)}?Signature=${signature}`,
    });
    response.end('Redirecting');
  }

  #taken(url: URL): Fault | null {
    const signature = url.searchParams.get('Signature') ?? '';
    const fault = this.#signed.get(signature)?.fault ?? null;
    this.#signed.delete(signature);
    return fault;
  }

  #describe(repo: DoubleRepo, response: ServerResponse): void {
    response.setHeader('Content-Type', 'application/json; charset=utf-8');
    response.end(
      JSON.stringify({
        _id: '1',
        id: repo.id,
        modelId: repo.id,
        sha: repo.sha,
        private: false,
        disabled: false,
        gated: repo.gated ? 'manual' : false,
        cardData: repo.licence === undefined ? undefined : { license: repo.licence },
        siblings: repo.files.map((file) => {
          const { git, sha256 } = this.#hash(file);
          const { path: rfilename, bytes: size } = file;
          const lfs = file.lfs ? { lfs: { sha256, size, pointerSize: 135 } } : {};
          return { rfilename, blobId: git, size, ...lfs };
        }),
      }),
    );
  }

  async #control(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('Access-Control-Allow-Origin', '*');
    let body = '';
    for await (const piece of request) body += String(piece);
    const value: unknown = body && JSON.parse(body);
    if (path === '/double/repo') this.#repos.set((value as DoubleRepo).id, value as DoubleRepo);
    else if (path === '/double/order') {
      const order = value as Order;
      this.#orders.push({ order, left: order.times ?? 1 });
    } else if (path === '/double/forget') {
      this.#log = this.#log.filter(({ repo }) => repo !== value);
      this.#orders.length = 0;
    }
    response.end(JSON.stringify(this.#log));
  }

  #next(repo: string, path: string): Fault | null {
    const next = this.#orders.find(
      ({ order, left }) => left > 0 && order.repo === repo && order.path === path,
    );
    if (!next) return null;
    next.left--;
    return next.order.fault;
  }

  #note(host: Entry['host'], repo: string, path: string, request: IncomingMessage): Entry {
    const { method = '', headers } = request;
    return { host, repo, path, method, range: headers.range ?? '', status: 0, sent: 0 };
  }

  #push(entry: Entry): (status: number) => Entry {
    return (status) => {
      const kept = { ...entry, status };
      this.#log.push(kept);
      return kept;
    };
  }

  /** Of the store it is its own hash, not the file's SHA-256. */
  #etag(file: DoubleFile): string {
    const { sha256, git } = this.#hash(file);
    return `"${file.lfs ? createHash('sha256').update(`xet${sha256}`).digest('hex') : git}"`;
  }

  #hash(file: DoubleFile): { sha256: string; git: string } {
    const { seed, bytes, base64 = '' } = file;
    const key = `${seed} ${bytes} ${base64}`;
    let hashes = this.#hashes.get(key);
    if (hashes) return hashes;
    const sha256 = createHash('sha256');
    const git = createHash('sha1').update(`blob ${bytes}\0`);
    for (let at = 0; at < bytes; at += 1 << 20) {
      const piece = content(file, at, Math.min(bytes, at + (1 << 20)));
      sha256.update(piece);
      git.update(piece);
    }
    hashes = { sha256: sha256.digest('hex'), git: git.digest('hex') };
    this.#hashes.set(key, hashes);
    return hashes;
  }
}

function address(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
