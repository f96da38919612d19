import { expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page, userEvent } from 'vitest/browser';
import App from '../../src/App.svelte';
import { Session } from '../../src/state/session/session.svelte';
import { Settings } from '../../src/state/settings/settings.svelte';
import { CurrentView } from '../../src/state/view/view.svelte';
import { searchOf, viewIn } from '../../src/state/view/view-names';
import '../../src/ui/style';
import View from '../../src/views/compare/Compare.svelte';
import { violations } from '../helpers/axe';
import { compareProps } from '../helpers/compare';
import { fakeAddress, FakeEnvironment, settled } from '../helpers/fakes';

/** A tab with a history: what was pushed can be gone back from. */
function fakeHistory(search: string) {
  const entries = [search];
  let moved = () => {};
  return {
    entries,
    read: () => entries.at(-1) ?? '',
    push: (next: string) => void entries.push(next),
    onmove: (callback: () => void) => void (moved = callback),
    back() {
      entries.pop();
      moved();
    },
  };
}

async function open(search: string) {
  const environment = new FakeEnvironment();
  const address = fakeAddress(search);
  const session = new Session(new Settings(address), environment);
  const history = fakeHistory(search);
  const { props } = await compareProps();
  const view = new CurrentView(history);
  await render(App, { session, newSeed: () => 1, view, compare: async () => ({ View, props }) });
  return { environment, session, history, view };
}

const link = (name: string) => page.getByRole('link', { name, exact: true });
const words = page.getByLabelText('Prompt', { exact: true });
const start = page.getByRole('button', { name: 'Start' });

test('the address names the view and keeps all else', () => {
  expect(viewIn('?view=compare&seed=3')).toBe('compare');
  expect(viewIn('?view=nonsense')).toBe('watch');
  expect(searchOf('?seed=3', 'compare')).toBe('?seed=3&view=compare');
  expect(searchOf('?seed=3&view=compare', 'watch')).toBe('?seed=3');
  expect(searchOf('?view=compare', 'watch')).toBe('');
});

test('what was typed is there again after a look at the other view, and so is the plan', async () => {
  const { history } = await open('?prompt=a+red+apple');
  await expect.element(link('Watch')).toHaveAttribute('aria-current', 'page');
  await words.fill('half a word');
  await link('Compare').click();
  await expect.element(start).toBeVisible();
  await expect.element(words).not.toBeVisible();
  expect(history.read()).toBe('?prompt=a+red+apple&view=compare');
  expect(document.title).toBe('Compare, Decode & Denoise');
  await page.getByRole('spinbutton', { name: 'Tokens' }).fill('8');
  await userEvent.keyboard('{Tab}');

  history.back();
  await expect.element(words).toHaveValue('half a word');
  expect(start.elements()).toEqual([]);
  expect(document.title).toBe('Decode & Denoise');
  await link('Compare').click();
  await expect.element(page.getByRole('spinbutton', { name: 'Tokens' })).toHaveValue(8);
});

test('a run goes on behind the other view, and Escape there does not stop it', async () => {
  const { environment, session } = await open('?prompt=a+red+apple');
  void session.run();
  await settled();
  environment.finishLoads();
  await settled();
  await link('Compare').click();
  await expect.element(start).toBeVisible();
  await userEvent.keyboard('{Escape}');
  expect(session.busy).toBe(true);
  await link('Watch').click();
  await userEvent.keyboard('{Escape}');
  await expect.poll(() => session.busy).toBe(false);
});

test('a link to Compare opens it without the other view, readable by axe', async () => {
  await open('?view=compare');
  await expect.element(start).toBeVisible();
  expect(words.elements()).toEqual([]);
  expect(await violations(document.body)).toEqual([]);
});

test('the views are links: with a modifier the browser opens a new tab', async () => {
  const { view } = await open('');
  const anchor = link('Compare').element() as HTMLAnchorElement;
  expect(anchor.getAttribute('href')).toBe('?view=compare');
  let prevented: boolean | null = null;
  anchor.addEventListener('click', (event) => {
    prevented = event.defaultPrevented;
    event.preventDefault();
  });
  anchor.dispatchEvent(new MouseEvent('click', { ctrlKey: true, bubbles: true, cancelable: true }));
  expect(prevented).toBe(false);
  expect(view.name).toBe('watch');
});
