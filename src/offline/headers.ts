/**
 * The headers that the site is best served with: what its documents and workers may load and run,
 * and what isolates them from other origins. One list: the page's own `meta`, `npm start`, the
 * service worker and `docs/hosting.md` all have it from here (tests compare the last).
 */

import { HUB_HOSTS } from '../hub/hosts';

type Policy = Readonly<Record<string, readonly string[]>>;

/** Nothing but this site's own files, and no connection to anywhere else. */
const PAGE: Policy = {
  'default-src': ["'none'"],
  'script-src': ["'self'", "'wasm-unsafe-eval'"],
  'style-src': ["'self'"],
  'img-src': ["'self'", 'blob:'],
  'font-src': ["'self'"],
  'connect-src': ["'self'"],
  'worker-src': ["'self'"],
  'manifest-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'none'"],
  // What becomes a script by its address goes through `src/trusted.ts`; what becomes markup is
  // made of Svelte's own templates.
  'require-trusted-types-for': ["'script'"],
  'trusted-types': ['default', 'svelte-trusted-html'],
};

/** Only a header can say this one. */
const HEADER_ONLY: Policy = { 'frame-ancestors': ["'self'"] };

/** The one worker that may reach the hub, and does when a person asks for a model of it. */
const FETCHES_FROM_HUB = /\/models\.worker-[\w-]+\.js$/;

function written(policy: Policy): string {
  return Object.entries(policy)
    .filter(([, values]) => values.length > 0)
    .map(([name, values]) => `${name} ${values.join(' ')}`)
    .join('; ');
}

/** What takes them out again. */
export const NO_TRUSTED_TYPES: Policy = { 'require-trusted-types-for': [], 'trusted-types': [] };

/** The policy as the page carries it itself, for hosts that send no headers. */
export function metaPolicy(change: Policy = {}): string {
  return written({ ...PAGE, ...change });
}

/** Cross-origin isolation: what shared memory, and so WASM threads, ask of the server. */
export const isolationHeaders = {
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** Of every answer. */
export const siteHeaders: Readonly<Record<string, string>> = {
  ...isolationHeaders,
  'Content-Security-Policy': written({ ...PAGE, ...HEADER_ONLY }),
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
};

/** @param path of the file, from the host's root. @returns all headers of its answer */
export function headersOf(path: string): Readonly<Record<string, string>> {
  if (!FETCHES_FROM_HUB.test(path)) return siteHeaders;
  const policy = written({ ...PAGE, ...HEADER_ONLY, 'connect-src': ["'self'", ...HUB_HOSTS] });
  return { ...siteHeaders, 'Content-Security-Policy': policy };
}
