/**
 * The service worker: `serve.ts` in the scope that the browser gives it. Built into one file,
 * `sw.js`, at the site's root (`cli/site/offline.ts`), since its folder is what it covers.
 */
import { headersOf } from './headers';
import { Server, type Site } from './serve';

/** Written in by the build. */
declare const __SITE__: Site;

interface Later extends Event {
  waitUntil(work: Promise<unknown>): void;
}
interface FetchLater extends Later {
  readonly request: Request;
  respondWith(answer: Promise<Response>): void;
}
interface MessageLater extends Later {
  readonly data: unknown;
}
/** Of `ServiceWorkerGlobalScope`, whose types do not go together with the page's. */
interface Scope {
  readonly registration: ServiceWorkerRegistration;
  readonly clients: {
    claim(): Promise<void>;
    matchAll(of: { includeUncontrolled: boolean }): Promise<readonly unknown[]>;
  };
  skipWaiting(): Promise<void>;
  addEventListener(type: 'install' | 'activate', heard: (event: Later) => void): void;
  addEventListener(type: 'message', heard: (event: MessageLater) => void): void;
  addEventListener(type: 'fetch', heard: (event: FetchLater) => void): void;
}
const scope = self as unknown as Scope;
const { registration, clients } = scope;

const server = new Server(
  {
    scope: registration.scope,
    caches,
    fetch: (request, init) => fetch(request, init),
    headers: headersOf,
    leave: async () => void (await registration.unregister()),
  },
  __SITE__,
);

scope.addEventListener('install', (event) => {
  // The first one serves at once, so that the page can be isolated, and fetches the shell later. A
  // new version has all its files before it offers itself, and waits until it is asked for or the
  // last page of the old one is closed.
  event.waitUntil(registration.active ? server.fill() : scope.skipWaiting());
});

scope.addEventListener('activate', (event) => {
  event.waitUntil(
    (async () => {
      const open = await clients.matchAll({ includeUncontrolled: true });
      await server.tidy(open.length > 0);
      await clients.claim();
    })(),
  );
});

scope.addEventListener('message', (event) => {
  if (event.data === 'fill') event.waitUntil(server.fill().catch(() => undefined));
  if (event.data === 'take over') event.waitUntil(scope.skipWaiting());
  if (event.data === 'clear') event.waitUntil(server.clear().then(() => registration.unregister()));
});

scope.addEventListener('fetch', (event) => {
  const answer = server.answer(event.request, (work) => event.waitUntil(work));
  if (answer) event.respondWith(answer);
});
