/**
 * `npm run measure:main-thread`: the tasks of the page's main thread, on the built page in Chromium,
 * while it plays, loads, runs both lanes, opens and exports a run as long as the page makes them,
 * and shows each view. Prints a table; exit code 1 when a task computed for longer than it may.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type {} from '../src/automation';
import { packRun } from '../src/state/saved/file';
import { pictureTrace, textTrace } from '../tests/helpers/traces';
import { argsOrExit, inRange, optionsOf } from './args/options';
import { launchBrowser } from './page/browser';
import { CATEGORIES, tasksOf, type Task } from './page/tasks';
import { ensureBuilt } from './site/build';
import { serveSite } from './site/serve';

const USAGE = `npm run measure:main-thread -- [--tokens 32] [--steps 8] [--only WORDS]

Runs both lanes with so many tokens and steps; --only: scenes whose name contains these words.
A task is judged by the time it computed: what other programs on this machine took is not in it.`;

/** No longer than this: what a person does is answered in the next few frames. */
const LIMIT_MS = 50;
/** The longest run that the page makes. */
const LONG = { tokens: 1024, candidates: 20, steps: 200 };
/** What is exported is opened first, so this is in every choice of scenes. */
const OPENING = 'open a long run';
/** Long enough for whatever a click began to be over, and for what follows it. */
const REST_MS = 1500;

const say = (message: string): void => void process.stderr.write(`${message}\n`);

interface Args {
  readonly tokens: string;
  readonly steps: string;
  readonly only: string;
}

function readArgs(argv: readonly string[]): Args | null {
  const options = {
    tokens: { type: 'string', default: '32' },
    steps: { type: 'string', default: '8' },
    only: { type: 'string', default: '' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  const { tokens, steps, only, help } = optionsOf(argv, options);
  if (help) return null;
  inRange('tokens', tokens, { label: 'Tokens', min: 1, max: 1024, whole: true });
  inRange('steps', steps, { label: 'Steps', min: 1, max: 200, whole: true });
  return { tokens, steps, only };
}

type Scene = readonly [name: string, work: (page: Page) => Promise<unknown>];

const rest = (page: Page): Promise<void> => page.waitForTimeout(REST_MS);

async function longRun(): Promise<Uint8Array> {
  const { tokens, candidates, steps } = LONG;
  return packRun({
    createdAt: '2026-11-27T00:00:00Z',
    userAgent: 'measure:main-thread',
    traces: [
      textTrace({ spec: { maxTokens: tokens }, tokens, candidates }),
      pictureTrace({ spec: { steps } }),
    ],
  });
}

/** Presses a button of the list in Keep, and waits for the file. */
function exported(button: string | RegExp): Scene['1'] {
  return async (page) => {
    const file = page.waitForEvent('download', { timeout: 180_000 });
    // A name that is given as words is the whole name.
    const exact = typeof button === 'string';
    await page.getByRole('button', { name: button, exact }).first().click();
    await (await file).path();
    await rest(page);
  };
}

function scenes(file: string): readonly Scene[] {
  const view = (name: string): Scene => [
    `view ${name}`,
    async (page) => {
      await page.getByRole('link', { name, exact: true }).first().click();
      await rest(page);
    },
  ];
  return [
    ['recording', (page) => page.waitForTimeout(8000)],
    ['load and first run', (page) => page.evaluate(() => globalThis.decodeAndDenoise.run())],
    ['warm run', (page) => page.evaluate(() => globalThis.decodeAndDenoise.run())],
    [
      OPENING,
      async (page) => {
        await page.getByLabel('A saved run').setInputFiles(file);
        await page.getByText('Opened run.').waitFor({ timeout: 180_000 });
        await rest(page);
      },
    ],
    [
      'play and scrub a long run',
      async (page) => {
        const playhead = page.getByRole('slider').first();
        await playhead.focus();
        for (let i = 0; i < 20; i++) await playhead.press(i < 10 ? 'ArrowLeft' : 'ArrowRight');
        for (const key of ['Home', 'End']) await playhead.press(key);
        await rest(page);
      },
    ],
    ['save as a file', exported('Save as a file')],
    ['text', exported('Text')],
    ['numbers as JSON', exported('Numbers, JSON')],
    ['tokens as CSV', exported(/^Tokens.*CSV/)],
    ['steps as CSV', exported(/^Steps.*CSV/)],
    ['picture', exported('PNG')],
    ['filmstrip', exported(/^All .*PNG$/)],
    ['GIF', exported('Animated GIF')],
    ['WebM', exported('WebM video')],
    view('Compare'),
    view('Learn'),
    view('Models'),
    view('Watch'),
  ];
}

async function watched(page: Page, work: Scene['1']): Promise<readonly Task[]> {
  const browser = page.context().browser();
  if (!browser) throw new Error('The browser is gone.');
  await browser.startTracing(page, { categories: [...CATEGORIES] });
  const done = await Promise.resolve(work(page)).catch((error: unknown) => error);
  const bytes = await browser.stopTracing();
  if (done instanceof Error) throw done;
  return tasksOf(bytes.toString());
}

async function main({ tokens, steps, only }: Args): Promise<number> {
  await ensureBuilt(say);
  const site = await serveSite({ port: 0 });
  const browser = await launchBrowser('none');
  const folder = mkdtempSync(join(tmpdir(), 'decode-and-denoise-tasks-'));
  const file = join(folder, 'long.trace');
  writeFileSync(file, await longRun());
  let worst = 0;
  try {
    const page = await browser.newPage();
    const query = new URLSearchParams({ backend: 'wasm', prompt: 'a red apple', tokens, steps });
    const open: Scene = [
      'open the page',
      async () => void (await page.goto(`${site.url}?${query}`)),
    ];
    const all = scenes(file).filter(([name]) => name === OPENING || name.includes(only));
    console.log('computed  passed  over  scene, and what the longest task did');
    for (const [name, work] of [open, ...all]) {
      let found: readonly Task[] = [];
      try {
        found = await watched(page, work);
      } catch (error) {
        console.log(`  ${name}: ${(error as Error).message.split('\n')[0]}`);
        worst = Infinity;
        continue;
      }
      const [longest] = found;
      worst = Math.max(worst, longest?.computed ?? 0);
      const over = found.filter(({ computed }) => computed > LIMIT_MS);
      const ms = (value = 0): string => value.toFixed(0).padStart(5);
      console.log(
        `${ms(longest?.computed)} ms ${ms(longest?.passed)} ms ${String(over.length).padStart(4)}  ${name}: ${longest?.what ?? 'nothing'}`,
      );
      for (const { computed, what } of over.slice(1, 4))
        console.log(`${ms(computed)} ms                  ${what}`);
    }
  } finally {
    await browser.close();
    await site.close();
    rmSync(folder, { recursive: true, force: true });
  }
  if (worst > LIMIT_MS) say(`A task of the main thread may take ${LIMIT_MS} ms.`);
  return worst > LIMIT_MS ? 1 : 0;
}

const args = argsOrExit(readArgs, USAGE);
try {
  process.exitCode = await main(args);
} catch (error) {
  say((error as Error).message);
  process.exitCode = 1;
}
