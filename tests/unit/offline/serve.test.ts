/** What the service worker answers, with caches in memory and a network that a test turns on and off. */
import { beforeEach, expect, test, vi } from 'vitest';
import { headersOf } from '../../../src/offline/headers';
import { Server, type Site } from '../../../src/offline/serve';

const PAGE = '<meta name="decode-and-denoise" content="page" /><div id="app"></div>';

class Caches {
  readonly all = new Map<string, Map<string, Response>>();
  async open(name: string) {
    const entries = this.all.get(name) ?? new Map<string, Response>();
    this.all.set(name, entries);
    return {
      match: async (url: string) => entries.get(url)?.clone(),
      put: async (url: string, response: Response) => void entries.set(url, response),
      delete: async (url: string) => entries.delete(url),
      keys: async () => [...entries.keys()].map((url) => ({ url })),
    };
  }
  keys = async () => [...this.all.keys()];
  delete = async (name: string) => this.all.delete(name);
  /** Every address that is kept, in any of them. */
  get kept(): string[] {
    return [...this.all.values()].flatMap((entries) => [...entries.keys()]);
  }
}

let caches: Caches;
let network: Map<string, () => Response>;
let asked: string[];
let left: number;

beforeEach(() => {
  [caches, network, asked, left] = [new Caches(), new Map(), [], 0];
});

/** A version of the site at an address; its worker shares the device's caches with other versions. */
function site(version: string, scope = 'https://example.org/sub/') {
  const files: Site = {
    version,
    shell: ['index.html', `assets/index-${version}.js`, `assets/later-${version}.js`],
    used: [`assets/runtime-${version}.wasm`],
  };
  const server = new Server(
    {
      scope,
      caches: caches as unknown as CacheStorage,
      fetch: async (request) => {
        const url = typeof request === 'string' ? request : request.url;
        asked.push(url.slice(scope.length));
        const answer = network.get(url);
        if (!answer) throw new TypeError('Failed to fetch');
        return answer();
      },
      headers: headersOf,
      leave: async () => void left++,
    },
    files,
  );
  const works: Promise<unknown>[] = [];
  const get = async (path: string, init: Partial<Request> = {}) => {
    const request = {
      ...{ url: scope + path, method: 'GET', mode: 'cors', cache: 'default' },
      ...{ headers: new Headers(), ...init },
    } as Request;
    const response = await server.answer(request, (work) => works.push(work));
    await Promise.all(works);
    return response;
  };
  const online = () => {
    network.set(scope, () => new Response(PAGE));
    for (const path of [...files.shell, ...files.used])
      network.set(scope + path, () => new Response(path === 'index.html' ? PAGE : `${path}!`));
  };
  return { server, get, online, scope, visit: () => get('', { mode: 'navigate' }) };
}

test('the page, its parts and what was used work without a network after one visit', async () => {
  const { server, get, online, visit } = site('a');
  online();
  await server.fill();
  await get('assets/runtime-a.wasm');
  network.clear();
  asked = [];
  expect(await (await visit())?.text()).toBe(PAGE);
  expect(await (await get('?prompt=a+cat', { mode: 'navigate' }))?.text()).toBe(PAGE);
  for (const path of ['assets/index-a.js', 'assets/later-a.js', 'assets/runtime-a.wasm'])
    expect(await (await get(path))?.text()).toBe(`${path}!`);
  expect(asked).toEqual([]);
});

test('every answer has the headers of isolation and of the content policy', async () => {
  const { server, get, online, visit } = site('a');
  online();
  for (const response of [await visit(), await get('assets/index-a.js')]) {
    expect(response?.headers.get('cross-origin-embedder-policy')).toBe('require-corp');
    expect(response?.headers.get('content-security-policy')).toContain("connect-src 'self';");
  }
  await server.fill();
  expect((await visit())?.headers.get('cross-origin-opener-policy')).toBe('same-origin');
});

test('half a shell serves no page: the network does, until all of it is here', async () => {
  const { server, get, online, visit, scope } = site('a');
  online();
  network.delete(`${scope}assets/later-a.js`);
  await expect(server.fill()).rejects.toThrow();
  asked = [];
  await visit();
  expect(asked).toEqual(['']);
  online();
  await server.fill();
  // Only what was missing came again.
  expect(asked).toEqual(['', 'assets/later-a.js']);
  expect(await (await get('assets/later-a.js'))?.text()).toBe('assets/later-a.js!');
});

