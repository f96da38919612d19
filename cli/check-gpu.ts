/**
 * `npm run check:gpu`: for a machine with a GPU. Every engine is loaded and held to its known
 * answer, its passes are timed and counted, the GPU is taken away from it, two lanes compute at
 * once, the roofline is measured; one report as JSON and as text (docs/gpu.md).
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { arch, cpus, release, type } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { argsOrExit, GPUS, inRange, oneOf, optionsOf } from './args/options';
import type {} from './check-gpu/main';
import {
  asText,
  faultsOf,
  type EngineReport,
  type GpuReport,
  type Outcome,
} from './check-gpu/report';
import { COUNTED, type Counted } from './count-gpu/calls';
import { inOwnPage } from './page/own-page';

const USAGE = `npm run check:gpu -- [options]

Checks every engine on this machine's GPU and writes a report; see docs/gpu.md.

  --gpu NAME      real or software (SwiftShader, slow)      (real)
  --engine NAME   ${COUNTED.join(', ')} or all              (all)
  --passes N      passes that are timed, 1 to 1000          (50)
  --context N     tokens of the long context, 32 to 8000    (2000)
  --out FOLDER    where the report goes                     (docs/gpu-reports)
  --driver TEXT   the driver and its version, which no browser tells; part of the report's name

CHROMIUM_PATH names the browser. It ends with 0 only if all is right.`;

const PAGE = 'cli/check-gpu/index.html';

function readArgs(argv: readonly string[]) {
  const { gpu, engine, passes, context, out, driver, help } = optionsOf(argv, {
    gpu: { type: 'string', default: 'real' },
    engine: { type: 'string', default: 'all' },
    passes: { type: 'string', default: '50' },
    context: { type: 'string', default: '2000' },
    out: { type: 'string', default: join('docs', 'gpu-reports') },
    driver: { type: 'string', default: '' },
    help: { type: 'boolean', short: 'h' },
  });
  if (help) return null;
  const whole = (key: string, value: string, min: number, max: number) =>
    Number(inRange(key, value, { label: key, min, max, whole: true }));
  const named = oneOf('engine', engine, [...COUNTED, 'all'] as const);
  return {
    out,
    driver,
    gpu: oneOf(
      'gpu',
      gpu,
      GPUS.filter((name) => name !== 'auto'),
    ),
    engines: named === 'all' ? COUNTED : [named],
    settings: {
      passes: whole('passes', passes, 1, 1000),
      context: whole('context', context, 32, 8000),
    },
  };
}

const say = (message: string): void => void process.stderr.write(`${message}\n`);

/** What fails is said in the report; the rest is tried still. */
async function outcome<T>(what: string, work: () => Promise<T>): Promise<Outcome<T>> {
  say(`${what} ...`);
  try {
    return { ok: await work() };
  } catch (error) {
    return { failed: (error as Error).message };
  }
}

async function check(page: Page): Promise<GpuReport> {
  const engines: Partial<Record<Counted, Outcome<EngineReport>>> = {};
  for (const what of args.engines)
    engines[what] = await outcome(what, () =>
      page.evaluate((a) => checkPage.engine(a.what, a.settings), { what, settings: args.settings }),
    );
  const lanes = await outcome('two lanes', () =>
    page.evaluate((settings) => checkPage.lanes(settings), args.settings),
  );
  const limits = await outcome('roofline', () => page.evaluate(() => checkPage.limits()));
  return {
    ...{ format: 'decode-and-denoise/gpu-report', version: 1, engines, lanes, limits },
    date: new Date().toISOString().slice(0, 10),
    driver: args.driver,
    system: `${type()} ${release()} ${arch()}, ${cpus()[0]?.model.trim() ?? ''}, ${cpus().length} cores`,
    browser: `${page.context().browser()?.browserType().name() ?? ''} ${page.context().browser()?.version() ?? ''}`,
  };
}

const args = argsOrExit(readArgs, USAGE);
try {
  const report = await inOwnPage(PAGE, args.gpu, check);
  const text = asText(report);
  const adapter = Object.values(report.engines).flatMap((one) =>
    'ok' in one ? one.ok.adapter : [],
  )[0];
  const named =
    [adapter?.vendor, adapter?.architecture, args.driver].filter(Boolean).join('-') || 'unnamed';
  mkdirSync(args.out, { recursive: true });
  const path = join(args.out, `${report.date}-${named.toLowerCase().replace(/[^a-z0-9-]+/g, '-')}`);
  writeFileSync(`${path}.json`, `${JSON.stringify(report, null, 2)}\n`);
  writeFileSync(`${path}.txt`, text);
  console.log(`${text}\n${path}.txt, ${path}.json`);
  if (faultsOf(report).length) process.exitCode = 1;
} catch (error) {
  say((error as Error).message);
  process.exitCode = 1;
}
