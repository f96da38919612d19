/**
 * What the service worker does, without its global scope: which answer a request gets, and which
 * files it keeps. It gives every answer the site's headers (isolation, content policy), serves the
 * shell of the version that is in use from this device, and keeps what was used beyond it. Model
 * weights are none of its business: the runtime's store keeps those, and asks for them with
 * `no-store`.
 */

export interface Site {
  /** Of the files below: another build is another version. */
  readonly version: string;
  /** Paths of the files that every visit or a lazy part needs, from the site's root. */
  readonly shell: readonly string[];
  /** Large or rare ones, kept once they are used. */
  readonly used: readonly string[];
}

/** What this needs of the worker around it; tests give their own. */
export interface Around {
  /** Address of the site's root, ending in a slash. */
  readonly scope: string;
  readonly caches: CacheStorage;
  fetch(request: Request | string, init?: RequestInit): Promise<Response>;
  headers(path: string): Readonly<Record<string, string>>;
  /** Another site took this address: this worker has no business here any more. */
  leave(): Promise<void>;
}

/** Says, in a cache of the shell, that all of it is there; and lists what is kept beside it. */
const WHOLE = 'whole';
/** In the page's markup, by which it is told from another project's at the same address. */
const MARK = 'name="decode-and-denoise"';
/** How long a page waits for the network to say whether its address still is this site's. */
const PATIENCE = 1500;

type Later = (work: Promise<unknown>) => void;

export class Server {
  /** Of this site's caches: the same origin may have it in several folders. */
  readonly #prefix: string;
  readonly #shell: string;
  readonly #used: string;
  readonly #local: boolean;
  /** Files that come just now: whoever asks meanwhile waits for the one transfer. */
  readonly #coming = new Map<string, Promise<unknown>>();

