/**
 * `npm run demo`: one run of any lanes in the built page, without a window. The page's own engines
 * do the work; this opens it with the settings in the URL, waits, and writes what it made. With
 * `--open` it writes the same files from a saved run.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeRun, type SavedRun } from '../src/core/saved/codec';
import { unpackRun } from '../src/state/saved/file';
import { readDemoArgs, type DemoArgs, type OpenArgs } from './args/demo';
import { USAGE } from './args/demo-usage';
import { argsOrExit } from './args/options';
import { checkFolder, writeRun } from './output/files';
import { complaints, remarks } from './output/report';
import { launchBrowser } from './page/browser';
import { runPage } from './page/drive';
import { gpuFlags } from './page/gpu-flags';
import { ensureBuilt } from './site/build';
import { serveSite } from './site/serve';

const say = (message: string): void => void process.stderr.write(`${message}\n`);

async function demo(args: DemoArgs): Promise<number> {
  await ensureBuilt(say);
  const site = await serveSite({ port: 0 });
  try {
    const browser = await launchBrowser(await gpuFlags(args, site.url, say));
    try {
      const page = await browser.newPage();
      const bytes = await runPage(page, site.url, args.query, say, args.timeoutMs);
      return write(args.out, bytes, decodeRun(bytes), args.lanes);
    } finally {
      await browser.close();
    }
  } finally {
    await site.close();
  }
}

/** The same files from a saved run: no model, no browser. */
async function openSaved({ open, out }: OpenArgs): Promise<number> {
  const bytes = new Uint8Array(readFileSync(open));
  const { run, damage } = await unpackRun(new Blob([bytes]));
  if (damage) say(damage);
  const code = write(out, bytes, run, []);
  return damage ? 1 : code;
}

/**
 * @param bytes the run as a file, which is written as it is
 * @param asked the lanes that the run was to have
 */
function write(out: string, bytes: Uint8Array, run: SavedRun, asked: DemoArgs['lanes']): number {
  writeRun(out, bytes, run);
  const missing = asked
    .filter(({ id }) => !run.traces.some(({ spec }) => spec.lane === id))
    .map(({ id, entry }) => `Lane ${id} (${entry.name}) did not run.`);
  const wrong = [...complaints(run.traces), ...missing];
  for (const line of [...wrong, ...remarks(run.traces)]) say(line);
  say(`Wrote ${join(out, 'run.json')} and its files.`);
  return wrong.length > 0 ? 1 : 0;
}

const args = argsOrExit((argv) => {
  const read = readDemoArgs(argv);
  if (read) checkFolder(read.out);
  return read;
}, USAGE);
try {
  process.exitCode = 'open' in args ? await openSaved(args) : await demo(args);
} catch (error) {
  say((error as Error).message);
  process.exitCode = 1;
}
