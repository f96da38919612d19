import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defaultClientConditions, defineConfig, type HtmlTagDescriptor, type Plugin } from 'vite';
import { OWN_PAGES } from './cli/site/build';
import { shipped } from './cli/site/shipped';
import { offline } from './cli/site/offline';
import { headersOf, isolationHeaders, metaPolicy, NO_TRUSTED_TYPES } from './src/offline/headers';

/**
 * The content policy, in the page itself for hosts that send no headers. The development server adds
 * styles and markup by script, which the policy of the built page forbids.
 */
const contentPolicy: Plugin = {
  name: 'content-policy',
  // Vitest's own pages have scripts in them, which it forbids: a browser then waits for ever.
  apply: (_, { mode }) => !process.env['VITEST'] && mode !== OWN_PAGES,
  transformIndexHtml(_, { server }) {
    const loose = { 'style-src': ["'self'", "'unsafe-inline'"], ...NO_TRUSTED_TYPES };
    const content = metaPolicy(server ? loose : {});
    const attrs = { 'http-equiv': 'Content-Security-Policy', content };
    return [{ tag: 'meta', attrs, injectTo: 'head-prepend' }];
  },
};

/** What `npm start` sends with every answer. */
const sentHeaders: Plugin = {
  name: 'sent-headers',
  configurePreviewServer: ({ middlewares, config }) => {
    const own = config.mode === OWN_PAGES;
    middlewares.use(({ url = '' }, response, next) => {
      const [path = ''] = url.split('?');
      const headers = own ? isolationHeaders : headersOf(path);
      for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
      next();
    });
  },
};

/** Lists of what lies in `public/models`, read by the page's script and not only served. */
const LISTS = ['public/models/index.json', 'public/models/records.json'];

/** Assembles WebAssembly text; the module's default export is its bytes (src/wat.d.ts). */
const webAssemblyText: Plugin = {
  name: 'web-assembly-text',
  async load(id) {
    if (!id.endsWith('.wat')) return null;
    const { default: start } = await import('wabt');
    const features = { simd: true, relaxed_simd: true };
    const parsed = (await start()).parseWat(id, readFileSync(id, 'utf8'), features);
    parsed.validate();
    const text = Buffer.from(parsed.toBinary({}).buffer).toString('base64');
    return `export default Uint8Array.from(atob(${JSON.stringify(text)}), (c) => c.charCodeAt(0));`;
  },
};

/**
 * The catalogue of models is served as it is and built into the page; Vite wants a file to be one
 * or the other.
 */
const catalogue: Plugin = {
  name: 'catalogue',
  enforce: 'pre',
  // The names must not end like files: Vite would parse them as JSON.
  resolveId(id) {
    const at = LISTS.findIndex((list) => id.endsWith(list));
    return at < 0 ? null : `\0catalogue:${at}`;
  },
  load(id) {
    const [, at] = /^\0catalogue:(\d+)$/.exec(id) ?? [];
    const list = LISTS[Number(at)];
    if (!list) return null;
    return `export default ${readFileSync(new URL(list, import.meta.url), 'utf8')}`;
  },
};

/** All that an entry imports statically, itself included; packages' and Vite's own modules too. */
function staticGraph(entry: string, imports: (id: string) => readonly string[]): Set<string> {
  const seen = new Set<string>();
  const visit = (id: string): void => {
    if (seen.has(id)) return;
    seen.add(id);
    imports(id).forEach(visit);
  };
  visit(entry);
  return seen;
}

const path = (file: string) => fileURLToPath(new URL(file, import.meta.url));

/**
 * The chunk of the page proper, as one file: what it shares with later parts would be split off file
 * by file otherwise, and a dozen small files compress worse than one. The entry keeps what it needs
 * before.
 */
function shellChunk(id: string, modules: ModuleGraph): string | null {
  const imports = (one: string) => modules.getModuleInfo(one)?.importedIds ?? [];
  const before = staticGraph(path('src/boot.ts'), imports);
  if (before.has(id) || id.includes('preload-helper')) return 'boot';
  return staticGraph(path('src/main.ts'), imports).has(id) ? 'page' : null;
}

/**
 * What the entry of a worker imports at once, in a chunk beside it: a chunk that is fetched later and
 * needs some of it would import the entry otherwise, and WebKit then evaluates the entry a second
 * time (a second policy, a second engine, a language that was never set).
 */
function workerChunk(id: string, modules: ModuleGraph): string | null {
  const imports = (one: string) => modules.getModuleInfo(one)?.importedIds ?? [];
  const before = WORKER_BEGINNING.some((file) => staticGraph(path(file), imports).has(id));
  return before ? 'worker-base' : null;
}

const WORKER_BEGINNING = ['src/trusted.ts', 'src/workers/entry.ts'];

interface ModuleGraph {
  getModuleInfo(id: string): { readonly importedIds: readonly string[] } | null;
}

/**
 * The page proper is imported once the language stands (src/boot.ts). It and its styles are named in
 * index.html, so that they are fetched beside the entry and not after it.
 */
const preloadPage: Plugin = {
  name: 'preload-page',
  transformIndexHtml: {
    order: 'post',
    handler(html, { bundle = {} }) {
      const chunks = Object.values(bundle).filter((one) => one.type === 'chunk');
      const page = chunks.find(({ moduleIds }) => moduleIds.includes(path('src/main.ts')));
      // There is none in development.
      if (!page) return [];
      const files = [page.fileName, ...page.imports];
      const loaded = chunks.filter(({ fileName }) => files.includes(fileName));
      const styles = loaded.flatMap(({ viteMetadata }) => [...(viteMetadata?.importedCss ?? [])]);
      return [
        // What the entry shares with it is linked already.
        ...files.filter((file) => !html.includes(file)).map((file) => link('modulepreload', file)),
        ...styles.map((file) => link('stylesheet', file)),
      ];
    },
  },
};

function link(rel: string, file: string): HtmlTagDescriptor {
  return { tag: 'link', attrs: { rel, crossorigin: true, href: `./${file}` }, injectTo: 'head' };
}
const supply = shipped();

export default defineConfig({
  // Relative addresses: the built site works from any host and any sub-path.
  base: './',
  plugins: [
    svelte(),
    catalogue,
    contentPolicy,
    sentHeaders,
    webAssemblyText,
    preloadPage,
    supply.page,
    offline(),
  ],
  worker: {
    format: 'es',
    plugins: () => [webAssemblyText, supply.worker],
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: workerChunk }] } } },
  },
  // The build of onnxruntime-web that names no WASM file by itself: engines/runtime/ort.ts does, so
  // that exactly one of its 27 MB variants is in dist, once.
  resolve: { conditions: ['onnxruntime-web-use-extern-wasm', ...defaultClientConditions] },
  optimizeDeps: {
    entries: ['index.html'],
    exclude: ['onnxruntime-web', '@huggingface/transformers'],
  },
  server: {
    headers: isolationHeaders,
    // Python environments and training data: tens of thousands of files that no page imports.
    watch: { ignored: ['**/models/.venv/**', '**/models/.work/**', '**/dist/**'] },
  },
  build: {
    target: 'es2023',
    // The WASM runtime is one large file and is meant to be.
    chunkSizeWarningLimit: 2000,
    assetsInlineLimit: 0,
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: shellChunk }] } } },
  },
});
