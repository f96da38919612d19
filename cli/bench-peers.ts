/**
 * `npm run bench:peers`: our language engine against wllama on the same GGUF, against a bare loop
 * over its own session, and the picture engine against bare passes. One browser, WASM, warm,
 * rounds that alternate. Only ratios of one run mean something, and only on an idle machine.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Page } from '@playwright/test';
import { build } from 'vite';
import type {} from './bench/main';
import { decodeTokensPerSecond, prefillTokensPerSecond, type Sample } from './bench/sample';
import { DIST, ensureBuilt, QUIET, ROOT } from './build';
import { launchBrowser } from './browser';
import { longestTask } from './page';
import { serveSite } from './serve';
import { median, summary } from './stats';

const USAGE = `npm run bench:peers -- [--json] [--rounds 5] [--threads 2]

Measures on an otherwise idle machine. With --json the last line of the output is JSON; the
rounds are on stderr either way.`;

/** About 50 tokens with the chat template, and an answer longer than what is measured. */
const PROMPT =
  'Explain in simple words how a picture can be painted by a computer, one step at a time.';
const TOKENS = 64;
const STEPS = 20;
/** Loads that are followed by a first run. */
const LOADS = 3;

const say = (message: string): void => void process.stderr.write(`${message}\n`);

interface Args {
  readonly json: boolean;
  readonly rounds: number;
  readonly threads: number;
}

