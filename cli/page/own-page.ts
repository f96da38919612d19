/** Pages of the commands' own, beside the site: built by Vite with its configuration, and opened. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { build } from 'vite';
import { OWN_PAGES, QUIET, ROOT } from '../site/build';
import { launchBrowser, type GpuFlags } from './browser';
import { serveSite, type ServeOptions } from '../site/serve';

/**
 * @param path of the page's HTML in the repository.
 * @returns folder with the page under the same path, and the models; it goes with this process.
 */
async function buildPage(path: string): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), 'decode-and-denoise-'));
  // Also when the command is ended from outside: the site with its models is large.
  process.once('exit', () => rmSync(outDir, { recursive: true, force: true }));
  await build({
    root: ROOT,
    mode: OWN_PAGES,
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

/** Serves the built site, opens one of its pages, and ends both however the work ends. */
export function inPage<T>(
  outDir: string,
  path: string,
  gpu: GpuFlags,
  work: (page: Page) => Promise<T>,
): Promise<T> {
  return served({ outDir }, path, gpu, work);
}

/** The same for a page of `buildPage`. */
export async function inOwnPage<T>(
  path: string,
  gpu: GpuFlags,
  work: (page: Page) => Promise<T>,
): Promise<T> {
  return served({ outDir: await buildPage(path), mode: OWN_PAGES }, path, gpu, work);
}

async function served<T>(
  where: Pick<ServeOptions, 'outDir' | 'mode'>,
  path: string,
  gpu: GpuFlags,
  work: (page: Page) => Promise<T>,
): Promise<T> {
  const site = await serveSite({ port: 0, ...where });
  const browser = await launchBrowser(gpu);
  try {
    const page = await browser.newPage();
    // Otherwise a page that does not begin is only missed by who calls it.
    const failed = new Promise<never>((_, reject) => page.once('pageerror', reject));
    await Promise.race([failed, page.goto(site.url + path)]);
    return await Promise.race([failed, work(page)]);
  } finally {
    await browser.close();
    await site.close();
  }
}
