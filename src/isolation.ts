/**
 * Cross-origin isolation on hosts that cannot send headers: the service worker (`offline/`) adds
 * them, and the page is loaded once more to come under it. Without it all runs as well, on one
 * thread. Where the host sends them, the worker is there for visits without a network alone; on this
 * machine it is then not started at all: ports go from one project to the next.
 */
const TRIED = 'decode-and-denoise:isolation';

/** What this needs of the browser; tests give their own. */
export interface Host {
  readonly isolated: boolean;
  /** https, or this machine. */
  readonly secure: boolean;
  /** This machine: there is no host to be cut off from. */
  readonly local: boolean;
  readonly workers: Pick<ServiceWorkerContainer, 'register' | 'ready'> | undefined;
  /** Storage of this tab; null where the browser forbids it. */
  readonly storage: Pick<Storage, 'getItem' | 'setItem'> | null;
  /** Resolves when nothing on the page has the focus: a reload would take it, and what is typed. */
  unfocused(): Promise<void>;
  reload(): void;
}

/** Resolves when no element has the focus any more; what was typed in it has been taken then. */
export function unfocused(page: Document): Promise<void> {
  const free = () => page.activeElement === null || page.activeElement === page.body;
  if (free()) return Promise.resolve();
  return new Promise((resolve) => {
    const look = () => {
      // The focus may only be on its way to the next element.
      setTimeout(() => {
        if (!free()) return;
        page.removeEventListener('focusout', look);
        resolve();
      });
    };
    page.addEventListener('focusout', look);
  });
}

/**
 * @param script absolute URL of the service worker; its folder is what it covers
 * @param busy true while a reload would end something
 * @returns what came of it
 */
export async function seekIsolation(
  host: Host,
  script: string,
  busy: () => boolean,
): Promise<'isolated' | 'impossible' | 'reloading' | 'next visit'> {
  if (host.isolated) {
    if (host.secure && !host.local) void host.workers?.register(script).catch(() => undefined);
    return 'isolated';
  }
  // Without storage nothing could tell a second reload from the first.
  if (!host.secure || !host.workers || !host.storage) return 'impossible';
  try {
    if (host.storage.getItem(TRIED)) return 'impossible';
    await host.workers.register(script);
    await host.workers.ready;
    await host.unfocused();
    if (busy()) return 'next visit';
    host.storage.setItem(TRIED, '1');
  } catch {
    // Private windows and some hosts refuse service workers.
    return 'impossible';
  }
  host.reload();
  return 'reloading';
}