function readArgs(): Args {
  try {
    const { values } = parseArgs({
      options: {
        json: { type: 'boolean', default: false },
        rounds: { type: 'string', default: '5' },
        threads: { type: 'string', default: '2' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) {
      console.log(USAGE);
      process.exit(0);
    }
    const whole = (name: string, text: string, max: number): number => {
      const value = Number(text);
      if (Number.isInteger(value) && value >= 1 && value <= max) return value;
      throw new Error(`--${name} ${text}: a whole number from 1 to ${max}.`);
    };
    return {
      json: values.json,
      rounds: whole('rounds', values.rounds, 100),
      threads: whole('threads', values.threads, 16),
    };
  } catch (error) {
    say(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
}

/** Runs a and b in turns, the first one changing from round to round; one round before is not counted. */
async function alternate<A, B>(
  what: string,
  rounds: number,
  a: () => Promise<A>,
  b: () => Promise<B>,
): Promise<[A[], B[]]> {
  const ofA: A[] = [];
  const ofB: B[] = [];
  for (let round = -1; round < rounds; round++) {
    say(`${what}: ${round < 0 ? 'warming up' : `round ${round + 1} of ${rounds}`}`);
    const order = round % 2 === 0 ? [0, 1] : [1, 0];
    for (const which of order) {
      if (which === 0) ofA.push(await a());
      else ofB.push(await b());
    }
  }
  return [ofA.slice(1), ofB.slice(1)];
}

interface Versus {
  readonly ours: number;
  readonly wllama: number;
  readonly ratio: number;
}

function versus(name: string, ours: number[], wllama: number[]): Versus {
  const [a, b] = [median(ours), median(wllama)];
  say(`${name}, tok/s: ours ${summary(ours)}, wllama ${summary(wllama)}: ${(a / b).toFixed(2)}x`);
  return { ours: a, wllama: b, ratio: a / b };
}

async function againstWllama(page: Page, { rounds, threads }: Args) {
  const loaded = await page.evaluate((n) => benchPage.loadLanguage(n), threads);
  await page.evaluate((n) => benchPage.loadPeer(n), threads);
  say(`Ours: ${loaded}. Peer: wllama 3, WASM, ${threads} threads, the same file.`);
  const ask = { prompt: PROMPT, tokens: TOKENS };
  const ours = () => page.evaluate((a) => benchPage.language(a.prompt, a.tokens), ask);
  const { chat, ids } = await ours();
  const peer = () =>
    page.evaluate((a) => benchPage.peer(a.chat, a.tokens), { chat, tokens: TOKENS });
  const [mine, theirs] = await alternate('Ours and wllama', rounds, ours, peer);
  for (const { promptTokens, tokens } of theirs)
    if (promptTokens !== ids.length || tokens !== TOKENS)
      throw new Error(
        `wllama took ${promptTokens} tokens and wrote ${tokens}; ours ${ids.length} and ${TOKENS}`,
      );
  say(`${ids.length} prompt tokens, ${TOKENS} written, greedy.`);
  const of = (figure: (sample: Sample) => number, samples: Sample[]) => samples.map(figure);
  const decode = versus(
    'Decode',
    of(decodeTokensPerSecond, mine),
    of(decodeTokensPerSecond, theirs),
  );
  const prefill = versus(
    'Prefill (request to first token)',
    of(prefillTokensPerSecond, mine),
    of(prefillTokensPerSecond, theirs),
  );
  await page.evaluate(() => benchPage.endPeer());
  return { decode, prefill, ids };
}

/** What events, candidates, worker messages and the page's trace add to a decode pass. */
async function againstBareLoop(page: Page, ids: readonly number[], { rounds, threads }: Args) {
  await page.evaluate((n) => benchPage.loadBareLanguage(n), threads);
  const [ours, bare] = await alternate(
    'Ours and the bare loop',
    rounds,
    () =>
      page.evaluate(
        async (a) => (await benchPage.language(a.prompt, a.tokens)).decodeMs / (a.tokens - 1),
        { prompt: PROMPT, tokens: TOKENS },
      ),
    () =>
      page.evaluate(async (a) => (await benchPage.bareLanguage(a.ids, a.tokens)) / (a.tokens - 1), {
        ids,
        tokens: TOKENS,
      }),
  );
  const cost = (median(ours) / median(bare) - 1) * 100;
  say(
    `Decode, ms a token: ours ${summary(ours, 2)}, bare loop ${summary(bare, 2)}: ` +
      `trace and candidates cost ${cost.toFixed(1)}% (bar: 3%)`,
  );
}

/** How fast the first run after a load is, as a share of a warm one. */
async function firstRuns(page: Page, { threads }: Args): Promise<number> {
  const ratios: number[] = [];
  for (let i = 0; i < LOADS; i++) {
    await page.evaluate((n) => benchPage.loadLanguage(n), threads);
    const times: number[] = [];
    for (let run = 0; run < 4; run++)
      times.push(
        await page.evaluate(async (a) => (await benchPage.language(a.prompt, a.tokens)).totalMs, {
          prompt: PROMPT,
          tokens: TOKENS,
        }),
      );
    const [first = NaN, ...warm] = times;
    ratios.push(median(warm) / first);
  }
  say(`First run after a load, share of a warm one's speed: ${summary(ratios, 2)} (bar: 0.8)`);
  return median(ratios);
}

async function againstBarePasses(page: Page, { rounds, threads }: Args): Promise<void> {
  await page.evaluate((n) => benchPage.loadPictures(n), threads);
  const picture = () =>
    page.evaluate((a) => benchPage.picture(a.prompt, a.steps), {
      prompt: 'a green dragon',
      steps: STEPS,
    });
  const { batches } = await picture();
  const [ours, bare] = await alternate(
    'Picture and bare passes',
    rounds,
    async () => (await picture()).ms,
    () => page.evaluate((sizes) => benchPage.barePicture(sizes), batches),
  );
  const ratio = median(ours) / median(bare);
  say(
    `Picture of ${STEPS} steps, ms: ours ${summary(ours)}, ${batches.length} bare passes ` +
      `${summary(bare)}: ${ratio.toFixed(3)}x (bar: 1.1)`,
  );
}

/** The bench page, built by Vite with the site's own configuration, apart from the site. */
async function buildBench(outDir: string): Promise<void> {
  await build({
    root: ROOT,
    logLevel: 'warn',
    worker: QUIET.worker,
    build: {
      outDir,
      emptyOutDir: true,
      rolldownOptions: {
        ...QUIET.build.rolldownOptions,
        input: join(ROOT, 'cli/bench/index.html'),
      },
    },
  });
}

/** Serves a built site, opens one of its pages, and ends both however the work ends. */
async function inPage<T>(
  outDir: string,
  path: string,
  work: (page: Page) => Promise<T>,
): Promise<T> {
  const served = await serveSite({ port: 0, outDir });
  const browser = await launchBrowser('none');
  try {
    const page = await browser.newPage();
    await page.goto(served.url + path);
    return await work(page);
  } finally {
    await browser.close();
    await served.close();
  }
}

async function bench(args: Args) {
  const outDir = mkdtempSync(join(tmpdir(), 'bench-peers-'));
  // Also when the command is ended from outside: the site with its models is large.
  process.once('exit', () => rmSync(outDir, { recursive: true, force: true }));
  await buildBench(outDir);
  return inPage(outDir, 'cli/bench/index.html', async (page) => {
    const { ids, decode, prefill } = await againstWllama(page, args);
    await againstBareLoop(page, ids, args);
    const ratio = await firstRuns(page, args);
    await againstBarePasses(page, args);
    return { decode, prefill, firstRun: { ratio } };
  });
}

/** The main thread of the real page during a warm run of both lanes. */
async function mainThread({ threads }: Args): Promise<void> {
  await ensureBuilt(say);
  await inPage(DIST, `?backend=wasm&threads=${threads}`, async (page) => {
    const ms = await longestTask(page);
    say(`Longest task of the page's main thread in a run: ${ms.toFixed(0)} ms (bar: 50)`);
  });
}

const args = readArgs();
try {
  const result = await bench(args);
  await mainThread(args);
  if (args.json) console.log(JSON.stringify(result));
} catch (error) {
  say((error as Error).message);
  process.exitCode = 1;
}
