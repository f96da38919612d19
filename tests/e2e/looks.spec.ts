/** Small screens and assistive technology, in the states that a person meets. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test, Watch } from './support/site';

const QUICK = { backend: 'wasm', tokens: 64, steps: 12 };

async function overflow(page: Page): Promise<number> {
  return page.evaluate(
    () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
  );
}

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.map(({ id, help, nodes }) => `${id}: ${help} (${nodes[0]?.html ?? ''})`);
}

for (const colorScheme of ['light', 'dark'] as const)
  test(`idle, running, finished and failed are accessible and fit a phone, ${colorScheme}`, async ({
    site,
    browser,
  }) => {
    const context = await browser.newContext({
      colorScheme,
      reducedMotion: 'reduce',
      viewport: { width: 360, height: 800 },
    });
    const page = await context.newPage();
    const watch = new Watch(page);
    const look = async (state: string): Promise<void> => {
      expect(await violations(page), state).toEqual([]);
      expect(await overflow(page), state).toBe(0);
    };
    await watch.open(site.url, QUICK);
    await expect(watch.answer()).toBeVisible();
    await look('idle, with the recording');

    await watch.runButton().click();
    await expect(watch.language().getByRole('progressbar')).toBeVisible();
    await look('loading');
    await watch.writing(2);
    await look('running');
    expect(await watch.over()).toBe('done');
    await look('finished');

    await page.route('**/models/*/manifest.json', (route) => route.fulfill({ status: 404 }));
    // Other threads are another load.
    await watch.open(site.url, { ...QUICK, threads: 1 });
    expect(await watch.run()).toBe('failed');
    await expect(page.getByRole('alert').first()).toBeVisible();
    await look('failed');

    await watch.prompt().fill('');
    await watch.runButton().click();
    await look('no words');
    await context.close();
  });
