/** What a person does between runs, and what a page holds on to: for `npm run soak`. */
import type { CDPSession, Page } from '@playwright/test';
import type {} from '../../src/automation';
import type { Held, Storage } from '../verdict/soak';

const VIEWS = {
  Compare: 'button[name=start]',
  Learn: 'main h2',
  Models: 'main h2',
  Watch: '[data-testid=answer]',
} as const;

/** Buttons of the list in Keep that give a file; the video plays in real time and is left out. */
const FILES: readonly (string | RegExp)[] = [
  'Save as a file',
  'Text',
  'Numbers, JSON',
  /^Tokens.*CSV/,
  'PNG',
  'Animated GIF',
];

const OVER_MS = 300_000;

/**
 * Forks the run on show, saves it in every form, and looks at every view; meanwhile a second tab of
 * the page runs and is loaded anew.
 * @throws Error where one of these does not come
 */
export async function visit(page: Page, second: Page): Promise<void> {
  await forks(page);
  for (const name of FILES) await exports(page, name);
  for (const [name, sign] of Object.entries(VIEWS)) {
    await page.getByRole('link', { name, exact: true }).first().click();
    await page.locator(sign).filter({ visible: true }).first().waitFor();
  }
  await second.evaluate(() => globalThis.decodeAndDenoise.run());
  await second.reload();
  await second.waitForFunction(() => 'decodeAndDenoise' in globalThis);
}

/** Generates the second half of each lane again. */
async function forks(page: Page): Promise<void> {
  const playhead = page.getByRole('slider').first();
  await playhead.focus();
  await playhead.press('End');
  const fork = page.getByRole('button', { name: /^Continue from/ });
  for (let i = 0; i < (await fork.count()); i++) {
    await fork.nth(i).click();
    await page.waitForFunction(
      () => /done|failed/.test(globalThis.decodeAndDenoise.state().phase),
      null,
      { timeout: OVER_MS },
    );
  }
}

/** A lane without pictures or without text has no button for them. */
async function exports(page: Page, name: string | RegExp): Promise<void> {
  const exact = typeof name === 'string';
  const button = page.getByRole('button', { name, exact }).first();
  if (!(await button.isVisible()) || (await button.isDisabled())) return;
  const [file] = await Promise.all([
    page.waitForEvent('download', { timeout: OVER_MS }),
    button.click(),
  ]);
  await file.path();
  await file.delete();
}

/** Of everything on the page, what is in the document and what only something refers to. */
export async function held(session: CDPSession): Promise<Held> {
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const of = (name: string): number => metrics.find((one) => one.name === name)?.value ?? NaN;
  return { nodes: of('Nodes'), listeners: of('JSEventListeners') };
}

export async function storage(page: Page): Promise<Storage> {
  return page.evaluate(async () => {
    const { usage = 0 } = await navigator.storage.estimate();
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const opening = indexedDB.open('decode-and-denoise');
      opening.onsuccess = () => resolve(opening.result);
      opening.onerror = () => reject(opening.error as DOMException);
    });
    const rows = await new Promise<{ bytes: number }[]>((resolve, reject) => {
      const reading = database.transaction('entries').objectStore('entries').getAll();
      reading.onsuccess = () => resolve(reading.result as { bytes: number }[]);
      reading.onerror = () => reject(reading.error as DOMException);
    });
    database.close();
    const runsBytes = rows.reduce((sum, { bytes }) => sum + bytes, 0);
    return { usedBytes: usage, runs: rows.length, runsBytes };
  });
}
