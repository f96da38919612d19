/** Results that leave the Compare view and come into it: files, links, pictures. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import type { BenchResult } from '../../../src/core/bench/bench';
import { decodeResult, encodeResult } from '../../../src/core/bench/codec';
import '../../../src/ui/style';
import { pictureOf } from '../../../src/views/compare/png';
import { compareProps } from '../../helpers/compare';
import { clean, findings, openCompare, table } from '../../helpers/compare-view';
import { catchDownloads } from '../../helpers/downloads';
import { benchResult } from '../../helpers/results';

afterEach(() => {
  vi.restoreAllMocks();
  delete document.documentElement.dataset.theme;
});

describe('results of others', () => {
  const other = (): BenchResult => benchResult({ id: 'other', label: 'My laptop', slower: 0.5 });
  const file = (text: string) => new File([text], 'result.json', { type: 'application/json' });

  async function choose(...files: File[]): Promise<void> {
    const input = document.querySelector<HTMLInputElement>('input[type=file]');
    await userEvent.upload(input as HTMLInputElement, files);
  }

  test('stand side by side, with ratios, and can be removed', async () => {
    const { results } = await openCompare({ own: benchResult() });
    await choose(file(encodeResult(other())));
    const together = table('Results side by side');
    await expect.element(together).toBeVisible();
    const [first] = together.element().querySelectorAll('tbody tr:nth-child(2)');
    expect(first?.textContent?.replace(/\s+/g, ' ')).toMatch(
      /decode, alone tok\/s ?33\.6 ?67\.1 2\.00×/,
    );
    await clean();
    await page.getByRole('button', { name: 'remove My laptop' }).click();
    expect(results.others).toEqual([]);
    await expect.poll(() => together.elements()).toEqual([]);
  });

  test('a damaged file is refused in words, and what was there stays', async () => {
    const { results } = await openCompare({ own: benchResult(), others: [other()] });
    for (const text of [
      '{',
      '{"format":"x"}',
      encodeResult(other()).replace('"samples"', '"simples"'),
    ]) {
      await choose(file(text));
      await expect.element(page.getByText('Not opened.')).toBeVisible();
      expect(results.others).toHaveLength(1);
      await page.getByRole('button', { name: 'Dismiss' }).click();
    }
  });

  test('markup in a result is text', async () => {
    const label = '<img src=x onerror=alert(1)>';
    await openCompare({ others: [{ ...other(), label }] });
    await expect.element(page.getByRole('heading', { name: label })).toBeVisible();
    expect(document.querySelector('.compare img')).toBeNull();
  });

  test('a result of another device brings its own limits, and this device is not offered for it', async () => {
    await openCompare({ others: [other()] });
    expect(page.getByRole('button', { name: /Measure/ }).elements()).toEqual([]);
    expect(findings().at(-1)).toMatch(/^One token/);
  });
});

test('the file that is saved is the result that is on show', async () => {
  const downloads = catchDownloads();
  const { results } = await openCompare({ own: benchResult({ sweeps: ['tokens'] }) });
  await page.getByRole('button', { name: 'Save as JSON' }).click();
  const file = await downloads.newest('bench-2026-11-25.json');
  expect(decodeResult(await file.text())).toEqual(results.own);
});

test('a result that is named is called that everywhere, and in its file', async () => {
  const downloads = catchDownloads();
  const { bench, results } = await openCompare({
    own: benchResult(),
    others: [benchResult({ id: 'a' }), benchResult({ id: 'b' })],
  });
  const name = page.getByRole('textbox', { name: /^Name/ });
  await userEvent.fill(name, '  On battery ');
  await userEvent.tab();
  await expect.element(page.getByRole('heading', { name: 'On battery' })).toBeVisible();
  await expect.element(name).toHaveValue('On battery');
  await page.getByRole('button', { name: 'Save as JSON' }).click();
  const file = await downloads.newest('bench-2026-11-25-on-battery.json');
  expect(decodeResult(await file.text()).label).toBe('On battery');

  await userEvent.selectOptions(page.getByLabelText('Result shown'), 'b');
  await expect.element(name).toHaveValue('');
  await userEvent.fill(name, 'x'.repeat(80));
  await userEvent.tab();
  expect(results.all.map(({ label }) => label)).toEqual(['On battery', '', 'x'.repeat(60)]);
  await clean();

  bench.result = benchResult({ id: 'measured later' });
  expect(results.own?.label).toBe('');
});

test('a link carries a result to another page', async () => {
  const { results } = await openCompare({ own: benchResult({ rounds: 2 }) });
  let copied = '';
  vi.spyOn(navigator.clipboard, 'writeText').mockImplementation(async (text) => {
    copied = text;
  });
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect.poll(() => copied).toContain('?view=compare#result=');
  const there = await compareProps();
  expect(await there.results.importHash(new URL(copied).hash)).toBe(true);
  expect(there.results.others[0]?.id).toBe(results.own?.id);
  expect(await there.results.importHash(new URL(copied).hash.slice(0, -20))).toBe(false);
  expect(there.results.error?.code).toBe('bad-input');
});

test('the picture holds the page, at the width of a desk on a phone too', async () => {
  await openCompare({ own: benchResult() });
  await page.viewport(390, 800);
  const article = document.querySelector('article') as HTMLElement;
  const bitmap = await createImageBitmap(await pictureOf(article));
  expect(bitmap.width).toBe((960 + 2 * 28) * 2);
  expect(article.clientWidth).toBeLessThanOrEqual(390);
  const canvas = new OffscreenCanvas(bitmap.width, bitmap.height);
  const context = canvas.getContext('2d');
  context?.drawImage(bitmap, 0, 0);
  const { data } = context?.getImageData(0, 0, bitmap.width, 1400) ?? { data: [] };
  const paper = data.slice(0, 3).join();
  let inked = 0;
  for (let i = 0; i < data.length; i += 4) if (data.slice(i, i + 3).join() !== paper) inked++;
  expect(inked / (data.length / 4)).toBeGreaterThan(0.01);
});
