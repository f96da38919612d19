/**
 * `npm run soak`: many runs in a row on the built page. Memory of page and workers and the speed of
 * both lanes must stay where they are. Prints JSON; exit code 1 when something grew or slowed.
 */
import type { Page } from '@playwright/test';
import type {} from '../src/automation';
import { decodeRun } from '../src/core/saved/codec';
import { argsOrExit, optionsOf, UsageError } from './args/demo';
import { ensureBuilt } from './site/build';
import { launchBrowser } from './page/browser';
import { complaints, lanesOf, runReport } from './output/outputs';
import { serveSite } from './site/serve';
import { verdict, type Memory, type Soak, type Speed } from './verdict/soak';

const USAGE = `npm run soak -- [--runs 100] [--tokens 16] [--steps 4] [--threads 0]

Measures on an otherwise idle machine.`;

/** Runs that settle caches and the optimising compiler before anything is compared. */
const WARM_UP = 5;
/** Memory is measured this many times over all the runs; each takes some 20 s. */
const MEASUREMENTS = 5;

const say = (message: string): void => void process.stderr.write(`${message}\n`);

interface Args {
  readonly runs: number;
  readonly query: URLSearchParams;
}

const OPTIONS = {
  runs: { type: 'string', default: '100' },
  tokens: { type: 'string', default: '16' },
  steps: { type: 'string', default: '4' },
  threads: { type: 'string', default: '0' },
  help: { type: 'boolean', short: 'h' },
} as const;

function readArgs(argv: readonly string[]): Args | null {
  const { tokens, steps, threads, help, ...values } = optionsOf(argv, OPTIONS);
  if (help) return null;
  const runs = Number(values.runs);
  if (!Number.isInteger(runs) || runs < 10)
    throw new UsageError(`--runs ${values.runs}: a whole number from 10.`);
  return { runs, query: new URLSearchParams({ backend: 'wasm', tokens, steps, threads }) };
}

async function once(page: Page): Promise<Speed> {
  const bytes = await page.evaluate(async () => {
    await globalThis.decodeAndDenoise.run();
    return globalThis.decodeAndDenoise.savedRun();
  });
  if (!bytes) throw new Error('a run left nothing');
  const lanes = lanesOf(decodeRun(bytes).traces);
  const [wrong] = complaints(lanes);
  if (wrong) throw new Error(wrong);
  const { decodeTokensPerSecond, msPerStep } = runReport(lanes).metrics;
  return { decodeTokensPerSecond: decodeTokensPerSecond ?? NaN, msPerStep: msPerStep ?? NaN };
}

/** After a garbage collection, which the browser does before it answers. */
async function memory(page: Page, run: number): Promise<Memory> {
  const breakdown = await page.evaluate(async () => {
    const measured = await (
      performance as unknown as {
        measureUserAgentSpecificMemory(): Promise<{
          breakdown: { bytes: number; attribution: { scope: string }[] }[];
        }>;
      }
    ).measureUserAgentSpecificMemory();
    return measured.breakdown.map(({ bytes, attribution }) => ({
      bytes,
      scope: attribution[0]?.scope ?? '',
    }));
  });
  const sum = (scope: string): number =>
    breakdown.filter((part) => part.scope === scope).reduce((all, { bytes }) => all + bytes, 0);
  return { run, pageBytes: sum('Window'), workerBytes: sum('DedicatedWorkerGlobalScope') };
}

async function soak(page: Page, runs: number): Promise<Soak> {
  for (let i = 0; i < WARM_UP; i++) await once(page);
  const memories = [await memory(page, 0)];
  const speeds: Speed[] = [];
  const every = Math.ceil(runs / (MEASUREMENTS - 1));
  for (let run = 1; run <= runs; run++) {
    speeds.push(await once(page));
    if (run % every !== 0 && run !== runs) continue;
    memories.push(await memory(page, run));
    const { pageBytes, workerBytes } = memories.at(-1) as Memory;
    say(`${run} of ${runs}: page ${mb(pageBytes)}, workers ${mb(workerBytes)}`);
  }
  return { memories, speeds };
}

function mb(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

async function main({ runs, query }: Args): Promise<number> {
  await ensureBuilt(say);
  const site = await serveSite({ port: 0 });
  const browser = await launchBrowser('none');
  try {
    const page = await browser.newPage();
    await page.goto(`${site.url}?${query}`);
    await page.waitForFunction(() => 'decodeAndDenoise' in globalThis);
    const result = verdict(await soak(page, runs));
    console.log(JSON.stringify(result, null, 2));
    return result.flat ? 0 : 1;
  } finally {
    await browser.close();
    await site.close();
  }
}

const args = argsOrExit(readArgs, USAGE);
try {
  process.exitCode = await main(args);
} catch (error) {
  say((error as Error).message);
  process.exitCode = 1;
}
