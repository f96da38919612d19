/** Builds the site with Vite when `dist` is missing or made from other sources. */
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');
export const DIST = join(ROOT, 'dist');

/**
 * Vite's mode for the commands' own pages: without the site's content policy, which the workers of
 * other people's libraries do not keep.
 */
export const OWN_PAGES = 'own-pages';

/** How long Vite's plugins took is no warning. */
const checks = { pluginTimings: false };
export const QUIET = {
  build: { rolldownOptions: { checks } },
  worker: { rolldownOptions: { checks } },
} as const;

/** Everything the built site is made of. */
const SOURCES = [
  'index.html',
  'package.json',
  'package-lock.json',
  'public',
  'src',
  'svelte.config.js',
  'tsconfig.json',
  'vite.config.ts',
];

/** What `dist` was last built from; beside it, for everything in `dist` is served. */
const STAMP = join(ROOT, 'node_modules/.cache/decode-and-denoise/built-from');

/**
 * Hash over path, size and time of every source. Contents are not read (the weights alone are
 * 130 MB); a removed file changes it too, which a comparison of times would miss.
 */
export function fingerprint(root: string, sources: readonly string[]): string {
  const hash = createHash('sha256');
  const visit = (path: string): void => {
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat) return;
    if (stat.isDirectory()) {
      for (const name of readdirSync(path).sort()) visit(join(path, name));
      return;
    }
    hash.update(`${relative(root, path)}\0${stat.size}\0${stat.mtimeMs}\n`);
  };
  for (const source of sources) visit(join(root, source));
  return hash.digest('hex');
}

export async function buildSite(): Promise<void> {
  const before = fingerprint(ROOT, SOURCES);
  const { build } = await import('vite');
  await build({ root: ROOT, logLevel: 'warn', ...QUIET });
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, stampOf(before));
}

/** The sources and the very build of them: another build, by whatever command, does not fit it. */
function stampOf(sources: string): string {
  return `${sources} ${fingerprint(ROOT, ['dist/index.html'])}`;
}

/** @param say told when there is something to wait for. */
export async function ensureBuilt(say: (message: string) => void): Promise<void> {
  const built = existsSync(join(DIST, 'index.html')) && existsSync(STAMP);
  if (built && readFileSync(STAMP, 'utf8') === stampOf(fingerprint(ROOT, SOURCES))) return;
  say('Building the site...');
  await buildSite();
}
