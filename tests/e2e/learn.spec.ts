/** The tour in the built page: something moves at once, no model is fetched, and then no network is needed. */
import { expect, isModelFile, test } from './support/site';

test('a cold visit to a stop plays a recording; afterwards all stops are there offline', async ({
  plain,
  browser,
}) => {
  const context = await browser.newContext({ viewport: { width: 390, height: 844 } });
  const page = await context.newPage();
  const requests: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${plain.url}?seed=9#learn/4`);
  const heading = page.getByRole('heading', { level: 2 });
  await expect(heading).toContainText('word by word');
  await expect(page.getByText('Recorded.')).toBeVisible();
  await expect(page.getByText(/^\d+ steps?$/)).toBeVisible();

  // The service worker keeps all files of the site but the models.
  const kept = (file: string) =>
    page.evaluate(
      async (path) => (await caches.match(new URL(path, document.baseURI))) !== undefined,
      file,
    );
  for (const file of ['learn/flow.trace', 'learn/passes.trace', 'traces/first.trace'])
    await expect.poll(() => kept(file), { timeout: 30_000 }).toBe(true);
  await context.setOffline(true);
  for (let stop = 5; stop <= 10; stop++) {
    await page.getByRole('link', { name: /^Next/ }).click();
    await expect(page).toHaveURL(new RegExp(`#learn/${stop}$`));
    await expect(page.getByText('Recorded.')).toBeVisible();
    expect(
      await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      ),
    ).toBe(0);
  }
  expect(requests.filter(isModelFile)).toEqual([]);
  expect(complaints).toEqual([]);

  // Watch has what its address said.
  await page.getByRole('link', { name: 'Watch', exact: true }).click();
  await expect(page.getByRole('spinbutton', { name: 'Seed' })).toHaveValue('9');
  await page.goBack();
  await expect(page).toHaveURL(/#learn\/10$/);
  await context.close();
});
