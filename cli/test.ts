/**
 * `npm test`: everything that must hold before a change lands, cheapest first. A skipped test is
 * a failure: a check that does not run protects nothing.
 */
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { parseArgs } from 'node:util';
import {
  brokenBudgets,
  importedWorkers,
  laterBytes,
  lockHasAddresses,
  measure,
  modelBytes,
  shellBytes,
} from './site/budget';
import { buildSite, DIST, ROOT } from './site/build';
import { supplyFaults } from './site/shipped';
import { ensureBrowser } from './page/browser';
import { missingFor, OTHERS } from './page/others';
import { buildLavapipeBrowser, lavapipeParts } from './page/lavapipe';
import {
  add,
  closingLine,
  NOTHING,
  playwrightTally,
  single,
  vitestTally,
  type Tally,
} from './verdict/tally';

/** Longest that one command may take. */
const STEP_LIMIT_MS = 20 * 60_000;

/** Longest that a visit with one of the other browsers may take; quiet, it takes a minute or two. */
const VISIT_LIMIT_MS = 15 * 60_000;

const reports = mkdtempSync(join(tmpdir(), 'decode-and-denoise-'));

interface RunOptions {
  readonly env?: Record<string, string>;
  /** What it prints comes in one piece when it is over: others print meanwhile. */
  readonly quiet?: boolean;
  readonly limitMs?: number;
}

/** @returns whether it ended well */
function run(
  command: string,
  args: readonly string[],
  { env = {}, quiet = false, limitMs = STEP_LIMIT_MS }: RunOptions = {},
): Promise<boolean> {
  const out = quiet ? 'pipe' : 'inherit';
  const child = spawn(command, args, {
    cwd: ROOT,
    stdio: ['ignore', out, out],
    shell: process.platform === 'win32',
    timeout: limitMs,
    env: {
      ...process.env,
      PATH: `${join(ROOT, 'node_modules', '.bin')}${delimiter}${process.env['PATH'] ?? ''}`,
      ...env,
    },
  });
  const said: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr])
    stream?.on('data', (piece: Buffer) => said.push(piece));
  return new Promise((resolve) => {
    child.on('error', (error) => {
      console.error(error.message);
      resolve(false);
    });
    child.on('close', (status) => {
      if (said.length) process.stdout.write(Buffer.concat(said));
      resolve(status === 0);
    });
  });
}

let busy = 0;
const waiting: (() => void)[] = [];

/** Waits for a core: for programs that use one each and measure no time. */
async function onOneCore(work: () => Promise<boolean>): Promise<boolean> {
  if (busy >= availableParallelism()) await new Promise<void>((next) => waiting.push(next));
  busy++;
  try {
    return await work();
  } finally {
    busy--;
    waiting.shift()?.();
  }
}

async function check(...commands: [string, ...string[]][]): Promise<Tally> {
  const all = commands.map(([command, ...args]) =>
    onOneCore(() => run(command, args, { quiet: true })),
  );
  return single((await Promise.all(all)).every(Boolean));
}

/** Runs a test runner and counts from its report; a run that fails counts at least one failure. */
async function tests(
  read: (report: unknown) => Tally,
  start: (report: string) => Promise<boolean>,
): Promise<Tally> {
  const path = join(reports, `report-${Math.random().toString(36).slice(2)}.json`);
  const ok = await start(path);
  const tally = tallyOf(path, read);
  return ok || tally.failed > 0 ? tally : add(tally, single(false));
}

function tallyOf(path: string, read: (report: unknown) => Tally): Tally {
  try {
    return read(JSON.parse(readFileSync(path, 'utf8')));
  } catch (error) {
    console.error(`The runner left no report: ${(error as Error).message}`);
    return single(false);
  }
}

function vitest(project: string, options?: RunOptions): Promise<Tally> {
  return tests(vitestTally, (report) =>
    run(
      'vitest',
      [
        'run',
        ...['--project', project, '--reporter', 'default'],
        ...['--reporter', 'json', `--outputFile.json=${report}`],
      ],
      options,
    ),
  );
}

function inBrowser(project: string): Promise<Tally> {
  ensureBrowser();
  return vitest(project);
}

/** WebGPU on both drivers; where lavapipe cannot be had, all of it on the other one. */
async function onGpu(): Promise<Tally> {
  ensureBrowser();
  const parts = lavapipeParts();
  if (typeof parts !== 'string' || needsLavapipe) {
    buildLavapipeBrowser();
    return add(await vitest('lavapipe'), await vitest('swiftshader'));
  }
  console.log(`On SwiftShader alone. ${parts} The checks of a change run on both (--lavapipe).`);
  return vitest('gpu');
}

/** The built page in Firefox and WebKitGTK; where one cannot be had, that is said. */
async function inOthers(): Promise<Tally> {
  const missing = OTHERS.map((name) => [name, missingFor(name)] as const);
  for (const [name, packages] of missing)
    if (packages.length)
      console.log(
        `Not run in ${name}, which cannot be driven here (Debian: apt-get install ` +
          `${packages.join(' ')}).`,
      );
  let tally = NOTHING;
  for (const [name, packages] of missing)
    if (needsBrowsers || !packages.length)
      tally = add(tally, await vitest(name, { limitMs: VISIT_LIMIT_MS }));
  return tally;
}

