/** The tour for those who use no mouse or see little: each stop, and the whole way by keys alone. */
import type { Page } from '@playwright/test';
import { isAccessible, tabTo, ZOOMED } from './support/access';
import { expect, test } from './support/site';

const STOPS = 10;
/** One with a picture, whose steps and figures there are. */
const CLOSER = 3;

for (const colorScheme of ['light', 'dark'] as const)
  test(`every stop of the tour: axe finds nothing and nothing is cut at 400% zoom, ${colorScheme}`, async ({
    site,
    browser,
  }) => {
    test.setTimeout(600_000);
    const context = await browser.newContext({
      colorScheme,
      reducedMotion: 'reduce',
      viewport: ZOOMED,
    });
    const page = await context.newPage();
    await page.goto(`${site.url}#learn/1`);
    for (let stop = 1; stop <= STOPS; stop++) {
      await page.evaluate((n) => void (location.hash = `#learn/${n}`), stop);
      await expect(page.locator('main h2').filter({ visible: true })).toHaveId(/^learn-/);
      await expect(page.getByText('Recorded.')).toBeVisible();
      await isAccessible(page, `stop ${stop}`);
      // The closer looks are the same parts at every stop.
      if (stop !== CLOSER) continue;
      for (const depth of ['step', 'number', 'overview']) {
        await page.locator(`.depth input[value=${depth}]`).check({ force: true });
        await isAccessible(page, `stop ${stop}, ${depth}`);
      }
    }
    await page.evaluate(() => void (location.hash = '#learn/all'));
    await expect(page.locator('article')).toHaveCount(STOPS);
    await isAccessible(page, 'all on one page');
    await context.close();
  });

test('keys alone lead through the tour, guesses included, and it says what came', async ({
  site,
  browser,
}) => {
  test.setTimeout(600_000);
  const context = await browser.newContext({ forcedColors: 'active', reducedMotion: 'reduce' });
  const page = await context.newPage();
  await page.goto(site.url);
  await page.locator('[data-testid=answer]').waitFor();
  await tabTo(page, 'nav a[href*="learn"]');
  await page.keyboard.press('Enter');
  const heading = page.locator('main h2').filter({ visible: true });
  let guesses = 0;
  for (let stop = 1; stop <= STOPS; stop++) {
    await expect(page).toHaveURL(new RegExp(`learn(/${stop})?$`));
    await expect(heading).toHaveCount(1);
    // Reading begins at the heading of the stop that was gone to.
    if (stop > 1) await expect(heading).toBeFocused();
    await expect(page.getByText('Recorded.')).toBeVisible();
    // The last one asks three questions instead.
    if (stop === STOPS) break;
    const open = page.locator(
      'article .picture fieldset:not(.told) input[type=radio], article .picture input[type=range]',
    );
    if (await open.filter({ visible: true }).count()) {
      await tabTo(
        page,
        'article .picture fieldset input[type=radio], article .picture input[type=range]',
      );
      // A radio button is taken with a space, a handle is moved and then let go.
      await page.keyboard.press((await focusedType(page)) === 'radio' ? 'Space' : 'ArrowRight');
      // Taken: the answer stands beside it, or comes with the run.
      await expect(page.locator('article .picture')).toContainText(
        /your guess|The answer appears here/i,
      );
      guesses++;
    }
    await tabTo(page, 'a.next');
    await page.keyboard.press('Enter');
  }
  expect(guesses).toBeGreaterThan(5);
  const advice = page.getByText('Answer the three questions');
  await expect(advice).toBeVisible();
  await tabTo(page, 'article .picture input[type=radio]');
  for (const key of ['Space', 'Tab', 'Space', 'Tab', 'Space']) await page.keyboard.press(key);
  await expect(advice).toBeHidden();
  await context.close();
});

function focusedType(page: Page): Promise<string> {
  return page.evaluate(() => (document.activeElement as HTMLInputElement).type);
}
