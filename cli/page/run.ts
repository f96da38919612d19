/** One run of the built page in a browser without a window. */
import type { DemoArgs } from '../args/demo';
import { ensureBuilt } from '../site/build';
import { serveSite } from '../site/serve';
import { launchBrowser } from './browser';
import { runPage } from './drive';
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
      return await runPage(await browser.newPage(), site.url, args.query, say, args.timeoutMs);
    } finally {
      await browser.close();
    }
  } finally {
    await site.close();
  }
}
