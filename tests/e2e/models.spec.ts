/** A model of the hub, as a person takes it: looked at, downloaded, run, found again, removed. */
import { isAutoregression } from '../../src/core/autoregression/spec';
import { decodeRun } from '../../src/core/saved/codec';
import { runPage } from '../../cli/page/drive';
import { takeModel } from '../../cli/page/take-model';
import { useDouble } from '../../cli/page/use-double';
import { TINY_REPO, tinyRepo } from '../../cli/site/tiny-repo';
import { startDouble } from '../support/hub-double';
import { expect, test, Watch } from './support/site';

test('the policy lets the worker of models through to the hub and to nothing else', async ({
  site,
  browser,
}) => {
  const double = await startDouble();
  const context = await browser.newContext();
  await useDouble(context, double.url);
  const page = await context.newPage();
  await page.goto(`${site.url}?view=models`);
  await page.getByLabel(/^Repository/).fill(TINY_REPO);
  await page.keyboard.press('Enter');
  await expect(page.getByText('The hub could not be reached.')).toBeVisible();
  expect(await (await fetch(`${double.url}/double/log`)).json()).toEqual([]);
  await context.close();
  await double.close();
});

test('a model of the hub is fetched, watched and found again without the hub', async ({
  plain,
  browser,
}) => {
  const double = await startDouble();
  await tinyRepo(double.url);
  const context = await browser.newContext({ reducedMotion: 'reduce', serviceWorkers: 'block' });
  await useDouble(context, double.url);
  const asked: string[] = [];
  context.on('request', (request) => asked.push(new URL(request.url()).origin));
  const page = await context.newPage();
  const watch = new Watch(page);
  const others = () => asked.filter((origin) => !plain.url.startsWith(origin));

  await page.goto(`${plain.url}?view=models&backend=wasm&tokens=6&steps=2`);
  await page.getByLabel(/^Repository/).fill(TINY_REPO);
  expect(others()).toEqual([]);
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: /^Download/ }).click();
  await page.getByRole('button', { name: /^Watch / }).click();
  expect(new Set(others()).size).toBeGreaterThan(0);
  expect(await watch.run()).toBe('done');
  const first = (await watch.saved()).traces.find(isAutoregression);
  expect(first?.engine.model).toMatchObject({ source: 'hub', revision: '71a7'.repeat(10) });
  expect(first?.results).toHaveLength(6);
  await expect(page.getByText('no stored answer; self-check ok')).toBeVisible();

  // The hub is gone; the link of the run leads to the model that is here.
  await double.close();
  asked.length = 0;
  await page.reload();
  // Its lane comes once the store has been read.
  await expect(watch.language()).toBeVisible();
  expect(await watch.run()).toBe('done');
  const again = async () =>
    (await watch.saved()).traces.find(isAutoregression)?.results.map(({ id }) => id);
  await expect.poll(again, { timeout: 30_000 }).toEqual(first?.results.map(({ id }) => id));
  expect(others()).toEqual([]);

  await page.getByRole('link', { name: 'Models' }).click();
  await page.getByRole('button', { name: /^Remove / }).click();
  await page.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(
    page.getByText('This link asks for a model that is not on this device.'),
  ).toBeVisible();
  await context.close();
});

// What `npm run demo -- --model` does, with its own functions.
for (const [from, model] of [
  ['the hub', TINY_REPO],
  ['a file', 'tests/fixtures/models/tiny-llama/model.gguf'],
] as const)
  test(`the command line runs a model of ${from}`, async ({ plain, browser }) => {
    test.setTimeout(300_000);
    const double = await startDouble();
    await tinyRepo(double.url);
    const context = await browser.newContext({ serviceWorkers: 'block' });
    await useDouble(context, double.url);
    const said: string[] = [];
    const say = (line: string) => void said.push(line);
    const query = new URLSearchParams({ backend: 'wasm', tokens: '4', steps: '2' });
    const bytes = await runPage(await context.newPage(), plain.url, query, say, 240_000, (page) =>
      takeModel(page, model, say),
    );
    const { traces } = decodeRun(bytes);
    const text = traces.find(isAutoregression);
    expect(text?.engine.model.source).toBe(from === 'a file' ? 'file' : 'hub');
    expect(text?.results).toHaveLength(4);
    // The other lane is the site's, as it was.
    expect(traces.map(({ engine }) => engine.model.source)).toContain('site');
    await context.close();
    await double.close();
  });

test('the command line says why a model cannot be had', async ({ plain, browser }) => {
  const double = await startDouble();
  const context = await browser.newContext({ serviceWorkers: 'block' });
  await useDouble(context, double.url);
  const page = await context.newPage();
  await page.goto(plain.url);
  await page.waitForFunction(() => 'decodeAndDenoise' in globalThis);
  await expect(takeModel(page, 'nobody/nothing', () => undefined)).rejects.toThrow(
    /nobody\/nothing.*does not exist, or is private/,
  );
  await context.close();
  await double.close();
});
