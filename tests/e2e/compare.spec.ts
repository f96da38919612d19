/** Compare: the smallest benchmark of the embedded models, the roofline, and a result on its way. */
import { readFileSync } from 'node:fs';
import type { BrowserContext, Page } from '@playwright/test';
import { decodeResult } from '../../src/core/bench/codec';
import { expect, isModelFile, test } from './support/site';

test.describe.configure({ mode: 'serial' });

let context: BrowserContext;
let page: Page;
const requests: string[] = [];
const complaints: string[] = [];

test.beforeAll(async ({ browser }) => {
  context = await browser.newContext();
  page = await context.newPage();
  page.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
});
test.afterAll(() => context.close());

const drawn = () => page.locator('.compare svg[role=img]');

test('a link opens it without a model', async ({ site }) => {
  await page.goto(`${site.url}?view=compare&backend=wasm&prompt=a+red+apple`);
  await expect(page.getByRole('button', { name: 'Start' })).toBeVisible();
  expect(requests.filter(isModelFile)).toEqual([]);
});

test('Start measures both models, and the device says why they are as fast', async () => {
  for (const name of ['together', 'taking turns', 'cold'])
    await page.getByRole('checkbox', { name }).uncheck();
  for (const [name, value] of Object.entries({ Rounds: '1', Tokens: '6', Steps: '2' }))
    await page.getByRole('spinbutton', { name, exact: true }).fill(value);
  await page.getByRole('button', { name: 'Start' }).click();
  await expect(page.getByRole('progressbar')).toBeVisible();
  await expect(page.getByRole('region', { name: 'Figures of the diffusion model' })).toContainText(
    /WASM, \d threads?/,
    { timeout: 200_000 },
  );
  await expect(page.getByRole('button', { name: 'Start' })).toBeEnabled({ timeout: 60_000 });
  await page.getByRole('button', { name: 'Measure this device' }).click();
  await expect(
    page.getByText(
      /^One token is (memory-bound|compute-bound|bound by none of these limits): .*; one denoising step/,
    ),
  ).toBeVisible({
    timeout: 60_000,
  });
  await expect(drawn()).toHaveCount(3);
});

test('the file holds what is on show, and a link brings it to another page', async ({ site }) => {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Save as JSON' }).click(),
  ]);
  const result = decodeResult(readFileSync(await download.path(), 'utf8'));
  expect(result.end.complete).toBe(true);
  expect(result.samples.map(({ lane, start, policy }) => [lane, start, policy])).toEqual([
    ['a', 'warm', 'alone'],
    ['b', 'warm', 'alone'],
  ]);
  expect(result.engines.every(({ knownAnswer }) => knownAnswer?.ok)).toBe(true);
  expect(result.limits.length).toBeGreaterThan(0);

  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.getByRole('button', { name: 'Copy link' }).click();
  await expect(page.getByText(/^Link copied/)).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  const other = await context.newPage();
  await other.goto(link);
  await expect(other.getByRole('region', { name: 'Figures of the language model' })).toBeVisible();
  await expect(other.locator('svg[role=img]')).toHaveCount(3);
  await other.close();
  expect(link.startsWith(site.url)).toBe(true);
});

test('the way to Watch and back keeps the words and the result', async () => {
  await page.getByRole('link', { name: 'Watch' }).click();
  await expect(page.getByLabel('Prompt', { exact: true })).toHaveValue('a red apple');
  await page.goBack();
  await expect(drawn()).toHaveCount(3);
});

test('nothing was sent anywhere, and the page’s own policy forbade nothing', async ({ site }) => {
  expect(requests.filter((url) => !url.startsWith(site.url) && !url.startsWith('blob:'))).toEqual(
    [],
  );
  expect(complaints).toEqual([]);
});
