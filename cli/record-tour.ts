/**
 * `npm run record:tour`: the recordings of the tour (`public/learn`), made by the built page's own
 * stops in a browser without a window, as a person's Run there would. On the processor, so that
 * they can be made anywhere.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type {} from '../src/automation';
import { argsOrExit, optionsOf, UsageError } from './args/options';
import { launchBrowser } from './page/browser';
import { watched } from './page/drive';
import { ensureBuilt, ROOT } from './site/build';
import { serveSite } from './site/serve';

/** File, stop, and which of its scenes. The other stops show the recording that the page begins with. */
const RECORDINGS = [
  { file: 'flow', stop: 'flow', variant: '' },
  { file: 'passes', stop: 'passes', variant: '' },
  { file: 'blurs', stop: 'blurs', variant: '' },
  { file: 'fails-sum', stop: 'fails', variant: 'sum' },
  { file: 'fails-three', stop: 'fails', variant: 'three' },
] as const;
type Wanted = (typeof RECORDINGS)[number];

const NAMES = RECORDINGS.map(({ file }) => file);
const USAGE = `npm run record:tour -- [options]

Makes the recordings of the tour anew, into public/learn.

  --only NAMES    some of ${NAMES.join(', ')}, with commas between

CHROMIUM_PATH names the browser.`;

function readArgs(argv: readonly string[]): Wanted[] | null {
  const { only = NAMES.join(','), help } = optionsOf(argv, {
    only: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  });
  if (help) return null;
  return only.split(',').map((name) => {
    const found = RECORDINGS.find(({ file }) => file === name);
    if (!found) throw new UsageError(`--only ${name}: one of ${NAMES.join(', ')}.`);
    return found;
  });
}

const wanted = argsOrExit(readArgs, USAGE);
const say = (message: string) => void process.stderr.write(`${message}\n`);
const folder = join(ROOT, 'public/learn');
mkdirSync(folder, { recursive: true });
await ensureBuilt(say);
const site = await serveSite({ port: 0 });
const browser = await launchBrowser('none');
try {
  for (const { file, stop, variant } of wanted) {
    const page = await browser.newPage();
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
    await page.close();
    if (!bytes) throw new Error(`${file}: not all of it was made`);
    writeFileSync(join(folder, `${file}.trace`), Uint8Array.from(bytes));
    say(`${file}.trace: ${Math.round(bytes.length / 1000)} kB`);
  }
} catch (error) {
  say((error as Error).message);
  process.exitCode = 1;
} finally {
  await browser.close();
  await site.close();
}
