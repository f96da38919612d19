/**
 * The page's side of the service worker: starts it, and knows when a newer version of the page is
 * ready. Nothing is loaded anew unless a person asks for it. Not here: what the worker does.
 */

type Workers = Pick<
  ServiceWorkerContainer,
  'register' | 'ready' | 'getRegistration' | 'addEventListener'
>;

/** What this needs of the browser; tests give their own. */
export interface OfflineHost {
  readonly workers: Workers | undefined;
  /** Address of the site's root, ending in a slash. */
  readonly scope: string;
  /** The site's start page as it is on the network now. */
  page(): Promise<string>;
  /** Address of the script that this page was started by. */
  readonly script: string;
  reload(): void;
}

export class Offline {
  /** There is a newer version of this page, and a reload brings it. */
  newer = $state(false);
  #waiting: ServiceWorker | null = null;
  #taking = false;

  constructor(private readonly host: OfflineHost) {}

  /** Follows the service worker, from now on or from when there is one. */
  async watch(): Promise<void> {
    const { workers, scope, reload } = this.host;
    if (!workers) return;
    const registration = await this.#registration();
    // An earlier version of this page had one of another name.
    if (registration?.active?.scriptURL === `${scope}isolation-sw.js`)
      await registration.unregister();
    workers.addEventListener('controllerchange', () => {
      // Asked for in another tab, it is no reason to end what goes on in this one.
      if (this.#taking) reload();
    });
    const ready = await workers.ready;
    if (ready.scope !== scope) return;
    this.#found(ready, ready.waiting);
    ready.addEventListener('updatefound', () => this.#found(ready, ready.installing));
    // What a later visit without a network needs.
    ready.active?.postMessage('fill');
  }

  /** Takes the service worker away, and all that it keeps. */
  async remove(): Promise<void> {
    (await this.#registration())?.active?.postMessage('clear');
  }

  /**
   * Something of this page did not arrive. Its files may have given way to those of a newer version:
   * then no trying again helps.
   */
  async missed(): Promise<void> {
    const page = await this.host.page().catch(() => '');
    const name = this.host.script.split('/').at(-1);
    // A server that answers with something else has no newer version either.
    if (name && page.includes('id="app"') && !page.includes(name)) this.newer = true;
  }

  /** Loads the newer version. */
  take(): void {
    if (!this.#waiting) {
      this.host.reload();
      return;
    }
    this.#taking = true;
    this.#waiting.postMessage('take over');
  }

  #registration(): Promise<ServiceWorkerRegistration | undefined> {
    const { workers, scope } = this.host;
    const found = workers?.getRegistration(scope) ?? Promise.resolve(undefined);
    // Another project's, of a folder above, is left alone.
    return found.then((one) => (one?.scope === scope ? one : undefined)).catch(() => undefined);
  }

  /** A worker that comes beside the one in use is a newer version, once it has all its files. */
  #found(registration: ServiceWorkerRegistration, worker: ServiceWorker | null): void {
    if (!worker || worker === registration.active) return;
    const offer = () => {
      if (worker.state !== 'installed' || !registration.active) return;
      this.#waiting = worker;
      this.newer = true;
    };
    offer();
    worker.addEventListener('statechange', offer);
  }
}