function endToEnd(): Promise<Tally> {
  ensureBrowser();
  return tests(playwrightTally, (report) =>
    run('playwright', ['test', '--reporter=list,json'], {
      env: { PLAYWRIGHT_JSON_OUTPUT_NAME: report },
    }),
  );
}

async function build(): Promise<Tally> {
  await buildSite();
  return single(true);
}

function budget(): Tally {
  const sizes = measure(DIST);
  const broken = [...brokenBudgets(sizes), ...importedWorkers(DIST)];
  if (lockHasAddresses(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')))
    broken.push('package-lock.json holds download addresses: .npmrc leaves them out.');
  for (const line of broken) console.error(line);
  const kb = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;
  console.log(
    `Shell ${kb(shellBytes(sizes))} gzipped, models ${kb(modelBytes(sizes))}, later ${kb(laterBytes(sizes))}.`,
  );
  return single(broken.length === 0);
}

/** What the build holds of others: its licences, and that all of it is pinned. */
function supply(): Tally {
  const text = (name: string): string => readFileSync(join(ROOT, name), 'utf8');
  const faults = supplyFaults(DIST, {
    notices: text('NOTICES.md'),
    lock: text('package-lock.json'),
    pack: text('package.json'),
  });
  for (const line of faults) console.error(line);
  return single(faults.length === 0);
}

const STEPS: Record<string, () => Tally | Promise<Tally>> = {
  format: () => check(['prettier', '--check', '--log-level', 'warn', '.']),
  lint: () => check(['eslint', '.', '--max-warnings', '0']),
  types: () =>
    check(
      ['tsc', '--noEmit'],
      ['svelte-check', '--fail-on-warnings', '--tsconfig', './tsconfig.json', '--output', 'human'],
    ),
  unused: () => check(['knip']),
  unit: () => vitest('unit'),
  browser: () => inBrowser('browser'),
  gpu: onGpu,
  build,
  budget,
  supply,
  e2e: endToEnd,
  browsers: inOthers,
};

/** Programs on one core each: they run side by side. */
const SIDE_BY_SIDE = ['format', 'lint', 'types', 'unused'];

const USAGE = `npm test -- [STEP...] [--all] [--lavapipe] [--browsers]

Runs every step, or the named ones: ${Object.keys(STEPS).join(', ')}.
Stops at the first that fails unless --all is given. The step gpu runs on two drivers where Mesa's
lavapipe is installed, else on one; with --lavapipe it fails where it is not. The step browsers runs
in Firefox and WebKitGTK, as far as they are installed; with --browsers it fails where one is not.`;

interface Args {
  readonly names: string[];
  readonly all: boolean;
  readonly needsLavapipe: boolean;
  readonly needsBrowsers: boolean;
}

function readArgs(): Args {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: {
        all: { type: 'boolean' },
        lavapipe: { type: 'boolean' },
        browsers: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    if (values.help) {
      console.log(USAGE);
      process.exit(0);
    }
    const unknown = positionals.find((name) => !STEPS[name]);
    if (unknown) throw new Error(`There is no step ${unknown}.`);
    const { all = false, lavapipe = false, browsers = false } = values;
    const names = Object.keys(STEPS).filter(
      (name) => !positionals.length || positionals.includes(name),
    );
    return { names, all, needsLavapipe: lavapipe, needsBrowsers: browsers };
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${USAGE}`);
    process.exit(2);
  }
}

async function attempt(name: string): Promise<Tally> {
  try {
    return await (STEPS[name]?.() ?? single(false));
  } catch (error) {
    console.error((error as Error).message);
    return single(false);
  }
}

const { names, all, needsLavapipe, needsBrowsers } = readArgs();
const began = performance.now();
const seconds = (since: number): string => `${((performance.now() - since) / 1000).toFixed(1)} s`;
let total = NOTHING;
async function step(name: string): Promise<boolean> {
  const start = performance.now();
  console.log(`\n=== ${name}`);
  const tally = await attempt(name);
  total = add(total, tally);
  const ok = tally.failed === 0 && tally.skipped === 0;
  console.log(`=== ${name}: ${ok ? 'ok' : 'FAILED'}, ${closingLine(tally)}, ${seconds(start)}`);
  return ok;
}
const quick = await Promise.all(names.filter((name) => SIDE_BY_SIDE.includes(name)).map(step));
let going = all || quick.every(Boolean);
for (const name of names.filter((each) => !SIDE_BY_SIDE.includes(each)))
  if (going) going = (await step(name)) || all;
rmSync(reports, { recursive: true, force: true });
console.log(`\nTotal ${seconds(began)}`);
console.log(closingLine(total));
process.exitCode = total.failed > 0 || total.skipped > 0 ? 1 : 0;
