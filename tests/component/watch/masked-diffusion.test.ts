/** A masked text: all its positions at once, what each could be, which pass decided what. */
import { describe, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page, userEvent } from 'vitest/browser';
import { Settings } from '../../../src/state/settings/settings.svelte';
import Unmasking from '../../../src/views/watch/masked-diffusion/Unmasking.svelte';
import '../../../src/ui/style';
import { setTheme, violations } from '../../helpers/axe';
import { fakeAddress } from '../../helpers/fakes';
import { asked, maskedTrace, PASSES } from '../../helpers/masked';

const trace = maskedTrace();
const t = (pass: number) => trace.results[pass - 1]?.t ?? 0;

async function shown(playhead: number, given = trace) {
  const onfork = vi.fn();
  const onseek = vi.fn();
  const settings = new Settings(fakeAddress());
  const props = { trace: given, playhead, settings, id: 'a', onseek, onfork };
  const screen = await render(Unmasking, props);
  const words = () =>
    [...screen.container.querySelectorAll('[data-place]')].map((one) => one.textContent.trim());
  const states = () =>
    [...screen.container.querySelectorAll('[data-place]')].map((one) =>
      ['masked', 'revealed', 'kept', 'fixed', 'remasked', 'later'].find((state) =>
        one.classList.contains(state),
      ),
    );
  return { screen, onfork, onseek, settings, words, states };
}
const choices = () => page.getByTestId('choices').element().textContent.replace(/\s+/g, ' ');

describe('the positions', () => {
  test('are all there from the first pass on, and fill in any order', async () => {
    const { screen, words, states } = await shown(t(1));
    expect(words()).toEqual(['a 50%', '', 'bird 60%', '', ...new Array<string>(8).fill('')]);
    expect(states().slice(0, 5)).toEqual(['revealed', 'masked', 'revealed', 'masked', 'later']);
    await screen.rerender({ playhead: t(2) });
    expect(states().slice(0, 4)).toEqual(['kept', 'revealed', 'kept', 'revealed']);
    await screen.rerender({ playhead: Infinity });
    // What follows the end is not shown.
    expect(words()).toHaveLength(7);
    expect(words()[6]).toMatch(/^end/);
    expect(screen.container.textContent).toMatch(/7 of 7 positions decided.*complete/);
  });

  test('say what was taken back, and what was given', async () => {
    const again = { begin: 0, end: 4, asked: [asked(1, true)], remasked: [0] };
    const fixed = [{ place: 3, id: 9, piece: '▁who' }];
    const run = maskedTrace({
      input: { fixed },
      passes: [...PASSES.slice(0, 1), again],
      end: null,
    });
    const { states } = await shown(Infinity, run);
    expect(states().slice(0, 4)).toEqual(['remasked', 'revealed', 'kept', 'fixed']);
    await expect
      .element(page.getByRole('option', { name: 'Position 4: who, given' }))
      .toBeVisible();
    await expect
      .element(page.getByRole('option', { name: 'Position 1: undecided, taken back' }))
      .toBeVisible();
  });

  test('say before there is anything what they wait for', async () => {
    const { screen } = await shown(0);
    expect(screen.container.textContent).toMatch(/Waiting for the first pass/);
    await screen.rerender({ trace: null });
    expect(screen.container.textContent).toMatch(/all of it at once/);
    expect(screen.container.innerHTML).not.toMatch(/NaN|undefined</);
  });
});

describe('what a position could be', () => {
  test('is told of the surest of the pass, of one that is pointed at, of one that is picked', async () => {
    const { screen } = await shown(t(1));
    expect(choices()).toMatch(/Position 3 in pass 1.*bird.*0\.600.*other.*0\.200/);
    const second = screen.container.querySelector('[data-place="1"]');
    second?.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
    await expect.poll(choices).toMatch(/Position 2 in pass 1.*drawn, not kept/);
    screen.container
      .querySelector('.places')
      ?.dispatchEvent(new PointerEvent('pointerleave', { bubbles: true }));
    await expect.poll(choices).toMatch(/Position 3/);
    page
      .getByRole('listbox', { name: /^The text/ })
      .element()
      .focus();
    await userEvent.keyboard('{ArrowRight}');
    await expect.poll(choices).toMatch(/Position 2/);
    await userEvent.keyboard('{End}');
    await expect.poll(choices).toMatch(/Point at a position/);
  });

  test('stays that of the pass that decided it', async () => {
    const { screen } = await shown(t(4));
    (screen.container.querySelector('[data-place="0"]') as HTMLElement).click();
    await expect.poll(choices).toMatch(/Position 1 in pass 1.*decided/);
  });

  test('is a way to go on: another token in its place', async () => {
    const { onfork } = await shown(t(1));
    await page.getByRole('button', { name: 'Put “other” here and fill in the rest anew' }).click();
    expect(onfork).toHaveBeenCalledWith({
      kind: 'word',
      at: 0,
      put: { place: 2, id: 202, piece: '▁other' },
    });
  });
});

test('a row for each pass leads there, by pointer and keys', async () => {
  const { screen, onseek } = await shown(t(2));
  const rows = screen.container.querySelectorAll<HTMLElement>('.row[role=option]');
  expect(rows).toHaveLength(4);
  expect(rows[0]?.getAttribute('aria-label')).toBe('Pass 1: 2 of 4 decided');
  rows[2]?.click();
  expect(onseek).toHaveBeenLastCalledWith(t(3));
  page
    .getByRole('listbox', { name: /^Passes/ })
    .element()
    .focus();
  await userEvent.keyboard('{ArrowUp}');
  expect(onseek).toHaveBeenLastCalledWith(t(1));
});

test('words that are given fill in the rest anew', async () => {
  const { onfork } = await shown(Infinity);
  await page.getByText('Give some of the words').click();
  const field = page.getByLabelText('Words, and _ for each token to fill in');
  await field.fill('a small ___ that _');
  expect(document.body.textContent).toMatch(/the model decides where the text ends/);
  await page.getByRole('button', { name: 'Fill in the rest', exact: true }).click();
  expect(onfork).toHaveBeenCalledWith({ kind: 'template', at: 0, template: 'a small ___ that _' });
});

describe.each(['light', 'dark'] as const)('axe, %s', (theme) => {
  test.each([1, 4])('after %i passes', async (pass) => {
    setTheme(theme);
    const { screen } = await shown(t(pass));
    expect(await violations(screen.container)).toEqual([]);
  });
});
