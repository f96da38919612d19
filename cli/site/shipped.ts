/**
 * What the built site is made of by others: the npm packages of which it holds code or files, found
 * by the bundler itself, and the models. Written with every build as `licences.txt` (the texts that
 * have to go with copies) and `sbom.cdx.json` (CycloneDX 1.6), and compared with NOTICES.md by
 * `npm test`.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

const ROOT = join(import.meta.dirname, '../..');

/** Of an npm package in the site. */
export interface Library {
  readonly name: string;
  readonly version: string;
  /** SPDX. */
  readonly licence: string;
  /** Base64 of the SHA-512 of the package as published, from the lock file. */
  readonly integrity: string;
  /** Of its licence, and of its notice where it has one. */
  readonly text: string;
}

interface Model {
  readonly id: string;
  readonly name: string;
  readonly licence: string;
  readonly attribution: string;
  readonly files: readonly {
    readonly role: string;
    readonly path: string;
    readonly sha256: string;
  }[];
}

/** Licences that ask for no more than their text; anything else is for a person to decide on. */
const FINE = ['0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'ISC', 'MIT', 'OFL-1.1'];

/** Of packages that come without a text of their own. */
const TEXTS: Readonly<Record<string, string>> = {
  'onnxruntime-common': 'licences/MIT-onnxruntime.txt',
  'onnxruntime-web': 'licences/MIT-onnxruntime.txt',
};

/** What packages bring along in their own bundles, by their source maps; each under the named licence. */
const INSIDE: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  '@mlc-ai/web-llm': {
    '@mlc-ai/web-runtime': 'Apache-2.0',
    '@mlc-ai/web-tokenizers': 'Apache-2.0',
    '@mlc-ai/web-xgrammar': 'Apache-2.0',
    loglevel: 'MIT',
    tslib: '0BSD',
  },
};

/** Code of the bundlers themselves that they put into what they make. */
const VIRTUAL: Readonly<Record<string, string>> = { vite: 'vite', rolldown: 'rolldown' };

/** The folder below the root of the package that a module or file is of; null for our own. */
export function packageFolder(id: string): string | null {
  const [, virtual] = /^\0(?:@[^/]+\/)?(\w+)[/:]/.exec(id) ?? [];
  if (id.startsWith('\0')) {
    const name = VIRTUAL[virtual ?? ''];
    return name ? `node_modules/${name}` : null;
  }
  const [path = ''] = id.replaceAll('\\', '/').split('?');
  const from = path.indexOf('node_modules/');
  if (from < 0) return null;
  const [, folder] = /^(.*node_modules\/(?:@[^/]+\/)?[^/]+)\//.exec(path.slice(from)) ?? [];
  return folder ?? null;
}

interface Lock {
  readonly packages: Readonly<Record<string, { readonly integrity?: string } | undefined>>;
}

/** @throws Error on a package without version, licence or text, which nobody could ship */
export function libraryIn(folder: string, lock: Lock, root = ROOT): Library {
  const at = join(root, folder);
  const { name, version, license } = JSON.parse(
    readFileSync(join(at, 'package.json'), 'utf8'),
  ) as Record<string, unknown>;
  const integrity = lock.packages[folder]?.integrity;
  if (typeof name !== 'string' || typeof version !== 'string' || typeof license !== 'string')
    throw new Error(`${folder} says no name, version or licence.`);
  if (!integrity?.startsWith('sha512-'))
    throw new Error(`${folder} has no SHA-512 in package-lock.json.`);
  return {
    ...{ name, version, licence: license, integrity: integrity.slice('sha512-'.length) },
    text: textOf(name, at, root),
  };
}

function textOf(name: string, folder: string, root: string): string {
  const own = TEXTS[name];
  const paths = own
    ? [join(root, own)]
    : readdirSync(folder)
        .filter((file) => /^(?:licen[cs]e|copying|notice)/i.test(file))
        .map((file) => join(folder, file));
  if (!paths.length) throw new Error(`${name} comes without the text of its licence.`);
  return paths.map((path) => readFileSync(path, 'utf8').trim()).join('\n\n');
}

function models(root = ROOT): Model[] {
  const folder = join(root, 'public/models');
  return readdirSync(folder)
    .map((id) => join(folder, id, 'manifest.json'))
    .filter((path) => existsSync(path))
    .map((path) => JSON.parse(readFileSync(path, 'utf8')) as Model);
}

/** One text for all: what a copy of the site has to bring along. */
export function licencesText(libraries: readonly Library[]): string {
  const parts = libraries.map(
    ({ name, version, licence, text }) => `${name} ${version} (${licence})\n\n${text}`,
  );
  const own = readFileSync(join(ROOT, 'LICENSE'), 'utf8').trim();
  return `${[`Decode & Denoise\n\n${own}`, ...parts].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

/** A bill of materials without dates and random numbers: the same sources give the same file. */
export function bill(libraries: readonly Library[], of: readonly Model[] = models()): object {
  const { name, version, description, license } = JSON.parse(
    readFileSync(join(ROOT, 'package.json'), 'utf8'),
  ) as Record<string, string>;
  const licences = (id = ''): object => ({
    licenses: [id.includes(' ') ? { expression: id } : { license: { id } }],
  });
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    version: 1,
    metadata: {
      component: {
        type: 'application',
        'bom-ref': name,
        name,
        version,
        description,
        ...licences(license),
      },
    },
    components: [
      ...libraries.map((library) => {
        const purl = `pkg:npm/${library.name.replace('@', '%40')}@${library.version}`;
        return {
          ...{
            type: 'library',
            'bom-ref': purl,
            name: library.name,
            version: library.version,
            purl,
          },
          ...licences(library.licence),
          hashes: [
            { alg: 'SHA-512', content: Buffer.from(library.integrity, 'base64').toString('hex') },
          ],
          components: Object.entries(INSIDE[library.name] ?? {}).map(([inside, licence]) => ({
            type: 'library',
            'bom-ref': `${purl}#${inside}`,
            name: inside,
            ...licences(licence),
          })),
        };
      }),
      ...of.map((model) => ({
        type: model.files.some(({ role }) => role === 'weights')
          ? 'machine-learning-model'
          : 'data',
        'bom-ref': `models/${model.id}`,
        name: model.name,
        description: model.attribution,
        ...licences(model.licence),
        components: model.files.map(({ path, sha256 }) => ({
          type: 'file',
          'bom-ref': `models/${model.id}/${path}`,
          name: path,
          hashes: [{ alg: 'SHA-256', content: sha256 }],
        })),
      })),
    ],
  };
}

