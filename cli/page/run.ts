/** One run of the built page in a browser without a window. */
import type { Page } from '@playwright/test';
import type { DemoArgs } from '../args/demo';
import { ensureBuilt } from '../site/build';
import { serveSite } from '../site/serve';
import { launchBrowser } from './browser';
import { runPage } from './drive';
import { takeModel } from './take-model';
import { gpuFlags } from './gpu-flags';

/** @returns the bytes of the saved run. @throws Error as `runPage` does */
export async function runInBrowser(
  args: DemoArgs,
  say: (message: string) => void,
): Promise<Uint8Array> {
  await ensureBuilt(say);
  const site = await serveSite({ port: 0 });
  try {
    const browser = await launchBrowser(await gpuFlags(args, site.url, say));
    try {
      const { model } = args;
      const prepare = model ? (page: Page) => takeModel(page, model, say) : undefined;
      const page = await browser.newPage();
      return await runPage(page, site.url, args.query, say, args.timeoutMs, prepare);
    } finally {
      await browser.close();
    }
  } finally {
    await site.close();
  }
}
