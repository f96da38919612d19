/** Pages of the commands' own, beside the site: built by Vite with its configuration, and opened. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { build } from 'vite';
import { QUIET, ROOT } from '../site/build';
import { launchBrowser, type GpuFlags } from './browser';
import { serveSite } from '../site/serve';

/**
 * @param path of the page's HTML in the repository.
 * @returns folder with the page under the same path, and the models; it goes with this process.
 */
export async function buildPage(path: string): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), 'decode-and-denoise-'));
  // Also when the command is ended from outside: the site with its models is large.
  process.once('exit', () => rmSync(outDir, { recursive: true, force: true }));
  await build({
    root: ROOT,
    logLevel: 'warn',
    worker: QUIET.worker,
    build: {
      outDir,
      emptyOutDir: true,
      rolldownOptions: { ...QUIET.build.rolldownOptions, input: join(ROOT, path) },
    },
  });
  return outDir;
}

/** Serves a built site, opens one of its pages, and ends both however the work ends. */
export async function inPage<T>(
  outDir: string,
  path: string,
  gpu: GpuFlags,
  work: (page: Page) => Promise<T>,
): Promise<T> {
  const served = await serveSite({ port: 0, outDir });
  const browser = await launchBrowser(gpu);
  try {
    const page = await browser.newPage();
    await page.goto(served.url + path);
    return await work(page);
  } finally {
    await browser.close();
    await served.close();
  }
}
