/**
 * `npm run soak`: many runs in a row on the built page, and between them what a person does: forks,
 * files of every form, each view, a second tab. Memory, nodes, listeners, storage and the speed of
 * every lane must stay where they are. Prints JSON; exit code 1 when something grew or slowed.
 */
import type { BrowserContext, CDPSession, Page } from '@playwright/test';
import type {} from '../src/automation';
import { figuresOf } from '../src/core/measure/metric';
import { mechanismOf } from '../src/core/mechanisms';
import type { Trace } from '../src/core/run/trace';
import { decodeRun } from '../src/core/saved/codec';
import { lanesOf, queryOf, settingsOf, type Texts } from './args/lanes';
import { argsOrExit, inRange, optionsOf } from './args/options';
import { complaints } from './output/report';
import { launchBrowser } from './page/browser';
import { held, storage, visit } from './page/soak-visit';
import { ensureBuilt } from './site/build';
import { siteManifest } from './site/models';
import { serveSite } from './site/serve';
import { verdict, type Measurement, type Paces, type Soak } from './verdict/soak';

const USAGE = `npm run soak -- [--runs 300] [--visits 20] [--lanes LIST] [--tokens 16] [--steps 4]
                 [--threads 0] [--set KEY=VALUE]

So many runs, and between them so many visits: forks, exports, every view, a run in a second tab and
its reload; 0 is none. Lanes and settings as of npm run demo. Judges growth and speed as ratios, on
an otherwise idle machine.`;

/** Runs that settle caches and the optimising compiler before anything is compared. */
const WARM_UP = 5;
/** Everything is measured this many times over all the runs; each takes some 20 s. */
const MEASUREMENTS = 5;

const say = (message: string): void => void process.stderr.write(`${message}\n`);

interface Args {
  readonly runs: number;
  /** Runs from one visit to the next; null without any. */
  readonly every: number | null;
  readonly query: URLSearchParams;
}

const OPTIONS = {
  runs: { type: 'string', default: '300' },
  visits: { type: 'string', default: '20' },
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
  const { runs, visits, lanes: list, help, set = [], ...given } = optionsOf(argv, OPTIONS);
  if (help) return null;
  const lanes = lanesOf(list, undefined);
  const short = Object.entries(SHORT).filter(([key]) =>
    lanes.some(({ entry }) => Object.hasOwn(settingsOf(entry), key)),
  );
  const texts = { backend: 'wasm', ...Object.fromEntries(short), ...given };
  const many = { label: 'Runs', min: 10, max: 100_000, whole: true };
  const most = { label: 'Visits', min: 0, max: Number(runs), whole: true };
  const count = Number(inRange('runs', runs, many));
  const between = Number(inRange('visits', visits, most));
  return {
    runs: count,
    every: between ? Math.ceil(count / between) : null,
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
async function measurement(page: Page, session: CDPSession, run: number): Promise<Measurement> {
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
  return {
    run,
    pageBytes: sum('Window'),
    workerBytes: sum('DedicatedWorkerGlobalScope'),
    ...(await held(session)),
    storage: await storage(page),
  };
}

async function soak(context: BrowserContext, url: string, { runs, every }: Args): Promise<Soak> {
  const open = async (): Promise<Page> => {
    const page = await context.newPage();
    await page.goto(url);
    await page.waitForFunction(() => 'decodeAndDenoise' in globalThis);
    return page;
  };
  const page = await open();
  const second = every === null ? null : await open();
  await page.bringToFront();
  const session = await context.newCDPSession(page);
  await session.send('Performance.enable');
  const between = async (): Promise<void> => {
    if (!second) return;
    await visit(page, second);
    await page.bringToFront();
  };
  for (let i = 0; i < WARM_UP; i++) await once(page);
  // What is fetched and kept once is no growth.
  await between();
  await once(page);
  const measurements: Measurement[] = [];
  const measure = async (run: number): Promise<void> => {
    const now = await measurement(page, session, run);
    measurements.push(now);
    const { pageBytes, workerBytes, nodes, listeners, storage: kept } = now;
    say(
      `${run} of ${runs}: page ${mb(pageBytes)}, workers ${mb(workerBytes)}, ${nodes} nodes, ` +
        `${listeners} listeners, ${kept.runs} runs in ${mb(kept.runsBytes)} of ${mb(kept.usedBytes)}`,
    );
  };
  await measure(0);
  const paces: Paces[] = [];
  const part = Math.ceil(runs / (MEASUREMENTS - 1));
  for (let run = 1; run <= runs; run++) {
    paces.push(await once(page));
    if (every !== null && run % every === 0) {
      await between();
      // The last run on show is a plain one again, as it was before the first.
      await once(page);
    }
    if (run % part === 0 || run === runs) await measure(run);
  }
  return { measurements, runs: paces };
}

function mb(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

async function main(args: Args): Promise<number> {
  await ensureBuilt(say);
  const site = await serveSite({ port: 0 });
  const browser = await launchBrowser('none');
  try {
    const context = await browser.newContext();
    const result = verdict(await soak(context, `${site.url}?${args.query}`, args));
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
