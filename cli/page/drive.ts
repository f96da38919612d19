/** Drives a run in the built page through `globalThis.decodeAndDenoise`. */
import type { Page } from '@playwright/test';
import type {} from '../../src/automation';

/** How often the page is asked how it stands. */
const POLL_MS = 250;
/** How often progress within the same thing is worth a line. */
const PROGRESS_MS = 2000;

/**
 * Opens the page, presses Run, and waits for the end.
 * @param url of the site's root
 * @param query settings as in the page's address; of any length, no server gets to see it
 * @param prepare what is done to the open page before Run
 * @returns the bytes of the saved run, also of one that failed after it had begun.
 * @throws Error when the page crashes, makes no run, or is not done after `timeoutMs`.
 */
export async function runPage(
  page: Page,
  url: string,
  query: URLSearchParams,
  say: (message: string) => void,
  timeoutMs: number,
  prepare: (page: Page) => Promise<unknown> = async () => undefined,
): Promise<Uint8Array> {
  // Servers refuse long addresses.
  await page.addInitScript((search) => {
    if (location.protocol !== 'about:') history.replaceState(null, '', search);
  }, `?${query}`);
  return watched(page, () => drive(page, url, say, timeoutMs, prepare));
}

/** Does the work; a page that crashes ends it. @throws Error then */
export async function watched<T>(page: Page, work: () => Promise<T>): Promise<T> {
  const crashed = new Promise<never>((_, reject) =>
    page.on('crash', () => reject(new Error('The page crashed: out of memory?'))),
  );
  return Promise.race([crashed, work()]);
}

async function drive(
  page: Page,
  url: string,
  say: (message: string) => void,
  timeoutMs: number,
  prepare: (page: Page) => Promise<unknown>,
): Promise<Uint8Array> {
  const deadline = performance.now() + timeoutMs;
  await page.goto(url);
  await page.waitForFunction(() => 'decodeAndDenoise' in globalThis, { timeout: 30_000 });
  await prepare(page);
  await page.evaluate(() => void globalThis.decodeAndDenoise.run());
  let last = '';
  let said = { message: '', at: 0 };
  for (;;) {
    const { phase, message, progress } = await page.evaluate(() =>
      globalThis.decodeAndDenoise.state(),
    );
    const line = [message, progress].filter(Boolean).join('  ');
    const now = performance.now();
    if (line && line !== last && (message !== said.message || now - said.at > PROGRESS_MS)) {
      say(line);
      said = { message, at: now };
    }
    last = line;
    if (phase === 'done' || phase === 'failed') return savedRun(page);
    if (performance.now() > deadline)
      throw new Error(`Not done after ${timeoutMs / 1000} s; last heard: ${last || phase}`);
    await page.waitForTimeout(POLL_MS);
  }
}

async function savedRun(page: Page): Promise<Uint8Array> {
  const bytes = await page.evaluate(() => globalThis.decodeAndDenoise.savedRun());
  if (bytes) return bytes;
  throw new Error('No lane ran: there is nothing to write.');
}

/**
 * Runs the open page twice and watches the second, warm run.
 * @returns milliseconds of the longest task of its main thread; 0 when none took over 50 (the
 *   browser reports no shorter ones).
 */
export async function longestTask(page: Page): Promise<number> {
  await page.waitForFunction(() => 'decodeAndDenoise' in globalThis);
  return page.evaluate(async () => {
    await globalThis.decodeAndDenoise.run();
    // No function here may have a name: the compiler of this command would call a helper of its own.
    const tasks: PerformanceEntry[] = [];
    const observer = new PerformanceObserver((list) => void tasks.push(...list.getEntries()));
    observer.observe({ type: 'longtask' });
    await globalThis.decodeAndDenoise.run();
    tasks.push(...observer.takeRecords());
    observer.disconnect();
    return Math.max(0, ...tasks.map(({ duration }) => duration));
  });
}
