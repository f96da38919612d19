/**
 * The built page as `npm start` serves it, with one script more, before all others: it keeps what no
 * driver of every browser can tell, errors and the files that the page gives to save.
 */
import type { Plugin } from 'vite';
import { headersOf } from '../../../src/offline/headers';
import { serveSite, type Served } from '../../../cli/site/serve';
import { ensureBuilt, DIST } from '../../../cli/site/build';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

declare global {
  var complaints: string[] | undefined;
  /** Files that were offered for saving, in order. */
  var offered: Blob[] | undefined;
}

/** In the page. */
function listen(): void {
  const complaints: string[] = (globalThis.complaints = []);
  addEventListener('error', ({ message }) => complaints.push(message));
  addEventListener('unhandledrejection', ({ reason }) => complaints.push(String(reason)));
  addEventListener('securitypolicyviolation', ({ blockedURI, violatedDirective }) =>
    complaints.push(`${violatedDirective} forbade ${blockedURI}`),
  );
  const { error } = console;
  console.error = (...args: unknown[]) => {
    complaints.push(args.map(String).join(' '));
    error.apply(console, args);
  };
  const offered: Blob[] = (globalThis.offered = []);
  const { createObjectURL } = URL;
  URL.createObjectURL = (what) => {
    if (what instanceof Blob) offered.push(what);
    return createObjectURL.call(URL, what);
  };
}

const LISTENER = '/listener.js';

const listening: Plugin = {
  name: 'listening',
  configurePreviewServer({ middlewares }) {
    middlewares.use((request, response, next) => {
      const { pathname } = new URL(request.url ?? '/', 'http://localhost');
      if (pathname !== LISTENER && pathname !== '/') return next();
      for (const [name, value] of Object.entries(headersOf(pathname)))
        response.setHeader(name, value);
      if (pathname === LISTENER)
        return response.setHeader('Content-Type', 'text/javascript').end(`(${String(listen)})();`);
      const page = readFileSync(join(DIST, 'index.html'), 'utf8');
      return response
        .setHeader('Content-Type', 'text/html')
        .end(page.replace('<meta name="viewport"', `<script src=".${LISTENER}"></script>$&`));
    });
  },
};

export async function serveListening(): Promise<Served> {
  await ensureBuilt(console.log);
  return serveSite({ port: 0, plugins: [listening] });
}