test('model files pass through and are kept by nobody twice', async () => {
  const { get, scope } = site('a');
  network.set(`${scope}models/x/weights.bin`, () => new Response('weights'));
  await get('models/x/weights.bin', { cache: 'no-store' });
  await get('models/x/weights.bin', { cache: 'no-store' });
  expect(asked).toHaveLength(2);
  expect(caches.kept).toEqual([]);
});

test('two that ask for a large file at once share one transfer', async () => {
  const { get, online } = site('a');
  online();
  const both = await Promise.all([get('assets/runtime-a.wasm'), get('assets/runtime-a.wasm')]);
  for (const response of both) expect(await response?.text()).toBe('assets/runtime-a.wasm!');
  expect(asked).toEqual(['assets/runtime-a.wasm']);
  // One that fails leaves the way free.
  network.clear();
  await expect(get('assets/runtime-b.wasm')).rejects.toThrow();
});

test('an older page keeps its parts until it is closed, also when the site has others', async () => {
  const a = site('a');
  a.online();
  await a.server.fill();
  network.clear();
  const b = site('b');
  b.online();
  await b.server.fill();
  await b.server.tidy(true);
  expect(await (await b.get('assets/later-a.js'))?.text()).toBe('assets/later-a.js!');
  await b.server.tidy(false);
  await expect(b.get('assets/later-a.js')).rejects.toThrow();
  expect(await (await b.get('assets/later-b.js'))?.text()).toBe('assets/later-b.js!');
});

test('what was used of an older version goes with its last page, and that of another folder stays', async () => {
  const a = site('a');
  a.online();
  await a.server.fill();
  await a.get('assets/runtime-a.wasm');
  const beside = site('a', 'https://example.org/');
  beside.online();
  await beside.server.fill();
  const b = site('b');
  b.online();
  await b.server.fill();
  const wasm = `${a.scope}assets/runtime-a.wasm`;
  await b.server.tidy(true);
  expect(caches.kept).toContain(wasm);
  await b.server.tidy(false);
  expect(caches.kept).not.toContain(wasm);
  expect(caches.kept).not.toContain(`${a.scope}assets/index-a.js`);
  expect(caches.kept).toContain(`${beside.scope}assets/index-a.js`);
});

test('only its own scope is its business, and there only what is asked for with GET', async () => {
  const { get, server } = site('a');
  const request = (url: string) => ({ url, method: 'GET', headers: new Headers() }) as Request;
  expect(server.answer(request('https://example.org/other/picture.png'), vi.fn())).toBe(null);
  expect(server.answer(request('https://elsewhere.org/sub/x'), vi.fn())).toBe(null);
  expect(await get('assets/index-a.js', { method: 'POST' })).toBe(null);
  // A document of somebody else's below the same folder is left as it is.
  expect(await get('docs/', { mode: 'navigate' })).toBe(null);
});

test('on this machine it gives way to another project at its address, and takes all with it', async () => {
  const { server, online, visit, scope } = site('a', 'http://localhost:4173/');
  online();
  await server.fill();
  expect(await (await visit())?.text()).toBe(PAGE);
  expect(left).toBe(0);
  network.set(scope, () => new Response('<h1>Another project</h1>'));
  expect(await (await visit())?.text()).toBe('<h1>Another project</h1>');
  expect(left).toBe(1);
  expect(caches.kept).toEqual([]);
});

test('what is asked for anew comes from the network, and from this device without one', async () => {
  const { server, get, online, scope } = site('a');
  online();
  await server.fill();
  network.set(`${scope}assets/later-a.js`, () => new Response('newer'));
  expect(await (await get('assets/later-a.js', { cache: 'no-cache' }))?.text()).toBe('newer');
  network.clear();
  expect(await (await get('assets/later-a.js', { cache: 'no-cache' }))?.text()).toBe(
    'assets/later-a.js!',
  );
});

test('the worker that fetches from the hub may reach it, the page and the others may not', () => {
  const of = (path: string) => headersOf(path)['Content-Security-Policy'];
  expect(of('/sub/assets/models.worker-B1_x.js')).toContain(
    "connect-src 'self' https://huggingface.co",
  );
  for (const path of ['/', '/sub/index.html', '/sub/assets/diffusion.worker-x.js'])
    expect(of(path)).toContain("connect-src 'self';");
});
