/** What goes wrong, and the way on from there without a reload. */
import { isAutoregression } from '../../src/core/autoregression/spec';
import { textOf } from '../../src/core/autoregression/text';
import { isDiffusion } from '../../src/core/diffusion/spec';
import { DIST } from '../../cli/site/build';
import type { BrowserContext, Page } from '@playwright/test';
import { startHost, type Host } from './support/host';
import { expect, test, Watch } from './support/site';

test.describe.configure({ mode: 'serial' });

const PICTURE = 'models/emoji-denoiser';
const LANGUAGE = 'models/smollm2-135m-instruct';

let host: Host;
let context: BrowserContext;
let page: Page;
let watch: Watch;

test.beforeAll(async ({ browser, plain }) => {
  // The built site is there once the shared host is.
  void plain;
  host = await startHost({ root: DIST, path: '/', isolated: true });
  context = await browser.newContext();
  page = await context.newPage();
  watch = new Watch(page);
});
test.afterAll(async () => {
  await context.close();
  await host.close();
});

async function weights(model: string): Promise<string> {
  const manifest = (await (await fetch(`${host.url}${model}/manifest.json`)).json()) as {
    files: { role: string; path: string }[];
  };
  const file = manifest.files.find(({ role }) => role === 'weights');
  if (!file) throw new Error(`${model} lists no weights`);
  return `${model}/${file.path}`;
}

test('a file that is missing: said in its lane, while the other lane runs to its end', async () => {
  await watch.open(host.url, { backend: 'wasm', tokens: 12, steps: 4 });
  host.faults.set(await weights(PICTURE), { kind: 'missing' });
  expect(await watch.run()).toBe('failed');
  const alert = watch.diffusion().getByRole('alert');
  await expect(alert).toContainText('The model did not arrive.');
  await expect(alert).toContainText(/weights\S* is missing \(HTTP 404\)/);
  const { traces } = await watch.saved();
  expect(traces.find(isAutoregression)?.end?.type).toBe('done');
  await expect(watch.answer()).toBeVisible();
});

const FAULTS = [
  ['a page where the file should be', 'page', /did not arrive/, /answered with a page/],
  ['a file that is cut off', 'cut', /did not arrive/, /cut off/],
  [
    'a file with one wrong byte',
    'altered',
    /file is damaged/,
    /cannot be unpacked: the file is damaged/,
  ],
] as const;

for (const [name, kind, title, reason] of FAULTS)
  test(`${name}: said, and one button tries again`, async () => {
    const text = await watch.answer().textContent();
    host.faults.set(await weights(PICTURE), { kind });
    await watch.diffusion().getByRole('button', { name: /again/ }).click();
    expect(await watch.over()).toBe('failed');
    const alert = watch.diffusion().getByRole('alert');
    await expect(alert).toContainText(title);
    await expect(alert).toContainText(reason);
    expect(await watch.answer().textContent()).toBe(text);
  });

test('manifests that are none: said, with what is wrong in them', async () => {
  host.faults.delete(await weights(PICTURE));
  for (const [text, reason] of [
    ['{"format": "something else"}', /not a model manifest/],
    ['<html>', /not valid JSON/],
    ['', /not valid JSON/],
  ] as const) {
    host.faults.set(`${PICTURE}/manifest.json`, { kind: 'text', text });
    await watch.diffusion().getByRole('button', { name: /again/ }).click();
    expect(await watch.over()).toBe('failed');
    await expect(watch.diffusion().getByRole('alert')).toContainText('This model cannot be read.');
    await expect(watch.diffusion().getByRole('alert')).toContainText(reason);
  }
});

test('once the files are right again, the same button makes the picture', async () => {
  host.faults.clear();
  const text = await watch.answer().textContent();
  await watch.diffusion().getByRole('button', { name: /again/ }).click();
  expect(await watch.over()).toBe('done');
  await expect(watch.diffusion().getByRole('alert')).toHaveCount(0);
  const { traces } = await watch.saved();
  expect(traces.find(isDiffusion)?.results).toHaveLength(4);
  expect(await watch.answer().textContent()).toBe(text);
});

