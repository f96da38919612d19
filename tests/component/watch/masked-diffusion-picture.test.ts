/** A masked picture: all its cells at once, what each could be, which pass decided what, holes. */
import { describe, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page, userEvent } from 'vitest/browser';
import type { PaintQuestion } from '../../../src/core/run/paint';
import type { Trace } from '../../../src/core/run/trace';
import { Settings } from '../../../src/state/settings/settings.svelte';
import Filling from '../../../src/views/watch/masked-diffusion-picture/Filling.svelte';
import '../../../src/ui/style';
import { setTheme, violations } from '../../helpers/axe';
import { shaded } from '../../helpers/cells';
import { fakeAddress } from '../../helpers/fakes';
import { askedCell, FILLED, filledTrace } from '../../helpers/masked-cells';

const trace = filledTrace();
const t = (pass: number) => trace.results[pass - 1]?.t ?? 0;

async function shown(playhead: number, given: typeof trace | null = trace, ready = true) {
  const onfork = vi.fn();
  const onseek = vi.fn();
  const paint = vi.fn((_: Trace, { pictures }: PaintQuestion) =>
    Promise.resolve(pictures.map((_, i) => shaded(i / 4))),
  );
  const probe = { ready: () => ready, paint };
  const settings = new Settings(fakeAddress());
  const props = { trace: given, playhead, probe, settings, id: 'a', onseek, onfork };
  const screen = await render(Filling, props);
  const cells = () => [...screen.container.querySelectorAll<HTMLElement>('[data-place]')];
  const states = () =>
    cells().map((one) =>
      ['masked', 'newest', 'fixed', 'remasked'].find((state) => one.classList.contains(state)),
    );
  return { screen, onfork, onseek, paint, settings, cells, states };
}
const choices = () => page.getByTestId('choices').element().textContent.replace(/\s+/g, ' ');
const press = (name: string) => page.getByRole('button', { name, exact: true }).click();

describe('the cells', () => {
  test('are all there from the first pass on, and are decided in any order', async () => {
    const { screen, states } = await shown(t(1));
    expect(states()).toEqual(['newest', 'masked', 'masked', 'newest']);
    expect(screen.container.textContent).toMatch(/pass 1.*2 of 4 cells decided/s);
    await screen.rerender({ playhead: t(2) - 0.001 });
    expect(states()).toEqual(['newest', 'masked', 'masked', 'newest']);
    // Of a finished picture none is news.
    await screen.rerender({ playhead: Infinity });
    expect(states()).toEqual([undefined, undefined, undefined, undefined]);
    expect(screen.container.textContent).toMatch(/4 of 4 cells decided.*complete/s);
    await expect
      .element(page.getByRole('img', { name: 'Finished picture of “a red apple”' }))
      .toBeVisible();
  });

  test('say what was taken back, and what was given', async () => {
    const put = [{ at: 0, place: 3, id: 5 }];
    const run = filledTrace({
      spec: { from: { runId: 'parent', at: 0, put } },
      passes: [
        { remasked: [], picture: shaded(0.25), asked: [0, 1, 2].map((p) => askedCell(p, p === 0)) },
        { asked: [askedCell(1, true)], remasked: [0], picture: shaded(0) },
      ],
      end: { type: 'aborted' },
    });
    const { states, screen } = await shown(Infinity, run);
    expect(states()).toEqual(['remasked', 'newest', 'masked', 'fixed']);
    expect(screen.container.textContent).toMatch(/2 of 4 cells decided.*stopped by you/s);
    await expect.element(page.getByRole('option', { name: 'Cell 4: given by you' })).toBeVisible();
    await expect
      .element(page.getByRole('option', { name: 'Cell 1: taken back in this pass' }))
      .toBeVisible();
  });

  test('of a finished picture are bare, those that were given as well, which their names still say', async () => {
    const put = [{ at: 0, place: 3, id: 5 }];
    const run = filledTrace({
      spec: { from: { runId: 'parent', at: 0, put } },
      passes: [
        { asked: [0, 1, 2].map((p) => askedCell(p, true)), remasked: [], picture: shaded(0) },
      ],
    });
    const { states } = await shown(Infinity, run);
    expect(states()).toEqual([undefined, undefined, undefined, undefined]);
    await expect.element(page.getByRole('option', { name: 'Cell 4: given by you' })).toBeVisible();
  });

  test('are tinted by probability where decided, by entropy where asked', async () => {
    const { cells } = await shown(t(1));
    const tints = () => cells().map((one) => parseInt(one.style.getPropertyValue('--tint')));
    await page.getByRole('radio', { name: 'Probability' }).click();
    expect(tints()).toEqual([38, 0, 0, 60]);
    await page.getByRole('radio', { name: 'Entropy' }).click();
    expect(tints()).toEqual([19, 38, 56, 75]);
  });

  test('say before there is anything what they wait for, and how a run failed', async () => {
    const { screen } = await shown(0);
    expect(screen.container.textContent).toMatch(/Waiting for the first pass/);
    await screen.rerender({ trace: null });
    expect(screen.container.textContent).toMatch(/all of it at once/);
    const error = { code: 'not-finite', message: 'No numbers.', hint: '' } as const;
    const failed = filledTrace({ passes: FILLED.slice(0, 1), end: { type: 'error', error } });
    await screen.rerender({ trace: failed, playhead: Infinity });
    expect(screen.container.textContent).toMatch(/ended by an error: No numbers\./);
    expect(screen.container.innerHTML).not.toMatch(/NaN|undefined</);
  });
});

