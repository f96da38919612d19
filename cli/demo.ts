/**
 * `npm run demo`: one run of both models in the built page, without a window. The page's own
 * engines do the work; this opens it with the settings in the URL, waits, and writes what it made.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decodeRun } from '../src/core/codec';
import { readDemoArgs, USAGE, UsageError, type DemoArgs } from './args';
import { ensureBuilt } from './build';
import { launchBrowser } from './browser';
import { gpuFlags } from './gpu-flags';
import { complaints, filmstripPng, imagePng, lanesOf, runReport } from './outputs';
import { runPage } from './page';
import { serveSite } from './serve';

const say = (message: string): void => void process.stderr.write(`${message}\n`);

async function demo(args: DemoArgs): Promise<number> {
  await ensureBuilt(say);
  const site = await serveSite({ port: 0 });
  try {
    const browser = await launchBrowser(await gpuFlags(args, site.url, say));
    try {
      const page = await browser.newPage();
      const bytes = await runPage(page, `${site.url}?${args.query}`, say, args.timeoutMs);
      return write(args.out, bytes);
    } finally {
      await browser.close();
    }
  } finally {
    await site.close();
  }
}

function write(out: string, bytes: Uint8Array): number {
  mkdirSync(out, { recursive: true });
  const save = (name: string, data: string | Uint8Array): void =>
    writeFileSync(join(out, name), data);
  save('run.trace', bytes);
  const lanes = lanesOf(decodeRun(bytes).traces);
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

function argsOrExit(): DemoArgs {
  try {
    const args = readDemoArgs(process.argv.slice(2));
    if (args) return args;
    console.log(USAGE);
    process.exit(0);
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    say(`${error.message}\n\n${USAGE}`);
    process.exit(2);
  }
}

const args = argsOrExit();
try {
  process.exitCode = await demo(args);
} catch (error) {
  say((error as Error).message);
  process.exitCode = 1;
}