  constructor(
    private readonly around: Around,
    private readonly site: Site,
  ) {
    const { pathname, hostname } = new URL(around.scope);
    this.#prefix = `decode-and-denoise/site ${pathname} `;
    this.#shell = this.#prefix + site.version;
    this.#used = `${this.#prefix}used`;
    this.#local = ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  }

  /** Fetches what is missing of the shell. @throws where a file does not arrive */
  async fill(): Promise<void> {
    const cache = await this.around.caches.open(this.#shell);
    if (await cache.match(this.#url(WHOLE))) return;
    for (const path of this.site.shell) {
      const url = this.#url(path);
      if (await cache.match(url)) continue;
      // Past the browser's own cache: it may have the file of an older version of this name.
      const response = await this.around.fetch(url, { cache: 'no-cache' });
      if (response.ok) await cache.put(url, response);
      // Some hosts leave files out that the page can do without.
      else if (path === 'index.html' || path.startsWith('assets/'))
        throw new Error(`${path}: HTTP ${response.status}`);
    }
    await cache.put(this.#url(WHOLE), Response.json(this.site.used));
  }

  /**
   * Removes what no page needs any more.
   * @param open whether pages of an older version may be open: the newest one's files stay then
   */
  async tidy(open: boolean): Promise<void> {
    const { caches } = this.around;
    const shells = (await this.#names()).filter((name) => name !== this.#used);
    const others = shells.filter((name) => name !== this.#shell);
    const kept = open ? others.slice(-1) : [];
    for (const name of others) if (!kept.includes(name)) await caches.delete(name);
    const known = new Set(this.site.used);
    for (const name of kept) {
      const list = await (await caches.open(name)).match(this.#url(WHOLE));
      for (const path of list ? ((await list.json()) as string[]) : []) known.add(path);
    }
    const used = await caches.open(this.#used);
    for (const { url } of await used.keys())
      if (!known.has(this.#path(url) ?? '')) await used.delete(url);
  }

  /** Of all caches that are this site's. */
  async #names(): Promise<string[]> {
    const names = await this.around.caches.keys();
    return names.filter((name) => name.startsWith(this.#prefix));
  }

  /** Everything that was ever kept here. */
  async clear(): Promise<void> {
    for (const name of await this.#names()) await this.around.caches.delete(name);
  }

  /**
   * The answer to a request; null where it is none of this site's.
   * @param later keeps the worker alive until the work is over
   */
  answer(request: Request, later: Later): Promise<Response> | null {
    const path = this.#path(request.url);
    if (path === null || request.method !== 'GET') return null;
    // A browser's own quirk: such a request may not be made again from here.
    if (request.cache === 'only-if-cached' && request.mode !== 'same-origin') return null;
    if (request.mode === 'navigate') return path === 'index.html' ? this.#page(request) : null;
    if (request.cache === 'no-store' || request.headers.has('range')) return this.#sent(request);
    const kept = this.site.shell.includes(path) || this.site.used.includes(path);
    // Asked for anew, as manifests are: this device's copy is for a time without a network.
    const anew = request.cache === 'no-cache' || request.cache === 'reload';
    return anew || !kept ? this.#newest(request) : this.#kept(request, path, later);
  }

  /** The page: of the version in use, unless another site is at its address now. */
  async #page(request: Request): Promise<Response> {
    const cache = await this.around.caches.open(this.#shell);
    const [page, whole] = await Promise.all(
      ['index.html', WHOLE].map((name) => cache.match(this.#url(name))),
    );
    if (!page || !whole) return this.#newest(request, page);
    // On this machine, ports go from one project to the next.
    if (this.#local) {
      const other = await this.#otherSite(request);
      if (other) return other;
    }
    return this.#dressed(page, 'index.html');
  }

  /** What the network has at the page's address, where that is not this site; else null. */
  async #otherSite(request: Request): Promise<Response | null> {
    const late = new Promise<null>((resolve) => setTimeout(() => resolve(null), PATIENCE));
    const response = await Promise.race([this.#network(request).catch(() => null), late]);
    if (!response || response.status >= 500) return null;
    if (response.ok && (await response.clone().text()).includes(MARK)) return null;
    if (response.type === 'opaqueredirect') return null;
    await this.clear();
    await this.around.leave();
    return response;
  }

  /** From this device, in any version that it has, else from the network, and then kept. */
  async #kept(request: Request, path: string, later: Later): Promise<Response> {
    const url = this.#url(path);
    const coming = this.#coming.get(url);
    let over = (): void => undefined;
    if (!coming) this.#coming.set(url, new Promise<void>((resolve) => (over = resolve)));
    await coming;
    const end = () => {
      if (!coming) this.#coming.delete(url);
      over();
    };
    try {
      const found = await this.#find(url);
      const response = found ?? (await this.#network(request));
      if (found || !response.ok) end();
      else later(this.#keep(url, path, response.clone()).finally(end));
      return this.#dressed(response, path);
    } catch (cause) {
      end();
      throw cause;
    }
  }

  /** A full disk keeps nothing, and stops nobody. */
  async #keep(url: string, path: string, response: Response): Promise<void> {
    try {
      const name = this.site.used.includes(path) ? this.#used : this.#shell;
      await (await this.around.caches.open(name)).put(url, response);
    } catch {
      // As if it had not been tried.
    }
  }

  /** From the network; without one, what this device has. */
  async #newest(request: Request, fallback?: Response): Promise<Response> {
    const path = this.#path(request.url) ?? '';
    try {
      const response = await this.#network(request);
      if (response.status < 500 || !fallback) return this.#dressed(response, path);
    } catch (cause) {
      const found = fallback ?? (await this.#find(this.#url(path)));
      if (!found) throw cause;
      return this.#dressed(found, path);
    }
    return this.#dressed(fallback, path);
  }

  async #sent(request: Request): Promise<Response> {
    return this.#dressed(await this.around.fetch(request), this.#path(request.url) ?? '');
  }

  #network(request: Request): Promise<Response> {
    return this.around.fetch(request);
  }

  /** This version's file, or one that an older page still needs. */
  async #find(url: string): Promise<Response | undefined> {
    const { caches } = this.around;
    const own = await (await caches.open(this.#shell)).match(url);
    if (own) return own;
    for (const name of await this.#names()) {
      const found = await (await caches.open(name)).match(url);
      // Names with a hash are of one content; others belong to their version.
      if (found && (name === this.#used || url.includes('/assets/'))) return found;
    }
    return undefined;
  }

  /** The same with the site's headers. */
  #dressed(response: Response, path: string): Response {
    // Redirects of a navigation are opaque: the browser follows them itself.
    if (response.type === 'opaqueredirect' || response.status === 0) return response;
    const headers = new Headers(response.headers);
    for (const [name, value] of Object.entries(this.around.headers(`/${path}`)))
      headers.set(name, value);
    const { status, statusText } = response;
    const empty = status === 204 || status === 304;
    return new Response(empty ? null : response.body, { status, statusText, headers });
  }

  #url(path: string): string {
    return new URL(path, this.around.scope).href;
  }

  /** From the site's root, its start page by its name; null outside of the site. */
  #path(url: string): string | null {
    const { origin, pathname } = new URL(url);
    const address = origin + pathname;
    if (!address.startsWith(this.around.scope)) return null;
    return address.slice(this.around.scope.length) || 'index.html';
  }
}
