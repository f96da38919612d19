/**
 * Each view for those who use no mouse, see little, or want no motion: as it stands before anything
 * runs, and with all of it opened. What runs in Watch is in `looks.spec.ts`, the states of Compare,
 * Learn and Models in their component tests, the way through the tour in `access-tour.spec.ts`.
 */
import type { Page } from '@playwright/test';
import { isAccessible, keysReachAll, tabTo, violations, ZOOMED } from './support/access';
import { expect, test } from './support/site';

/** Address of each view, and a heading or field by which it is there. */
const VIEWS = {
  watch: ['', '[data-testid=answer]'],
  compare: ['?view=compare', 'button[name=start]'],
  models: ['?view=models', 'main h2'],
  learn: ['#learn/3', 'main h2'],
} as const;

/** Opens every disclosure, those in what was opened too. */
async function openAll(page: Page): Promise<void> {
  for (let round = 0; round < 3; round++) {
    const closed = page.locator('details:not([open]) > summary').filter({ visible: true });
    for (let left = await closed.count(); left > 0; left--) await closed.first().click();
    // What is fetched when it is first opened.
    await page.waitForLoadState('networkidle');
  }
}

for (const [name, [address, sign]] of Object.entries(VIEWS)) {
  for (const colorScheme of ['light', 'dark'] as const)
    test(`${name}: axe finds nothing and nothing is cut at 400% zoom, ${colorScheme}`, async ({
      site,
      browser,
    }) => {
      const context = await browser.newContext({
        colorScheme,
        reducedMotion: 'reduce',
        viewport: ZOOMED,
      });
      const page = await context.newPage();
      await page.goto(site.url + address);
      await page.locator(sign).first().waitFor();
      await isAccessible(page, 'as it opens');
      await openAll(page);
      await isAccessible(page, 'with everything opened');
      await context.close();
    });

  test(`${name}: keys alone reach everything, and where they are is seen, in forced colours too`, async ({
    site,
    browser,
  }) => {
    const context = await browser.newContext({ forcedColors: 'active', reducedMotion: 'reduce' });
    const page = await context.newPage();
    await page.goto(site.url + address);
    await page.locator(sign).first().waitFor();
    // No style moves anything; the playhead of a recording does not go by itself.
    const moving = () =>
      page.evaluate(
        () => document.getAnimations().filter(({ playState }) => playState === 'running').length,
      );
    await expect.poll(moving).toBe(0);
    await keysReachAll(page);
    expect(await violations(page)).toEqual([]);
    await context.close();
  });
}

for (const viewport of [ZOOMED, { width: 1280, height: 800 }])
  test(`the dialog of pixels by keys alone, ${viewport.width} px`, async ({ site, browser }) => {
    const context = await browser.newContext({
      forcedColors: 'active',
      reducedMotion: 'reduce',
      viewport,
    });
    const page = await context.newPage();
    await page.goto(site.url);
    const opener = page.getByRole('button', { name: 'Look at the pixels' });
    await opener.waitFor();
    await opener.focus();
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog');
    await expect(dialog).toBeVisible();
    await isAccessible(page, 'the dialog');
    const wide = await dialog.evaluate(
      (one) => one.scrollWidth - one.clientWidth > 1 || one.getBoundingClientRect().left < 0,
    );
    expect(wide).toBe(false);
    // The keys stay in it, and reach the picture, whose cursor they move.
    await tabTo(page, 'dialog [tabindex="0"]', 12);
    const place = () => dialog.innerText();
    const before = await place();
    await page.keyboard.press('ArrowRight');
    await expect.poll(place).not.toBe(before);
    for (let i = 0; i < 12; i++) {
      await page.keyboard.press('Tab');
      const inside = await page.evaluate(
        () =>
          document.activeElement?.closest('dialog') !== null ||
          !document.hasFocus() ||
          document.activeElement === document.body,
      );
      expect(inside).toBe(true);
    }
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await expect(opener).toBeFocused();
    await context.close();
  });

test('the figures of a run are there as a table', async ({ site, page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto(site.url);
  await page.getByRole('button', { name: 'Tables' }).click();
  const final = page.getByRole('columnheader', { name: 'final so far' });
  const tables = page.getByRole('table').filter({ has: final });
  await expect(tables).toHaveCount(2);
  for (const table of await tables.all())
    expect(await table.getByRole('row').count()).toBeGreaterThan(10);
});
