/** What is looked for in a state of the page on behalf of those who use no mouse or see little. */
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { expect } from './site';

/** 1280 px at 400% zoom: WCAG 1.4.10. */
export const ZOOMED = { width: 320, height: 256 };

/** Everything of this state of the page that axe finds. */
export async function violations(page: Page): Promise<string[]> {
  const { violations: found } = await new AxeBuilder({ page }).analyze();
  return found.map(({ id, help, nodes }) => `${id}: ${help} (${nodes[0]?.html ?? ''})`);
}

/** What reaches over the right edge of the window, which then scrolls sideways. */
function tooWide(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    return [...document.querySelectorAll('main *')]
      .filter((one) => one.getBoundingClientRect().right > clientWidth + 1)
      .map((one) => one.outerHTML.slice(0, 120));
  });
}

/** @param state for the message */
export async function isAccessible(page: Page, state: string): Promise<void> {
  expect(await tooWide(page), state).toEqual([]);
  expect(await violations(page), state).toEqual([]);
}

/** Tab goes through everything that it should reach, and each of them shows where it is. */
export async function keysReachAll(page: Page): Promise<void> {
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
  expect(await page.evaluate(notIn, [...seen])).toEqual([]);
}

/**
 * Tab until the focus is on something of this kind.
 * @param selector in CSS
 * @throws Error where there is none within so many tabs
 */
export async function tabTo(page: Page, selector: string, most = 80): Promise<void> {
  const before: string[] = [];
  for (let i = 0; i < most; i++) {
    await page.keyboard.press('Tab');
    const [there, html] = await page.evaluate(
      (css): [boolean, string] => [
        document.activeElement?.matches(css) ?? false,
        document.activeElement?.outerHTML.slice(0, 60) ?? '',
      ],
      selector,
    );
    if (there) return;
    before.push(html);
  }
  throw new Error(`No Tab reaches ${selector}: ${before.join(' ')}`);
}

// What follows runs in the page.

/** Numbers everything that a Tab should reach. @returns how many there are */
function marked(): number {
  const all = document.querySelectorAll<HTMLElement>(
    'a[href], button, input, select, textarea, summary, [tabindex]',
  );
  const reached = [...all].filter((one) => {
    // Of a group of radio buttons, one: the chosen, or where none is, the first.
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
