/**
 * `npm run bench`: the benchmark of the Compare view in the built page, without a window. The page
 * measures; this opens it, says how far it is, and writes what it measured.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Page } from '@playwright/test';
import type {} from '../src/automation';
import type { BenchPlan } from '../src/core/bench/bench';
import { decodeResult } from '../src/core/bench/codec';
import { computesWrongly } from '../src/core/run/run';
import { argsOrExit } from './args/options';
import { BENCH_USAGE, readBenchArgs, type BenchArgs } from './bench-args';
import { benchTable } from './bench-table';
import { launchBrowser } from './page/browser';
import { ensureBuilt } from './site/build';
import { gpuFlags } from './page/gpu-flags';
import { watched } from './page/drive';
import { serveSite } from './site/serve';

const say = (message: string): void => void process.stderr.write(`${message}\n`);

async function bench(args: BenchArgs): Promise<number> {
  await ensureBuilt(say);
  const site = await serveSite({ port: 0 });
  try {
    const browser = await launchBrowser(await gpuFlags(args, site.url, say));
    try {
      const page = await browser.newPage();
      const text = await watched(page, () => measure(page, site.url, args));
      mkdirSync(dirname(args.out), { recursive: true });
      writeFileSync(args.out, text);
      return report(text, args.out);
    } finally {
      await browser.close();
    }
  } finally {
    await site.close();
  }
}

/** @returns the result file, also of a benchmark that failed after it had measured something */
async function measure(page: Page, url: string, { plan, timeoutMs }: BenchArgs): Promise<string> {
  const deadline = performance.now() + timeoutMs;
  await page.goto(url);
  await page.waitForFunction(() => 'decodeAndDenoise' in globalThis, { timeout: 30_000 });
  await page.evaluate((wish: BenchPlan) => void globalThis.decodeAndDenoise.bench(wish), plan);
  let said = '';
  for (;;) {
    // Seldom: whoever asks takes time from what is measured.
    await page.waitForTimeout(1000);
    const { phase, message, progress } = await page.evaluate(() =>
      globalThis.decodeAndDenoise.benchState(),
    );
    const line = [message, progress].filter(Boolean).join('  ');
    if (line && line !== said) say(line);
    said = line;
    if (phase === 'done') await measureDevice(page, plan.threads);
    if (['done', 'stopped', 'failed'].includes(phase)) break;
    if (performance.now() > deadline) {
      say(`Not done after ${timeoutMs / 1000} s: what is measured so far is kept.`);
      break;
    }
  }
  const text = await page.evaluate(() => globalThis.decodeAndDenoise.savedBench());
  if (text) return text;
  throw new Error(`Nothing was measured. ${said}`);
}

/** The limits of the device, after the models have left it. */
async function measureDevice(page: Page, threads: number): Promise<void> {
  say('Measuring the device');
  await page.evaluate((n) => globalThis.decodeAndDenoise.roofline(n), threads);
}

function report(text: string, out: string): number {
  const result = decodeResult(text);
  console.log(benchTable(result));
  say(`Wrote ${out}.`);
  const wrong = result.engines.some(computesWrongly);
  return result.end.complete && !wrong ? 0 : 1;
}

const args = argsOrExit(readBenchArgs, BENCH_USAGE);
try {
  process.exitCode = await bench(args);
} catch (error) {
  say((error as Error).message);
  process.exitCode = 1;
}