describe('what a cell could be', () => {
  test('is told of the surest of the pass, of one that is pointed at, of one that is picked', async () => {
    const { cells } = await shown(t(1));
    expect(choices()).toMatch(/Cell 4 in pass 1.*3 · 4.*0\.800.*decided.*7 · 3.*0\.200/);
    cells()[1]?.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
    await expect.poll(choices).toMatch(/Cell 2 in pass 1.*drawn, not kept/);
    page.getByTestId('cells').element().dispatchEvent(new PointerEvent('pointerleave'));
    await expect.poll(choices).toMatch(/Cell 4/);
    page.getByTestId('cells').element().focus();
    await userEvent.keyboard('{ArrowUp}');
    await expect.poll(choices).toMatch(/Cell 2/);
  });

  test('is painted in the picture as it stands, once the run is over', async () => {
    const { paint } = await shown(t(1));
    await expect.poll(() => paint.mock.calls.length).toBe(1);
    const [, question] = paint.mock.calls[0] as unknown as [Trace, PaintQuestion];
    expect(question).toEqual({
      style: 3,
      pictures: [
        [1, null, null, 34],
        [1, null, null, 73],
        [1, null, null, 93],
      ],
    });
  });

  test('is a way to go on: another token in its place', async () => {
    const { onfork } = await shown(t(1));
    await press('Put 7 · 3 here and go on from it');
    const put = { place: 3, id: 73 };
    expect(onfork).toHaveBeenCalledWith({ kind: 'cell', at: 0, put });
  });
});

describe('a hole', () => {
  test('is chosen by pointer or keys, and filled with the other cells given', async () => {
    const { cells, onfork } = await shown(Infinity);
    await press('Choose cells to make anew');
    await expect
      .element(page.getByRole('button', { name: 'Make them anew' }))
      .toHaveAttribute('disabled');
    const over = (place: number, type: string, buttons: number) =>
      cells()[place]?.dispatchEvent(
        new PointerEvent(type, { bubbles: true, buttons, button: 0, pointerId: 1 }),
      );
    // Dragged from the first cell to the second.
    over(0, 'pointerdown', 1);
    over(1, 'pointerover', 1);
    window.dispatchEvent(new PointerEvent('pointerup'));
    over(2, 'pointerover', 0);
    await expect.element(page.getByRole('status')).toHaveTextContent('2 cells chosen');
    // Keys: to the third and back off the first.
    page.getByTestId('cells').element().focus();
    await userEvent.keyboard('{Home} ');
    await expect.element(page.getByRole('status')).toHaveTextContent('1 cell chosen');
    await press('Make them anew');
    expect(onfork).toHaveBeenCalledWith({
      ...{ kind: 'hole', at: 0 },
      given: [
        { place: 0, id: 1 },
        { place: 2, id: 23 },
        { place: 3, id: 34 },
      ],
    });
    await expect
      .element(page.getByRole('button', { name: 'Choose cells to make anew' }))
      .toBeVisible();
  });

  test('may be all but what is chosen, and is dropped on request', async () => {
    const { cells, onfork } = await shown(Infinity);
    await press('Choose cells to make anew');
    cells()[2]?.dispatchEvent(
      new PointerEvent('pointerdown', { bubbles: true, buttons: 1, button: 0, pointerId: 1 }),
    );
    await press('Swap chosen and kept');
    await expect.element(page.getByRole('status')).toHaveTextContent('3 cells chosen');
    await press('Make them anew');
    expect(onfork).toHaveBeenCalledWith({
      ...{ kind: 'hole', at: 0 },
      given: [{ place: 2, id: 23 }],
    });
    await press('Choose cells to make anew');
    await press('Cancel');
    await expect.element(page.getByRole('status')).not.toBeInTheDocument();
  });

  test('is not chosen while a run goes on', async () => {
    const going = filledTrace({ passes: FILLED.slice(0, 1), end: null });
    await shown(Infinity, going);
    await expect
      .element(page.getByRole('button', { name: 'Choose cells to make anew' }))
      .not.toBeInTheDocument();
  });
});

test('a row for each pass leads there', async () => {
  const { screen, onseek } = await shown(t(1));
  const rows = screen.container.querySelectorAll<HTMLElement>('.row[role=option]');
  expect([...rows].map((row) => row.getAttribute('aria-label'))).toEqual([
    'Pass 1: 2 of 4 decided',
    'Pass 2: 2 of 2 decided',
  ]);
  rows[1]?.click();
  expect(onseek).toHaveBeenLastCalledWith(t(2));
});

describe.each(['light', 'dark'] as const)('axe, %s', (theme) => {
  test.each([1, 2])('after %i passes', async (pass) => {
    setTheme(theme);
    const { screen } = await shown(t(pass));
    if (pass === 2) await press('Choose cells to make anew');
    expect(await violations(screen.container)).toEqual([]);
  });
});
