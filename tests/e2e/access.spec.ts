/**
 * Each view for those who use no mouse, see little, or want no motion: as it stands before anything
 * runs. What runs in Watch is in `looks.spec.ts`, the states of Compare, Learn and Models in their
 * component tests.
 */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect, test } from './support/site';

/** Address of each view, and a heading or field by which it is there. */
const VIEWS = {
  watch: ['', '[data-testid=answer]'],
  compare: ['?view=compare', 'button[name=start]'],
  models: ['?view=models', 'main h2'],
} as const;

/** 1280 px at 400% zoom: WCAG 1.4.10. */
const ZOOMED = { width: 320, height: 256 };

async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.map(({ id, help, nodes }) => `${id}: ${help} (${nodes[0]?.html ?? ''})`);
}

/** What reaches over the right edge of a window that is 320 px wide. */
function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    return [...document.querySelectorAll('main *')]
      .filter((one) => one.getBoundingClientRect().right > clientWidth + 1)
      .map((one) => one.outerHTML.slice(0, 120));
  });
}

for (const [name, [address, sign]] of Object.entries(VIEWS)) {
  for (const colorScheme of ['light', 'dark'] as const)
    test(`${name}: axe finds nothing and nothing is cut at 400% zoom, ${colorScheme}`, async ({
      site,
      browser,
    }) => {
      const context = await browser.newContext({ colorScheme, viewport: ZOOMED });
      const page = await context.newPage();
      await page.goto(site.url + address);
      await page.locator(sign).first().waitFor();
      expect(await tooWide(page)).toEqual([]);
      expect(await violations(page)).toEqual([]);
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

    const wanted = await page.evaluate(marked);
    expect(wanted).toBeGreaterThan(5);
    const seen = new Set<number>();
    const unseen: string[] = [];
    for (let i = 0; i < wanted * 2 + 20; i++) {
      await page.keyboard.press('Tab');
      const { mark, outline, html } = await page.evaluate(focused);
      // Round once: out of the page and in again.
      if (mark >= 0 && seen.has(mark)) break;
      if (mark >= 0) seen.add(mark);
      if (mark >= 0 && !outline) unseen.push(html);
    }
    expect(unseen).toEqual([]);
    const missed = await page.evaluate(notIn, [...seen]);
    expect(missed).toEqual([]);
    expect(await violations(page)).toEqual([]);
    await context.close();
  });
}

// What follows runs in the page.

/** Numbers everything that a Tab should reach. @returns how many there are */
function marked(): number {
  const all = document.querySelectorAll<HTMLElement>(
    'a[href], button, input, select, textarea, summary, [tabindex]',
  );
  const reached = [...all].filter((one) => {
    // Of a group of radio buttons, one.
    const other = one instanceof HTMLInputElement && one.type === 'radio' && !one.checked;
    return one.tabIndex >= 0 && !other && !one.matches(':disabled') && one.checkVisibility();
  });
  for (const [i, one] of reached.entries()) one.dataset['mark'] = String(i);
  return reached.length;
}

function focused(): { mark: number; outline: boolean; html: string } {
  const one = document.activeElement as HTMLElement | null;
  const around = [one, one?.closest('label'), one?.parentElement];
  return {
    mark: Number(one?.dataset['mark'] ?? -1),
    outline: around.some((each) => {
      if (!each) return false;
      const { outlineStyle, outlineWidth } = getComputedStyle(each);
      return outlineStyle !== 'none' && parseFloat(outlineWidth) > 0;
    }),
    html: one?.outerHTML.slice(0, 160) ?? '',
  };
}

function notIn(seen: number[]): string[] {
  return [...document.querySelectorAll<HTMLElement>('[data-mark]')]
    .filter((one) => !seen.includes(Number(one.dataset['mark'])) && one.checkVisibility())
    .map((one) => one.outerHTML.slice(0, 160));
}
