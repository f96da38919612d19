/**
 * `npm run measure:download`: a large file from the hub's double into a real browser's private file
 * system, cut five times and reloaded once. Prints what was fetched twice, the memory above the idle
 * page, and the time; exit code 1 when one of them is too much or the hash is wrong.
 */
import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { Page } from '@playwright/test';
import { createServer } from 'vite';
import type { HubRepo } from '../src/hub/metadata';
import type { DoubleFile } from '../tests/support/hub-content';
import { startDouble, type Entry } from '../tests/support/hub-double';
import type { Measured } from '../tests/hub/support/measure';
import type { Fault } from '../tests/support/hub-sending';
import { launchBrowser } from './page/browser';

const ID = 'test/large';
const PATH = 'model.gguf';
const CUTS = 5;
/** What an interruption may cost, and what memory may grow by. */
const LOST_BYTES = 8 << 20;
const MEMORY_BYTES = 200e6;
const LIMIT_MS = 15 * 60_000;

const { values } = parseArgs({ options: { megabytes: { type: 'string', default: '1000' } } });
const size = Number(values.megabytes) * 1e6;
if (!Number.isInteger(size) || size < 64e6)
  throw new Error(`--megabytes ${values.megabytes}: a whole number from 64.`);

/** Resident memory of every process of this browser that runs a page, in bytes. */
function rendererBytes(): number {
  let sum = 0;
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name)))
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      if (!command.includes('--type=renderer') || !command.includes('chrom')) continue;
      if (!ours(pid)) continue;
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      sum += Number(/RssAnon:\s+(\d+) kB/.exec(status)?.[1] ?? 0) * 1024;
    } catch {
      // Ended while it was looked at.
    }
  return sum;
}

/** Whether a process descends from this one: other browsers may run on this machine. */
function ours(pid: string): boolean {
  for (let at = Number(pid); at > 1;) {
    if (at === process.pid) return true;
    at = Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${at}/status`, 'utf8'))?.[1] ?? 0);
  }
  return false;
}

const double = await startDouble();
const vite = await createServer({
  root: fileURLToPath(new URL('..', import.meta.url)),
  logLevel: 'error',
  // Its own, complete: dependencies that are found late make Vite reload the page.
  cacheDir: 'node_modules/.vite-measure',
  optimizeDeps: { include: ['@noble/hashes/legacy.js', '@noble/hashes/sha2.js', 'valibot'] },
  server: { port: 0, host: '127.0.0.1', hmr: false },
});
await vite.listen();
const site = vite.resolvedUrls?.local[0] ?? '';
const browser = await launchBrowser('none');

async function control(what: string, body?: unknown): Promise<Entry[]> {
  const init = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) };
  return (await (await fetch(`${double.url}/double/${what}`, init)).json()) as Entry[];
}
const order = (fault: Fault) => control('order', { repo: ID, path: PATH, fault });

/** A store in a worker of the page. */
async function openStore(page: Page): Promise<void> {
  await page.goto(`${site}tests/hub/support/measure.html`);
  await page.waitForFunction(() => 'measured' in globalThis);
  const hub = { endpoint: double.url, pause: 100 };
  await page.evaluate((asked) => measured.call('open', asked), { hub, folder: 'measure' });
}

declare const measured: Measured;

try {
  const file: DoubleFile = { path: PATH, bytes: size, seed: 7, lfs: true };
  await control('repo', { id: ID, sha: 'a'.repeat(40), files: [file] });
  const answer = await fetch(`${double.url}/api/models/${ID}/revision/main?blobs=true`);
  const { sha, siblings } = (await answer.json()) as {
    sha: string;
    siblings: { lfs: { sha256: string } }[];
  };
  const hex = siblings[0]?.lfs.sha256 ?? '';
  const files = [{ path: PATH, bytes: size, hash: { kind: 'sha256' as const, hex } }];
  const repo: HubRepo = { repo: ID, commit: sha, licence: '', gated: false, private: false, files };

  const page = await browser.newPage();
  page.setDefaultTimeout(LIMIT_MS);
  await openStore(page);
  await new Promise((resolve) => setTimeout(resolve, 2000));
  const idle = rendererBytes();
  let peak = 0;
  const watch = setInterval(() => (peak = Math.max(peak, rendererBytes())), 200);

  const stretch = Math.floor(size / (CUTS + 2));
  for (let cut = 0; cut < 3; cut++) await order({ kind: 'cut', after: stretch });
  // Slower than the page can take it: else what the double has sent waits in the system's buffers,
  // 32 MB on a usual Linux, when the page goes away before it has seen any of it.
  await order({ kind: 'slow', bytesPerSecond: 8e6 });
  const began = performance.now();
  await page.evaluate(
    (asked) => void measured.call('download', asked, asked.files).catch(() => 0),
    repo,
  );
  await page.waitForFunction((bytes) => measured.loaded >= bytes, 3.5 * stretch);
  const peakBefore = peak;
  await page.reload();
  for (let cut = 3; cut < CUTS; cut++) await order({ kind: 'cut', after: stretch });
  const resumed = performance.now();
  await openStore(page);
  const model = await page.evaluate((asked) => measured.call('download', asked, asked.files), repo);
  const ended = performance.now();
  clearInterval(watch);
  const found = await page.evaluate((stored) => measured.call('hash', stored, 'model.gguf'), model);

  const log = (await control('log')).filter((entry) => entry.status === 206);
  const starts = log.map(({ range }) => Number(/\d+/.exec(range)?.[0]));
  const twice = log
    .slice(0, -1)
    .map(({ sent }, i) => Math.max(0, (starts[i] ?? 0) + sent - (starts[i + 1] ?? 0)));
  const result = {
    bytes: size,
    requests: log.length,
    sentTwicePerInterruption: twice,
    memoryAboveIdleBytes: { untilReload: peakBefore - idle, all: peak - idle },
    idleBytes: idle,
    hashRight: found === hex,
    seconds: { untilReload: (resumed - began) / 1000, afterReload: (ended - resumed) / 1000 },
  };
  console.log(JSON.stringify(result, null, 2));
  const good =
    result.hashRight &&
    log.length === CUTS + 2 &&
    twice.every((bytes) => bytes <= LOST_BYTES) &&
    peak - idle <= MEMORY_BYTES;
  process.exitCode = good ? 0 : 1;
} finally {
  await browser.close();
  await vite.close();
  await double.close();
}
