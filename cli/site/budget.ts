/** The size limits of the built site; one sentence for each that is broken. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { gzipSync } from 'node:zlib';
import { parseSync } from 'vite';
import type { CatalogueEntry } from '../../src/core/model';
import { FIRST_LANES, SITE_MODELS } from '../../src/state/settings/catalogue';

const BUDGET = {
  /** What the browser loads before any engine: page, styles and the static graph of its script. */
  shellBytes: 100_000,
  /** The models that the page opens with: what was learnt and how it is read. Programs do not count. */
  modelBytes: 130_000_000,
  /** All other models together, each fetched when a lane first asks for it. */
  laterBytes: 30_000_000,
  /** Hosts refuse files of 100 MB. */
  fileBytes: 95 * 1024 * 1024,
};

/** A program stored with the models: the library with which WebLLM runs one. */
const isProgram = (path: string): boolean => path.endsWith('.wasm.z');

/** The builds of the runtime, each once; a visitor downloads one (docs/adr/0004). */
const RUNTIMES = ['jspi', 'asyncify'];

export interface Sizes {
  /** Files of the shell with their gzipped bytes. */
  readonly shell: readonly { readonly path: string; readonly bytes: number }[];
  /** Every file of the site with its bytes; paths from the site's root, with slashes. */
  readonly files: readonly { readonly path: string; readonly bytes: number }[];
}

export function measure(dist: string): Sizes {
  const shell = [...shellFiles(dist)].map((path) => ({
    path,
    bytes: gzipSync(readFileSync(join(dist, path))).length,
  }));
  return { shell, files: walk(dist, '') };
}

const sum = (list: readonly { readonly bytes: number }[]): number =>
  list.reduce((total, { bytes }) => total + bytes, 0);

export function shellBytes(sizes: Sizes): number {
  return sum(sizes.shell);
}

/** Folders that no first run asks for: of models that are chosen later, and of what only they need. */
export function laterFolders(models: readonly Pick<CatalogueEntry, 'id' | 'runtimes'>[]): string[] {
  const foldersOf = (some: typeof models) =>
    some.flatMap(({ id, runtimes }) => [id, ...runtimes.flatMap(({ needs }) => needs)]);
  const isFirst = ({ id }: (typeof models)[number]) => FIRST_LANES.includes(id);
  const first = new Set(foldersOf(models.filter(isFirst)));
  const later = foldersOf(models.filter((one) => !isFirst(one)));
  return [...new Set(later)].filter((folder) => !first.has(folder));
}

const LATER: readonly string[] = laterFolders(SITE_MODELS);

/** @param later ids of the models that are fetched when first chosen */
export function modelBytes(sizes: Sizes, later = LATER): number {
  return sum(models(sizes).filter(({ path }) => !isOf(later, path)));
}

/** @param later ids of the models that are fetched when first chosen */
export function laterBytes(sizes: Sizes, later = LATER): number {
  return sum(models(sizes).filter(({ path }) => isOf(later, path)));
}

function models({ files }: Sizes): Sizes['files'] {
  return files.filter(({ path }) => path.startsWith('models/') && !isProgram(path));
}

function isOf(ids: readonly string[], path: string): boolean {
  return ids.some((id) => path.startsWith(`models/${id}/`));
}

function wasm(sizes: Sizes): string[] {
  return sizes.files.map(({ path }) => path).filter((path) => path.endsWith('.wasm'));
}

export function brokenBudgets(sizes: Sizes, budget = BUDGET, later = LATER): string[] {
  const broken: string[] = [];
  const atMost = (what: string, bytes: number, limit: number): void => {
    if (bytes > limit) broken.push(`${what}: ${bytes} bytes, at most ${limit}.`);
  };
  atMost('Shell of the page, gzipped', shellBytes(sizes), budget.shellBytes);
  atMost('Embedded models', modelBytes(sizes, later), budget.modelBytes);
  atMost('Models fetched when first chosen', laterBytes(sizes, later), budget.laterBytes);
  for (const { path, bytes } of sizes.files) atMost(path, bytes, budget.fileBytes);
  if (modelBytes(sizes, later) === 0) broken.push('The site holds no models.');
  for (const build of RUNTIMES) {
    const found = wasm(sizes).filter((path) => path.includes(`.${build}`));
    if (found.length !== 1) broken.push(`The ${build} runtime is there ${found.length} times.`);
  }
  for (const path of wasm(sizes))
    if (!RUNTIMES.some((build) => path.includes(`.${build}`)))
      broken.push(`${path}: a WASM file that no one asked for.`);
  return broken;
}

/** A lock file with download addresses would bind every install to one registry. */
export function lockHasAddresses(lock: string): boolean {
  return /"resolved"\s*:/.test(lock);
}

/**
 * Chunks that import the entry of a worker, which WebKit then evaluates a second time
 * (`workerChunk` in vite.config.ts keeps what they need beside the entry).
 */
export function importedWorkers(dist: string): string[] {
  const chunks = walk(dist, '').filter(({ path }) => path.endsWith('.js'));
  return chunks.flatMap(({ path }) =>
    staticImports(dist, path)
      .filter((imported) => /\.worker-[^/]*\.js$/.test(imported))
      .map((imported) => `${path} imports ${imported}, the entry of a worker.`),
  );
}

/** The page and all that it loads by itself: scripts, styles, preloads and their static imports. */
function shellFiles(dist: string): Set<string> {
  const seen = new Set(['index.html']);
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    if (!existsSync(join(dist, path))) throw new Error(`The site loads ${path}, which it lacks.`);
    seen.add(path);
    if (path.endsWith('.js')) for (const next of staticImports(dist, path)) visit(next);
  };
  for (const path of linked(readFileSync(join(dist, 'index.html'), 'utf8'))) visit(path);
  return seen;
}

function linked(html: string): string[] {
  const tags = html.match(/<(?:script|link)\b[^>]*>/g) ?? [];
  const loaded = tags.filter(
    (tag) => tag.startsWith('<script') || /rel="?(?:stylesheet|modulepreload)/.test(tag),
  );
  return loaded.flatMap((tag) => {
    const address = /(?:src|href)="([^"]+)"/.exec(tag)?.[1];
    return address ? [posix.normalize(address)] : [];
  });
}

function staticImports(dist: string, path: string): string[] {
  const { program } = parseSync(path, readFileSync(join(dist, path), 'utf8'));
  return program.body.flatMap((node) => {
    const importing =
      node.type === 'ImportDeclaration' ||
      node.type === 'ExportNamedDeclaration' ||
      node.type === 'ExportAllDeclaration';
    return importing && node.source ? [posix.join(dirname(path), node.source.value)] : [];
  });
}

function walk(root: string, folder: string): { path: string; bytes: number }[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = posix.join(folder, entry.name);
    if (entry.isDirectory()) return walk(root, path);
    return [{ path, bytes: statSync(join(root, path)).size }];
  });
}
