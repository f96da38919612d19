/** The site on a plain static host: a sub-path, no headers, maybe no service worker. */
import { expect, test, Watch } from './support/site';

// Two threads are asked for, whatever the page would choose on this machine.
const QUICK = { backend: 'wasm', tokens: 8, steps: 2, threads: 2 };

test('the service worker brings isolation, and so threads', async ({ plain, browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const watch = new Watch(page);
  await watch.open(plain.url, QUICK);
  await expect.poll(() => page.evaluate(() => crossOriginIsolated).catch(() => false)).toBe(true);
  expect(await watch.run()).toBe('done');
  for (const { engine } of (await watch.saved()).traces) expect(engine.threads).toBe(2);
  await context.close();
});

test('without a service worker one thread does it, from the sub-path', async ({
  plain,
  browser,
}) => {
  const context = await browser.newContext({ serviceWorkers: 'block' });
  const page = await context.newPage();
  const watch = new Watch(page);
  const urls: string[] = [];
  context.on('request', (request) => urls.push(request.url()));
  await watch.open(plain.url, QUICK);
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(false);
  expect(await watch.run()).toBe('done');
  for (const { engine } of (await watch.saved()).traces) expect(engine.threads).toBe(1);
  const elsewhere = urls.filter((url) => !url.startsWith(plain.url) && !url.startsWith('blob:'));
  expect(elsewhere).toEqual([]);
  await context.close();
});
