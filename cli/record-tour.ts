/**
 * `npm run record:tour`: the recordings of the tour (`public/learn`), made by the built page's own
 * stops in a browser without a window, as a person's Run there would. On the processor, so that
 * they can be made anywhere.
 */
import { existsSync, mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type {} from '../src/automation';
import { argsOrExit, optionsOf, UsageError } from './args/options';
import { launchBrowser } from './page/browser';
import { watched } from './page/drive';
import { ensureBuilt, ROOT } from './site/build';
import { serveSite } from './site/serve';

interface Wanted {
  readonly file: string;
  readonly stop: string;
  /** Which of its scenes. */
  readonly variant: string;
}

const TASKS = ['sum', 'invented', 'letters', 'three', 'places', 'colours', 'writing', 'frames'];
/** The other stops show the recording that the page begins with. */
const RECORDINGS: readonly Wanted[] = [
  ...['swap', 'flow', 'passes', 'blurs'].map((stop) => ({ file: stop, stop, variant: '' })),
  ...TASKS.map((variant) => ({ file: `fails-${variant}`, stop: 'fails', variant })),
];
/** A first try can meet a busy machine; a second failure is one. */
const TRIES = 2;

const NAMES = RECORDINGS.map(({ file }) => file);
const USAGE = `npm run record:tour -- [options]

Makes recordings of the tour anew, into public/learn, each by itself: one that fails is tried once
more, and the others are made all the same. An old one stays until its new one is whole.

  --only NAMES    some of ${NAMES.join(', ')}, with commas between
  --missing       only those that are not there

CHROMIUM_PATH names the browser. Exit code 0: all were made; 1: some were not; 2: bad arguments.`;

function readArgs(argv: readonly string[]): Wanted[] | null {
  const {
    only = NAMES.join(','),
    missing,
    help,
  } = optionsOf(argv, {
    only: { type: 'string' },
    missing: { type: 'boolean' },
    help: { type: 'boolean', short: 'h' },
  });
  if (help) return null;
  const named = only.split(',').map((name) => {
    const found = RECORDINGS.find(({ file }) => file === name);
    if (!found) throw new UsageError(`--only ${name}: one of ${NAMES.join(', ')}.`);
    return found;
  });
  return missing ? named.filter(({ file }) => !existsSync(placeOf(file))) : named;
}

function placeOf(file: string): string {
  return join(FOLDER, `${file}.trace`);
}

const FOLDER = join(ROOT, 'public/learn');
const wanted = argsOrExit(readArgs, USAGE);
const say = (message: string) => void process.stderr.write(`${message}\n`);
mkdirSync(FOLDER, { recursive: true });
await ensureBuilt(say);
const site = await serveSite({ port: 0 });
const browser = await launchBrowser('none');
// One profile for all: the models are fetched and unpacked once.
const context = await browser.newContext();

/** @returns the recording, as a file. @throws where something of it was not made */
async function record({ stop, variant }: Wanted): Promise<Uint8Array> {
  const page = await context.newPage();
  try {
    const bytes = await watched(page, async () => {
      await page.goto(`${site.url}?backend=wasm`);
      await page.waitForFunction(() => 'decodeAndDenoise' in globalThis);
      return page.evaluate(
        async ([id, scene]) => {
          const made = await globalThis.decodeAndDenoise.learn(id, scene);
          return made && Array.from(made);
        },
        [stop, variant] as const,
      );
    });
    if (!bytes) throw new Error('not all of it was made');
    return Uint8Array.from(bytes);
  } finally {
    await page.close();
  }
}

const began = Date.now();
let failed = 0;
try {
  for (const one of wanted)
    for (let tries = 1; tries <= TRIES; tries++)
      try {
        const from = Date.now();
        const bytes = await record(one);
        const part = `${placeOf(one.file)}.part`;
        writeFileSync(part, bytes);
        renameSync(part, placeOf(one.file));
        const seconds = Math.round((Date.now() - from) / 1000);
        say(`${one.file}.trace: ${Math.round(bytes.length / 1000)} kB in ${seconds} s`);
        break;
      } catch (error) {
        say(`${one.file}, try ${tries}: ${(error as Error).message}`);
        if (tries === TRIES) failed++;
      }
} finally {
  await browser.close();
  await site.close();
}
say(
  `${wanted.length - failed} of ${wanted.length} made in ${Math.round((Date.now() - began) / 1000)} s.`,
);
process.exitCode = failed ? 1 : 0;