const BEGIN = '<!-- Written by `npm run notices` from what the build holds. -->';
const END = '<!-- To here. -->';

/** NOTICES.md with the table of libraries as they are now. @throws Error where its place is gone */
export function withLibraries(
  notices: string,
  libraries: readonly Pick<Library, 'name' | 'licence'>[],
): string {
  const from = notices.indexOf(BEGIN);
  const to = notices.indexOf(END);
  if (from < 0 || to < from) throw new Error('NOTICES.md has no place for the libraries.');
  const rows = [['Library', 'Licence'], ...libraries.map(({ name, licence }) => [name, licence])];
  const widths = [0, 1].map((i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  const line = (row: readonly string[], fill = ' '): string =>
    `| ${row.map((cell, i) => cell.padEnd(widths[i] ?? 0, fill)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  const table = [line(head), line(['', ''], '-'), ...body.map((row) => line(row))].join('\n');
  return `${notices.slice(0, from)}${BEGIN}\n\n${table}\n\n${notices.slice(to)}`;
}

export const BILL = 'sbom.cdx.json';
export const LICENCES = 'licences.txt';

interface Part {
  readonly type: string;
  readonly name: string;
  readonly licenses: readonly { readonly license?: { readonly id: string } }[];
  readonly components?: readonly Part[];
}

/** The libraries that a built site says it holds. */
export function librariesIn(dist: string): Pick<Library, 'name' | 'licence'>[] {
  const { components } = JSON.parse(readFileSync(join(dist, BILL), 'utf8')) as {
    components: readonly Part[];
  };
  const libraries = components
    .flatMap((part) => (part.type === 'library' ? [part, ...(part.components ?? [])] : []))
    .map(({ name, licenses }) => ({ name, licence: licenses[0]?.license?.id ?? '' }));
  return libraries
    .filter(({ name }, i) => libraries.findIndex((one) => one.name === name) === i)
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** What is wrong with what a built site ships, one sentence each. */
export function supplyFaults(
  dist: string,
  { notices, lock, pack }: { notices: string; lock: string; pack: string },
): string[] {
  const faults: string[] = [];
  const libraries = librariesIn(dist);
  for (const { name, licence } of libraries)
    if (!FINE.includes(licence))
      faults.push(`${name} is under ${licence}: is that a licence to ship?`);
  if (withLibraries(notices, libraries) !== notices)
    faults.push('NOTICES.md does not list the libraries of the build: npm run notices.');
  const { packages } = JSON.parse(lock) as {
    packages: Record<string, { integrity?: string; link?: boolean }>;
  };
  for (const [path, { integrity, link }] of Object.entries(packages))
    if (path && !link && !integrity) faults.push(`package-lock.json has no checksum of ${path}.`);
  const { dependencies, devDependencies } = JSON.parse(pack) as Record<
    string,
    Record<string, string>
  >;
  for (const [name, version] of Object.entries({ ...dependencies, ...devDependencies }))
    if (!/^\d+\.\d+\.\d+(?:-[\w.-]+)?$/.test(version))
      faults.push(`package.json asks for ${name} ${version}: one version, not a range.`);
  return faults;
}

/** The plugin, and its part in the builds of workers, which are builds of their own. */
export function shipped(): { page: Plugin; worker: Plugin } {
  const folders = new Set<string>();
  const look: NonNullable<Plugin['generateBundle']> = (_, bundle) => {
    for (const part of Object.values(bundle)) {
      const ids =
        part.type === 'chunk'
          ? Object.entries(part.modules).flatMap(([id, { renderedLength }]) =>
              renderedLength > 0 ? id : [],
            )
          : part.originalFileNames;
      for (const id of ids) {
        const folder = packageFolder(id);
        if (folder) folders.add(folder);
      }
    }
  };
  const page: Plugin = {
    name: 'shipped',
    apply: 'build',
    enforce: 'post',
    generateBundle(options, bundle, isWrite) {
      look.call(this, options, bundle, isWrite);
      const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as Lock;
      const libraries = [...folders]
        .map((folder) => libraryIn(folder, lock))
        .sort((a, b) =>
          a.name < b.name ? -1 : a.name > b.name ? 1 : a.version < b.version ? -1 : 1,
        );
      const emit = (fileName: string, source: string): void =>
        void this.emitFile({ type: 'asset', fileName, source });
      emit(LICENCES, licencesText(libraries));
      emit(BILL, `${JSON.stringify(bill(libraries), null, 1)}\n`);
    },
  };
  return { page, worker: { name: 'shipped', generateBundle: look } };
}
