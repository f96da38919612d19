/** The Compare view on the page, and the parts of it that tests reach for. */
import { expect } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import Compare from '../../src/views/compare/Compare.svelte';
import { setTheme, violations } from './axe';
import { compareProps, type Shown } from './compare';

export async function openCompare(shown: Shown = {}) {
  await page.viewport(1280, 900);
  const parts = await compareProps(shown);
  await render(Compare, parts.props);
  return parts;
}

export const table = (name: string) => page.getByRole('region', { name });

/** What the numbers come to, a sentence for each section. */
export const findings = () =>
  [...document.querySelectorAll('.finding')].map((p) => p.textContent?.replaceAll('\u00a0', ' '));

/** That colours are readable in both schemes is tested of the tokens themselves. */
export async function clean(theme: 'light' | 'dark' = 'light'): Promise<void> {
  setTheme(theme);
  expect(await violations(document.querySelector('.compare') as Element)).toEqual([]);
}
