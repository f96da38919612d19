/** The page's side of the service worker: what it offers, and when it loads itself anew. */
import { expect, test, vi } from 'vitest';
import { Offline } from '../../src/offline/page.svelte';

const SCOPE = 'https://example.org/page/';

class Worker extends EventTarget {
  state = 'installing';
  readonly postMessage = vi.fn();
  constructor(readonly scriptURL = `${SCOPE}sw.js`) {
    super();
  }
  becomes(state: string): void {
    this.state = state;
    this.dispatchEvent(new Event('statechange'));
  }
}

function browser({ active = new Worker(), page = '', script = 'index-a.js' } = {}) {
  const registration = Object.assign(new EventTarget(), {
    scope: SCOPE,
    active: active as Worker | null,
    waiting: null as Worker | null,
    installing: null as Worker | null,
    unregister: vi.fn(async () => true),
  });
  const workers = Object.assign(new EventTarget(), {
    ready: Promise.resolve(registration),
    getRegistration: async () => registration,
    register: async () => registration,
  });
  const reload = vi.fn();
  const offline = new Offline({
    workers: workers as unknown as ServiceWorkerContainer,
    scope: SCOPE,
    page: async () => page,
    script: `${SCOPE}assets/${script}`,
    reload,
  });
  return { offline, registration, workers, active, reload };
}

test('asks the worker for all that a visit without a network needs', async () => {
  const { offline, active } = browser();
  await offline.watch();
  expect(active.postMessage).toHaveBeenCalledWith('fill');
  expect(offline.newer).toBe(false);
});

test('offers a new version once it is whole, and loads it only when asked', async () => {
  const { offline, registration, workers, reload } = browser();
  await offline.watch();
  const next = new Worker();
  registration.installing = next;
  registration.dispatchEvent(new Event('updatefound'));
  expect(offline.newer).toBe(false);
  next.becomes('installed');
  expect(offline.newer).toBe(true);
  // Taken in another tab: this page goes on as it is.
  workers.dispatchEvent(new Event('controllerchange'));
  expect(reload).not.toHaveBeenCalled();
  offline.take();
  expect(next.postMessage).toHaveBeenCalledWith('take over');
  expect(reload).not.toHaveBeenCalled();
  workers.dispatchEvent(new Event('controllerchange'));
  expect(reload).toHaveBeenCalledOnce();
});

test('one that waits from the last visit is offered at once; the very first is no news', async () => {
  const waits = browser();
  waits.registration.waiting = new Worker();
  waits.registration.waiting.state = 'installed';
  await waits.offline.watch();
  expect(waits.offline.newer).toBe(true);
  const first = browser();
  await first.offline.watch();
  first.registration.active = null;
  const worker = (first.registration.installing = new Worker());
  first.registration.dispatchEvent(new Event('updatefound'));
  worker.becomes('installed');
  expect(first.offline.newer).toBe(false);
});

test('a part that does not arrive is no news, unless the site has another version', async () => {
  const of = (page: string) => browser({ page }).offline;
  const own = of('<div id="app"></div><script src="./assets/index-a.js">');
  await own.missed();
  expect(own.newer).toBe(false);
  // A host that shows something else in the meantime.
  const other = of('<h1>Down for maintenance</h1>');
  await other.missed();
  expect(other.newer).toBe(false);
  const newer = browser({ page: '<div id="app"></div><script src="./assets/index-b.js">' });
  await newer.offline.missed();
  expect(newer.offline.newer).toBe(true);
  newer.offline.take();
  expect(newer.reload).toHaveBeenCalledOnce();
});

test('can be taken away; the one of an earlier version goes by itself', async () => {
  const { offline, active } = browser();
  await offline.remove();
  expect(active.postMessage).toHaveBeenCalledWith('clear');
  const old = browser({ active: new Worker(`${SCOPE}isolation-sw.js`) });
  await old.offline.watch();
  expect(old.registration.unregister).toHaveBeenCalledOnce();
});
