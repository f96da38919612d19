/** Serves the built site on this machine with the headers that WASM threads need. */
import { preview } from 'vite';
import { ROOT } from './build';

export interface Served {
  /** Address of the site's root, ending in a slash. */
  readonly url: string;
  /** Addresses for other machines; empty unless the host lets them in. */
  readonly network: readonly string[];
  close(): Promise<void>;
}

export interface ServeOptions {
  /** Next free one from here on; 0 takes any. */
  readonly port?: number;
  readonly host?: string;
  /** Folder with the built site, absolute or relative to the repository. */
  readonly outDir?: string;
}

/** @throws Error when the host cannot be bound. */
export async function serveSite(options: ServeOptions = {}): Promise<Served> {
  const { port = 4173, host = 'localhost', outDir = 'dist' } = options;
  const server = await preview({
    root: ROOT,
    // A file that is not there is a 404, not the page again.
    appType: 'mpa',
    logLevel: 'error',
    build: { outDir },
    preview: { port, host, open: false },
  });
  const urls = server.resolvedUrls;
  const url = urls?.local[0] ?? urls?.network[0];
  if (!url) throw new Error(`The server has no address on host ${host}.`);
  return { url, network: urls?.network ?? [], close: () => server.close() };
}
