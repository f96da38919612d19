/**
 * `npm run bench:peers`: our language engine against wllama and plain transformers.js on the same
 * weights, against a bare loop over its own session, and the picture engine against bare passes. One
 * browser, WASM, warm, rounds that alternate. Only ratios of one run mean something, and only on an
 * idle machine.
 */
import { argsOrExit, inRange, optionsOf } from './args/options';
import { longestTask } from './page/drive';
import { inOwnPage, inPage } from './page/own-page';
import {
  againstBareLoop,
  againstBarePasses,
  againstTransformers,
  againstWllama,
  firstRuns,
  forks,
  type PeersArgs,
} from './peers/measure';
import { DIST, ensureBuilt } from './site/build';

const USAGE = `npm run bench:peers -- [--json] [--rounds 5] [--threads 2]

Measures on an otherwise idle machine. With --json the last line of the output is JSON; the
rounds are on stderr either way.`;

const say = (message: string): void => void process.stderr.write(`${message}\n`);

const OPTIONS = {
  json: { type: 'boolean', default: false },
  rounds: { type: 'string', default: '5' },
  threads: { type: 'string', default: '2' },
  help: { type: 'boolean', short: 'h' },
} as const;

function readArgs(argv: readonly string[]): PeersArgs | null {
  const { json, rounds, threads, help } = optionsOf(argv, OPTIONS);
  if (help) return null;
  const whole = (key: string, text: string, max: number): number =>
    Number(inRange(key, text, { label: key, min: 1, max, whole: true }));
  return { json, rounds: whole('rounds', rounds, 100), threads: whole('threads', threads, 16) };
}

async function bench(args: PeersArgs) {
  const path = 'cli/peers/index.html';
  return inOwnPage(path, 'none', async (page) => {
    const { ids, decode, prefill } = await againstWllama(page, args);
    const transformers = await againstTransformers(page, ids, args);
    const bareDecode = await againstBareLoop(page, ids, args);
    const ratio = await firstRuns(page, args);
    const fork = { ratio: await forks(page, args) };
    const denoise = await againstBarePasses(page, args);
    return {
      ...{ decode, prefill, firstRun: { ratio }, fork },
      ...{ transformers, bare: { decode: bareDecode, denoise } },
    };
  });
}

/** The main thread of the real page during a warm run of both lanes. */
async function mainThread({ threads }: PeersArgs): Promise<void> {
  await ensureBuilt(say);
  await inPage(DIST, `?backend=wasm&threads=${threads}`, 'none', async (page) => {
    const ms = await longestTask(page);
    say(`Longest task of the page's main thread in a run: ${ms.toFixed(0)} ms (bar: 50)`);
  });
}

const args = argsOrExit(readArgs, USAGE);
try {
  const result = await bench(args);
  await mainThread(args);
  if (args.json) console.log(JSON.stringify(result));
} catch (error) {
  say((error as Error).message);
  process.exitCode = 1;
}
