/**
 * Builds the service worker and lists for it what the site is made of: a Vite plugin, last of all,
 * when every other file is written.
 */
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join, posix, resolve } from 'node:path';
import { build, type Plugin } from 'vite';
import type { Site } from '../../src/offline/serve';
import { BILL, LICENCES } from './shipped';

const ENTRY = 'src/offline/sw.ts';
const NAME = 'sw.js';
/** What only some visits need, and is large: kept once it was used. */
const LARGE = 1_000_000;

/** Whether the runtime's store keeps it, or only people read it. */
const notServed = (path: string): boolean =>
  path === NAME ||
  /^models\/[^/]+\/(?!manifest\.json$)/.test(path) ||
  path.startsWith('schemas/') ||
  path === LICENCES ||
  path === BILL ||
  path.endsWith('.map');

/** @param dist folder with the built site */
function siteOf(dist: string): Site {
  const files = walk(dist, '').filter((path) => !notServed(path));
  const hash = createHash('sha256');
  for (const path of files) hash.update(`${path}\0`).update(readFileSync(join(dist, path)));
  const large = (path: string) =>
    path.endsWith('.wasm') || statSync(join(dist, path)).size > LARGE || rare(path);
  return {
    version: hash.digest('hex').slice(0, 12),
    shell: files.filter((path) => !large(path)),
    used: files.filter(large),
  };
}

/** Of two builds of the runtime a browser needs one, and of scripts (writing systems) few. */
const rare = (path: string): boolean =>
  path.endsWith('.mjs') || (path.endsWith('.woff2') && !/-latin-wght/.test(path));

function walk(root: string, folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .flatMap((entry) => {
      const path = posix.join(folder, entry.name);
      return entry.isDirectory() ? walk(root, path) : [path];
    })
    .sort();
}

export function offline(): Plugin {
  let root = '';
  let outDir = '';
  return {
    name: 'offline',
    apply: 'build',
    configResolved(config) {
      ({ root } = config);
      outDir = resolve(root, config.build.outDir);
    },
    closeBundle: {
      order: 'post',
      sequential: true,
      async handler() {
        writeFileSync(join(outDir, NAME), await bundled(root, siteOf(outDir)));
      },
    },
  };
}

/** The worker in one file, as a classic script: modules are too new for it in some browsers. */
async function bundled(root: string, site: Site): Promise<string> {
  const built = await build({
    root,
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    define: { __SITE__: JSON.stringify(site) },
    build: {
      write: false,
      target: 'es2023',
      lib: { entry: ENTRY, formats: ['iife'], name: 'serviceWorker', fileName: () => NAME },
    },
  });
  const [result] = [built].flat();
  const chunk = result && 'output' in result ? result.output[0] : undefined;
  if (!chunk) throw new Error('The service worker was not built.');
  return chunk.code;
}
