/** Builds the site with Vite when `dist` is missing or made from other sources. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');
export const DIST = join(ROOT, 'dist');

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

/** Vite empties `dist` first, so the stamp can never outlive the build that it speaks of. */
const STAMP = join(DIST, '.built-from');

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
  writeFileSync(STAMP, before);
}

/** @param say told when there is something to wait for. */
export async function ensureBuilt(say: (message: string) => void): Promise<void> {
  const fresh = existsSync(STAMP) && readFileSync(STAMP, 'utf8') === fingerprint(ROOT, SOURCES);
  if (fresh) return;
  say('Building the site...');
  await buildSite();
}
