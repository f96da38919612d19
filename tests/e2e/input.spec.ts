/** What people type and what links ask for, on one page with models that are loaded once. */
import type { BrowserContext, Page } from '@playwright/test';
import { isAutoregression } from '../../src/core/autoregression/spec';
import { textOf } from '../../src/core/autoregression/text';
import { isDiffusion } from '../../src/core/diffusion/spec';
import { encodeRun } from '../../src/core/saved/codec';
import { pictureTrace, textTrace } from '../helpers/traces';
import { expect, isModelFile, test, Watch } from './support/site';

test.describe.configure({ mode: 'serial' });

let context: BrowserContext;
let page: Page;
let watch: Watch;

test.beforeAll(async ({ browser }) => {
  context = await browser.newContext();
  page = await context.newPage();
  watch = new Watch(page);
});
test.afterAll(() => context.close());

test('wild values in the address are brought into range, and said', async ({ site }) => {
  await watch.open(site.url, {
    tokens: -5,
    steps: 1e9,
    guidance: 'NaN',
    backend: 'cuda',
    seed: -1,
    sampler: '<b>bold</b>',
    topp: '',
    unknown: 'left alone',
  });
  const body = page.locator('body');
  for (const note of [
    'Tokens -5 is outside 1 to 1024, whole numbers: 1 is used.',
    'Steps 1000000000 is outside 1 to 200, whole numbers: 200 is used.',
    'Guidance: not a number',
    'Backend cuda is not one of auto, webgpu, wasm: auto is used.',
    'Seed -1 is outside 0 to 4294967295',
    'Sampler <b>bold</b> is not one of',
    'Top-p: not a number',
  ])
    await expect(body).toContainText(note);
  await expect(page.locator('b')).toHaveCount(0);
});

test('no words, blank words and too many words: a message, and nothing is loaded', async ({
  site,
}) => {
  const files: string[] = [];
  page.on('request', (request) => {
    if (isModelFile(request.url())) files.push(request.url());
  });
  await watch.open(site.url, { backend: 'wasm', tokens: 4, steps: 2 });
  for (const text of ['', ' \n\t ']) {
    await watch.prompt().fill(text);
    await watch.runButton().click();
    await expect(watch.prompt()).toHaveAttribute('aria-invalid', 'true');
    await expect(watch.prompt()).toHaveAccessibleDescription(/Type what .* should be about/);
    await expect(watch.prompt()).toBeFocused();
  }
  const long = 'dragon '.repeat(1429).slice(0, 10_000);
  await watch.prompt().fill(long);
  await watch.runButton().click();
  await expect(watch.prompt()).toHaveAccessibleDescription(/10,000 characters; at most 4,000/);
  expect(await watch.prompt().inputValue()).toBe(long);
  expect(await watch.phase()).toBe('failed');
  expect(files).toEqual([]);
  // What was typed is still there after a reload, though no link holds it.
  await page.reload();
  await expect(watch.prompt()).toHaveValue(long);
});

const PROMPTS = {
  Chinese: '一条绿色的龙',
  emoji: '🐉🍏👩‍👩‍👧',
  'right to left': 'تنين أخضر עם דרקון ירוק',
  markup: '<img src=x onerror="document.title=1"><b>dragon</b>',
  'a dollar, braces and quotes': `$& {prompt} "a" 'b' \\n`,
};

for (const [name, prompt] of Object.entries(PROMPTS))
  test(`a prompt in ${name} runs and is shown as it was typed`, async () => {
    const title = await page.title();
    await watch.prompt().fill(prompt);
    expect(await watch.run()).toBe('done');
    const { traces } = await watch.saved();
    const language = traces.find(isAutoregression);
    const diffusion = traces.find(isDiffusion);
    expect(diffusion?.spec.prompt).toBe(prompt);
    expect(language?.spec.prompt).toBe(`Describe ${prompt} in two sentences.`);
    expect(language?.results.length).toBeGreaterThan(0);
    expect(diffusion?.results).toHaveLength(2);
    await expect(watch.answer()).toHaveText(language ? textOf(language) : '');
    expect(await page.title()).toBe(title);
    await expect(page.locator('img, b')).toHaveCount(0);
  });

test('text of the model is text, whatever it holds', async ({ site, browser }) => {
  // A small model cannot be made to write markup on demand: a recording is made to hold it.
  const markup = '<img src=x onerror="document.title=1">';
  const trace = textTrace({ tokens: 3 });
  const hostile = {
    ...trace,
    engine: { ...trace.engine, model: { ...trace.engine.model, name: markup } },
    input: trace.input && { ...trace.input, pieces: trace.input.pieces.map(() => markup) },
    results: trace.results.map((token) => ({
      ...token,
      text: markup,
      piece: markup,
      candidates: token.candidates.map((candidate) => ({ ...candidate, piece: markup })),
    })),
  };
  const recording = encodeRun({
    createdAt: '2026-01-01T00:00:00Z',
    userAgent: markup,
    traces: [hostile, pictureTrace({ spec: { prompt: markup, steps: 2 } })],
  });
  const shown = new Watch(await browser.newPage());
  await shown.page.route('**/first.trace', (route) =>
    route.fulfill({ body: Buffer.from(recording), contentType: 'application/octet-stream' }),
  );
  await shown.open(site.url);
  await expect(shown.answer()).toHaveText(markup.repeat(3));
  await expect(shown.language()).toContainText(markup);
  await expect(shown.page.locator('img')).toHaveCount(0);
  await expect(shown.page).toHaveTitle(/Denoise/);
  await shown.page.close();
});
