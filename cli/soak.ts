/**
 * `npm run soak`: many runs in a row on the built page. Memory of page and workers and the speed of
 * every lane must stay where they are. Prints JSON; exit code 1 when something grew or slowed.
 */
import type { Page } from '@playwright/test';
import type {} from '../src/automation';
import { figuresOf } from '../src/core/measure/metric';
import { mechanismOf } from '../src/core/mechanisms';
import type { Trace } from '../src/core/run/trace';
import { decodeRun } from '../src/core/saved/codec';
import { lanesOf, queryOf, settingsOf, type Texts } from './args/lanes';
import { argsOrExit, inRange, optionsOf } from './args/options';
import { complaints } from './output/report';
import { launchBrowser } from './page/browser';
import { ensureBuilt } from './site/build';
import { siteManifest } from './site/models';
import { serveSite } from './site/serve';
import { verdict, type Memory, type Paces, type Soak } from './verdict/soak';

const USAGE = `npm run soak -- [--runs 100] [--lanes LIST] [--tokens 16] [--steps 4] [--threads 0]
                 [--set KEY=VALUE]

Lanes and settings as of npm run demo. Measures on an otherwise idle machine.`;

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
  lanes: { type: 'string' },
  threads: { type: 'string', default: '0' },
  tokens: { type: 'string' },
  steps: { type: 'string' },
  set: { type: 'string', multiple: true },
  help: { type: 'boolean', short: 'h' },
} as const;

/** Short runs, of lanes that have the setting. */
const SHORT: Texts = { tokens: '16', steps: '4' };

function readArgs(argv: readonly string[]): Args | null {
  const { runs, lanes: list, help, set = [], ...given } = optionsOf(argv, OPTIONS);
  if (help) return null;
  const lanes = lanesOf(list, undefined);
  const short = Object.entries(SHORT).filter(([key]) =>
    lanes.some(({ entry }) => Object.hasOwn(settingsOf(entry), key)),
  );
  const texts = { backend: 'wasm', ...Object.fromEntries(short), ...given };
  const many = { label: 'Runs', min: 10, max: 100_000, whole: true };
  return {
    runs: Number(inRange('runs', runs, many)),
    query: queryOf(texts, set, lanes, siteManifest),
  };
}

async function once(page: Page): Promise<Paces> {
  const bytes = await page.evaluate(async () => {
    await globalThis.decodeAndDenoise.run();
    return globalThis.decodeAndDenoise.savedRun();
  });
  if (!bytes) throw new Error('a run left nothing');
  const { traces } = decodeRun(bytes);
  const [wrong] = complaints(traces);
  if (wrong) throw new Error(wrong);
  return Object.fromEntries(traces.map((trace) => [trace.spec.lane, paceOf(trace)]));
}

/** Milliseconds that a result takes. */
function paceOf(trace: Trace): number {
  const { metrics, pace } = mechanismOf(trace);
  return figuresOf(metrics, trace)[pace] ?? NaN;
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
  const paces: Paces[] = [];
  const every = Math.ceil(runs / (MEASUREMENTS - 1));
  for (let run = 1; run <= runs; run++) {
    paces.push(await once(page));
    if (run % every !== 0 && run !== runs) continue;
    memories.push(await memory(page, run));
    const { pageBytes, workerBytes } = memories.at(-1) as Memory;
    say(`${run} of ${runs}: page ${mb(pageBytes)}, workers ${mb(workerBytes)}`);
  }
  return { memories, runs: paces };
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
