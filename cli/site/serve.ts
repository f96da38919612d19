/** Serves the built site on this machine with the headers that WASM threads need. */
import { preview, type InlineConfig, type Plugin, type PreviewServer } from 'vite';
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
  /** Of Vite's configuration; `OWN_PAGES` leaves the content policy out. */
  readonly mode?: string;
  /** What stands before the files: a test's own answers. */
  readonly plugins?: readonly Plugin[];
}

/** @throws Error when the host cannot be bound. */
export async function serveSite(options: ServeOptions = {}): Promise<Served> {
  const { port = 4173, host = 'localhost', outDir = 'dist', mode, plugins = [] } = options;
  const server = await bound(host, {
    root: ROOT,
    ...(mode && { mode }),
    // A file that is not there is a 404, not the page again.
    appType: 'mpa',
    logLevel: 'error',
    build: { outDir },
    plugins: [...plugins],
    preview: { port, host, open: false },
  });
  const urls = server.resolvedUrls;
  const url = urls?.local[0] ?? urls?.network[0];
  if (!url) throw new Error(`The server has no address on host ${host}.`);
  return { url, network: urls?.network ?? [], close: () => server.close() };
}

/** @throws Error in words for what the system says of an address */
async function bound(host: string, config: InlineConfig): Promise<PreviewServer> {
  try {
    return await preview(config);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? '';
    const why = REFUSALS[code];
    if (!why) throw error;
    throw new Error(`Cannot serve on ${host}: ${why} (${code}).`, { cause: error });
  }
}

const REFUSALS: Readonly<Record<string, string>> = {
  ENOTFOUND: 'no machine has this name',
  EAI_AGAIN: 'no machine of this name could be found',
  EADDRNOTAVAIL: 'this machine does not have that address',
  EACCES: 'this port needs more rights',
  EINVAL: 'that is no address',
};