test('a worker that dies in a run: said, text and picture kept, one button goes on', async () => {
  await page.evaluate(() => location.assign('?backend=wasm&tokens=200&steps=4'));
  await expect(watch.runButton()).toBeVisible();
  await watch.runButton().click();
  await watch.writing(5);
  const worker = await workerOf(page, 'autoregression-onnx.worker');
  await worker.evaluate(() => {
    setTimeout(() => {
      throw new Error('the worker died');
    });
  });
  expect(await watch.over()).toBe('failed');
  const alert = watch.language().getByRole('alert');
  await expect(alert).toContainText('The engine stopped unexpectedly');
  const { traces } = await watch.saved();
  const language = traces.find(isAutoregression);
  expect(language?.results.length).toBeGreaterThan(4);
  expect(language?.end?.type).toBe('error');
  await expect(watch.answer()).toHaveText(language ? textOf(language) : '');
  expect(traces.find(isDiffusion)?.end?.type).toBe('done');

  await watch.language().getByRole('button', { name: 'Start it again' }).click();
  await watch.writing(5);
  await watch.stopButton().click();
  expect(await watch.over(10_000)).toBe('idle');
});

test('a worker that vanishes without a word: noticed and said, and Run works again', async () => {
  await watch.runButton().click();
  await watch.writing(5);
  const worker = await workerOf(page, 'autoregression-onnx.worker');
  const gone = worker.waitForEvent('close');
  // Its end may come before the answer to this.
  await worker.evaluate(() => self.close()).catch(() => undefined);
  await gone;
  expect(await watch.over(15_000)).toBe('failed');
  await expect(watch.language().getByRole('alert')).toContainText(
    'The engine stopped unexpectedly',
  );
  await watch.runButton().click();
  await watch.writing(5);
  await watch.stopButton().click();
  expect(await watch.over(10_000)).toBe('idle');
});

test('the language model missing: said, and Stop works while a file hangs', async () => {
  await page.evaluate(async () => {
    for (const name of await caches.keys()) await caches.delete(name);
  });
  host.faults.set(await weights(LANGUAGE), { kind: 'held' });
  await page.evaluate(() => location.assign('?backend=wasm&tokens=8&steps=2'));
  await expect(watch.runButton()).toBeVisible();
  await watch.runButton().click();
  await expect(watch.language().getByRole('progressbar')).toBeVisible();
  await expect.poll(() => watch.diffusion().textContent()).toMatch(/waiting for its turn/);
  await watch.stopButton().click();
  expect(await watch.over(10_000)).toBe('idle');

  host.faults.set(await weights(LANGUAGE), { kind: 'missing' });
  expect(await watch.run()).toBe('failed');
  await expect(watch.language().getByRole('alert')).toContainText('The model did not arrive.');
  const { traces } = await watch.saved();
  expect(traces.find(isDiffusion)?.end?.type).toBe('done');
  host.faults.clear();
});

test('a tab in the background: the run continues, and its times are marked', async () => {
  await page.evaluate(() => location.assign('?backend=wasm&tokens=24&steps=4'));
  await expect(watch.runButton()).toBeVisible();
  // A headless browser hides no tab: what a hidden one is like is brought about by hand.
  await page.evaluate(() => {
    globalThis.requestAnimationFrame = () => 0;
    Object.defineProperty(document, 'hidden', { get: () => true });
    Object.defineProperty(document, 'visibilityState', { get: () => 'hidden' });
  });
  await watch.runButton().click();
  await expect.poll(() => watch.phase(), { timeout: 200_000 }).toBe('running');
  await page.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  expect(await watch.over()).toBe('done');
  await expect(page.getByText('Times not comparable.')).toBeVisible();
  const { traces } = await watch.saved();
  expect(traces.map((trace) => trace.end?.type)).toEqual(['done', 'done']);
});

async function workerOf(from: Page, name: string) {
  const worker = from.workers().findLast((one) => one.url().includes(name));
  if (!worker) throw new Error(`no ${name} among ${from.workers().map((one) => one.url())}`);
  return worker;
}
