/**
 * `npm run demo`: one run of both models in the built page, without a window. The page's own
 * engines do the work; this opens it with the settings in the URL, waits, and writes what it made.
 * With `--open` it writes the same files from a saved run.
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeRun, type SavedRun } from '../src/core/saved/codec';
import { unpackRun } from '../src/state/saved/file';
import { argsOrExit, readDemoArgs, USAGE, type DemoArgs, type OpenArgs } from './args/demo';
import { ensureBuilt } from './site/build';
import { launchBrowser } from './page/browser';
import { gpuFlags } from './page/gpu-flags';
import { complaints, filmstripPng, imagePng, lanesOf, runReport } from './output/outputs';
import { runPage } from './page/drive';
import { serveSite } from './site/serve';

const say = (message: string): void => void process.stderr.write(`${message}\n`);

async function demo(args: DemoArgs): Promise<number> {
  await ensureBuilt(say);
  const site = await serveSite({ port: 0 });
  try {
    const browser = await launchBrowser(await gpuFlags(args, site.url, say));
    try {
      const page = await browser.newPage();
      const bytes = await runPage(page, `${site.url}?${args.query}`, say, args.timeoutMs);
      return write(args.out, bytes, decodeRun(bytes));
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
  const code = write(out, bytes, run);
  return damage ? 1 : code;
}

/** @param bytes the run as a file, which is written as it is */
function write(out: string, bytes: Uint8Array, run: SavedRun): number {
  const lanes = lanesOf(run.traces);
  mkdirSync(out, { recursive: true });
  const save = (name: string, data: string | Uint8Array): void =>
    writeFileSync(join(out, name), data);
  save('run.trace', bytes);
  const report = runReport(lanes);
  save('run.json', `${JSON.stringify(report, null, 2)}\n`);
  save('text.txt', `${report.text}\n`);
  if (lanes.diffusion.steps.length > 0) {
    save('image.png', imagePng(lanes.diffusion));
    save('filmstrip.png', filmstripPng(lanes.diffusion));
  }
  const wrong = complaints(lanes);
  for (const line of wrong) say(line);
  say(`Wrote ${join(out, 'run.json')} and its files.`);
  return wrong.length > 0 ? 1 : 0;
}

const args = argsOrExit(readDemoArgs, USAGE);
try {
  process.exitCode = 'open' in args ? await openSaved(args) : await demo(args);
} catch (error) {
  say((error as Error).message);
  process.exitCode = 1;
}
