/** A picture by tokens: its cells in reading order, what each could have been, forks. */
import { describe, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page, userEvent } from 'vitest/browser';
import { EngineError } from '../../../src/core/errors';
import type { PaintQuestion } from '../../../src/core/run/paint';
import type { Trace } from '../../../src/core/run/trace';
import { mapOf } from '../../../src/views/watch/picture-tokens/cell-map';
import CellByCell from '../../../src/views/watch/autoregression-picture/CellByCell.svelte';
import '../../../src/ui/style';
import { setTheme, violations } from '../../helpers/axe';
import { cellTrace, shaded } from '../../helpers/cells';

const trace = cellTrace();
const t = (cell: number) => trace.results[cell - 1]?.t ?? 0;

async function shown(playhead: number, given: typeof trace | null = trace, ready = true) {
  const onfork = vi.fn();
  const paint = vi.fn((_: Trace, { pictures }: PaintQuestion) =>
    Promise.resolve(pictures.map((_, i) => shaded(i / 4))),
  );
  const probe = { ready: () => ready, paint };
  const screen = await render(CellByCell, { trace: given, playhead, probe, onfork });
  const cells = () => [...screen.container.querySelectorAll<HTMLElement>('[data-place]')];
  const patches = () => screen.container.querySelectorAll('[data-painted="true"]').length;
  return { screen, onfork, paint, cells, patches };
}
const choices = () => page.getByTestId('choices').element().textContent.replace(/\s+/g, ' ');

describe('the cells', () => {
  test('fill in reading order, the newest one outlined while the run goes on', async () => {
    const { screen, cells } = await shown(t(1));
    expect(cells().map((one) => one.classList.contains('open'))).toEqual([
      ...[true, false, false, false],
    ]);
    expect(cells()[0]?.classList.contains('newest')).toBe(true);
    // Said and in no picture yet: there is none before the row is full.
    expect(screen.container.querySelector('canvas[data-testid=picture]')).toBeNull();
    expect(screen.container.textContent).toMatch(/1 of 4 cells said/);
    await screen.rerender({ playhead: t(3) });
    expect(screen.container.querySelector('canvas[data-testid=picture]')).not.toBeNull();
    await expect
      .element(page.getByRole('img', { name: 'Picture of the first 2 of 4 cells' }))
      .toBeVisible();
    expect(screen.container.textContent).toMatch(/painted with 2 cells/);
    await screen.rerender({ playhead: Infinity });
    expect(cells().some((one) => one.classList.contains('newest'))).toBe(false);
    await expect
      .element(page.getByRole('img', { name: 'Finished picture of “a red apple”' }))
      .toBeVisible();
    expect(screen.container.textContent).toMatch(/4 of 4 cells said.*complete/);
  });

  test('say before there is anything what they wait for', async () => {
    const { screen } = await shown(0);
    expect(screen.container.textContent).toMatch(/Waiting for the first cell/);
    await screen.rerender({ trace: null });
    expect(screen.container.textContent).toMatch(/in reading order/);
    expect(screen.container.innerHTML).not.toMatch(/NaN|undefined</);
  });

  test('are tinted by probability or entropy', async () => {
    const { screen, cells } = await shown(Infinity);
    await page.getByRole('radio', { name: 'Entropy' }).click();
    const tints = () => cells().map((one) => parseInt(one.style.getPropertyValue('--tint')));
    expect(tints()).toEqual([19, 38, 56, 75]);
    expect(screen.container.textContent).toMatch(/at most 4\.00 nats/);
    await page.getByRole('radio', { name: 'Probability' }).click();
    expect(tints()).toEqual([38, 45, 53, 60]);
  });

  test('of which one is in no picture yet are filled in', () => {
    expect(mapOf(trace.results.slice(0, 3), 'plain', (place) => (place < 2 ? 0 : 45))).toEqual([
      ...[0, 0, 45],
    ]);
  });
});

describe('what a cell could have been', () => {
  test('is told of the newest, of one that is pointed at, of one that is picked', async () => {
    const { cells } = await shown(t(3));
    expect(choices()).toMatch(/Cell 3 could have been.*2 · 3.*0\.700.*chosen.*7 · 2.*0\.200/);
    cells()[0]?.dispatchEvent(new PointerEvent('pointerover', { bubbles: true }));
    await expect.poll(choices).toMatch(/Cell 1 could have been/);
    page.getByTestId('cells').element().dispatchEvent(new PointerEvent('pointerleave'));
    await expect.poll(choices).toMatch(/Cell 3/);
    page.getByTestId('cells').element().focus();
    await userEvent.keyboard('{ArrowUp}');
    await expect.poll(choices).toMatch(/Cell 1/);
    await userEvent.keyboard('{ArrowRight}');
    await expect.poll(choices).toMatch(/Cell 2/);
    // Not said yet: there is nothing to tell.
    await userEvent.keyboard('{ArrowDown}');
    await expect.poll(choices).toMatch(/Cell 2/);
  });

  test('is shown in small, painted with the cells before it, once the run is over', async () => {
    const { paint, patches, screen } = await shown(t(3));
    await expect.poll(patches).toBe(3);
    expect(paint).toHaveBeenCalledTimes(1);
    const [, question] = paint.mock.calls[0] as unknown as [Trace, PaintQuestion];
    expect(question).toEqual({
      style: 3,
      pictures: [
        [1, 12, 23],
        [1, 12, 72],
        [1, 12, 92],
      ],
    });
    // What was painted is kept.
    await screen.rerender({ playhead: t(2) });
    await expect.poll(() => paint.mock.calls.length).toBe(2);
    await screen.rerender({ playhead: t(3) });
    await expect.poll(patches).toBe(3);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(paint).toHaveBeenCalledTimes(2);
  });

  test('is not painted while a run goes on, and not unasked where the model is not loaded', async () => {
    const going = await shown(Infinity, cellTrace({ cells: 2, end: null }));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(going.paint).not.toHaveBeenCalled();
    await going.screen.unmount();
    const { paint, patches } = await shown(Infinity, trace, false);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(paint).not.toHaveBeenCalled();
    await page.getByRole('button', { name: 'Show what they look like' }).click();
    await expect.poll(patches).toBe(3);
  });

  test('that cannot be painted says why', async () => {
    const { paint } = await shown(Infinity, trace, false);
    paint.mockRejectedValueOnce(new EngineError('internal', 'No model is loaded.'));
    await page.getByRole('button', { name: 'Show what they look like' }).click();
    await expect.poll(choices).toMatch(/could not be painted: No model is loaded/);
  });

  test('is a way to go on: another candidate in its place', async () => {
    const { onfork } = await shown(t(2));
    await page.getByRole('button', { name: 'Put 7 · 1 here and go on from it' }).click();
    expect(onfork).toHaveBeenCalledWith({ kind: 'cell', at: 1, id: 71 });
  });
});

describe.each(['light', 'dark'] as const)('axe, %s', (theme) => {
  test.each([1, 4])('after %i cells', async (cell) => {
    setTheme(theme);
    const { screen } = await shown(t(cell));
    expect(await violations(screen.container)).toEqual([]);
  });
});
