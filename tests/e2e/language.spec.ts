/** The page in German: by its address, with all that its workers say, and back by the switch. */
import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './support/site';

test('opens in German, is accessible, fits a phone, and changes with the words kept', async ({
  site,
  browser,
}) => {
  const context = await browser.newContext({ viewport: { width: 360, height: 800 } });
  const page = await context.newPage();
  await page.goto(`${site.url}?lang=de&backend=wasm`);
  const html = page.locator('html');
  await expect(html).toHaveAttribute('lang', 'de');
  await expect(page.getByText('Aufzeichnung.', { exact: true })).toBeVisible();
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, help }) => `${id}: ${help}`)).toEqual([]);
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(360);

  await page.getByRole('textbox', { name: /^Prompt/ }).fill('a green dragon');
  await page.getByRole('button', { name: 'Starten', exact: true }).click();
  // What is being loaded is said by the engine in its worker.
  await expect(page.getByText(/, Gewichte$/).first()).toBeVisible();
  await page.getByRole('button', { name: 'Anhalten', exact: true }).click();

  await page.getByRole('link', { name: 'English' }).click();
  await expect(html).toHaveAttribute('lang', 'en');
  await expect(page.getByRole('textbox', { name: 'Prompt' })).toHaveValue('a green dragon');
  expect(new URL(page.url()).searchParams.get('lang')).toBeNull();

  // The choice is kept, whatever the browser asks for; a link still opens as it was meant.
  await page.getByRole('link', { name: 'Deutsch' }).click();
  await expect(html).toHaveAttribute('lang', 'de');
  await page.goto(site.url);
  await expect(html).toHaveAttribute('lang', 'de');
  await page.goto(`${site.url}?lang=en`);
  await expect(html).toHaveAttribute('lang', 'en');
  await context.close();
});
