/** Visits without a network, new versions, and what a whole visit asks for. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import { DIST, ensureBuilt } from '../../cli/site/build';
import { startHost, type Host } from './support/host';
import { expect, test, Watch } from './support/site';

const QUICK = { backend: 'wasm', tokens: 4, steps: 2 };

test.beforeAll(() => ensureBuilt(console.log));

/** What the console and the policy complain of. */
function complaints(context: BrowserContext): string[] {
  const heard: string[] = [];
  context.on('weberror', (error) => heard.push(error.error().message));
  context.on('console', (message) => {
    if (message.type() === 'error') heard.push(message.text());
  });
  return heard;
}

/** The page is isolated by its worker, which has all of the shell. */
async function settled(page: Page): Promise<void> {
  await expect.poll(() => page.evaluate(() => crossOriginIsolated).catch(() => false)).toBe(true);
  const whole = () =>
    page.evaluate(async () => {
      const found = await caches.match(new URL('whole', document.baseURI));
      return found !== undefined;
    });
  await expect.poll(() => whole().catch(() => false), { timeout: 60_000 }).toBe(true);
}

test('after one visit page, views and models work without a network', async ({ browser }) => {
  const host = await startHost({ root: DIST, path: '/deep/er/', isolated: false });
  const context = await browser.newContext();
  const page = await context.newPage();
  const heard = complaints(context);
  const watch = new Watch(page);
  await watch.open(host.url, QUICK);
  await settled(page);
  expect(await watch.run()).toBe('done');
  // Two engines, one transfer of the program that both run on.
  expect(host.served.filter((name) => name.endsWith('.wasm'))).toHaveLength(1);
  expect(heard).toEqual([]);
  await host.close();

  await watch.open(host.url, { ...QUICK, prompt: 'a green leaf' });
  expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
  expect(await watch.run()).toBe('done');
  await page.getByRole('link', { name: 'Compare' }).click();
  await expect(page.getByRole('heading', { name: /^What/ }).first()).toBeVisible();
  await context.close();
});

test('a new version is offered, and comes when it is asked for', async ({ browser }) => {
  const host = await startHost({ root: DIST, path: '/', isolated: false });
  const context = await browser.newContext();
  const page = await context.newPage();
  await new Watch(page).open(host.url);
  await settled(page);
  const version = /version:`?"?([0-9a-f]{12})/.exec(readFileSync(join(DIST, 'sw.js'), 'utf8'))?.[1];
  expect(version).toBeDefined();
  const text = readFileSync(join(DIST, 'sw.js'), 'utf8').replace(version ?? '', 'fedcba987654');
  host.faults.set('sw.js', { kind: 'text', text });
  await page.reload();
  const offer = page.getByRole('status').filter({ hasText: 'newer version' });
  await expect(offer).toBeVisible({ timeout: 60_000 });
  const reloaded = page.waitForEvent('load');
  await offer.getByRole('button', { name: 'Load it' }).click();
  await reloaded;
  await expect(new Watch(page).runButton()).toBeVisible();
  await expect(offer).toBeHidden();
  expect(await page.evaluate(() => caches.keys())).toContain(
    'decode-and-denoise/site / fedcba987654',
  );
  await host.close();
  await context.close();
});

test('a whole visit asks for this site’s files and for nothing else', async ({ site, browser }) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const heard = complaints(context);
  const urls = new Set<string>();
  context.on('request', (request) => urls.add(request.url()));
  const watch = new Watch(page);
  await watch.open(site.url, QUICK);
  const policy = await page.evaluate(() => fetch('.').then(({ headers }) => [...headers.keys()]));
  expect(policy).toContain('content-security-policy');
  expect(await watch.run()).toBe('done');
  await page.getByRole('link', { name: 'Compare' }).click();
  await page.getByRole('link', { name: 'Watch' }).click();
  // Markup from strings is refused, and so is any other origin.
  const refused = await page.evaluate(async () => {
    const attempt = (what: () => unknown) => {
      try {
        what();
        return false;
      } catch {
        return true;
      }
    };
    const elsewhere = await fetch('https://example.org/').then(
      () => false,
      () => true,
    );
    return [
      attempt(() => (document.createElement('div').innerHTML = '<img src=x>')),
      attempt(() => new Worker('https://example.org/worker.js')),
      elsewhere,
    ];
  });
  expect(refused).toEqual([true, true, true]);
  const own = [...urls].map((url) => url.replace(/^blob:/, ''));
  expect(own.filter((url) => !url.startsWith(site.url) && !url.includes('example.org'))).toEqual(
    [],
  );
  const known =
    /^$|^(index\.html|sw\.js|favicon\.svg|manifest\.webmanifest|icons\/|assets\/|traces\/first\.trace|bench\/example\.json|models\/)/;
  const paths = own
    .filter((url) => url.startsWith(site.url))
    .map((url) => new URL(url).pathname.slice(1));
  expect(paths.filter((path) => !known.test(path) && !/^[0-9a-f-]{36}$/.test(path))).toEqual([]);
  expect(
    heard.filter((text) => !text.includes('example.org') && !/eval|TrustedHTML|Trusted/.test(text)),
  ).toEqual([]);
  await context.close();
});

test('without its script the page says so and has a way on', async ({ browser }) => {
  const host: Host = await startHost({ root: DIST, path: '/', isolated: true });
  const start = /src="\.\/(assets\/[^"]+\.js)"/.exec(
    readFileSync(join(DIST, 'index.html'), 'utf8'),
  );
  host.faults.set(start?.[1] ?? '', { kind: 'missing' });
  const page = await browser.newPage();
  await page.goto(host.url);
  await expect(page.getByText('its program did not arrive')).toBeVisible();
  host.faults.clear();
  await page.getByRole('link', { name: 'load it again' }).click();
  await expect(new Watch(page).runButton()).toBeVisible();
  await page.close();
  await host.close();
});
