import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page, userEvent } from 'vitest/browser';
import { changeOf, noiseOf, rangeOf } from '../../../src/core/diffusion/difference';
import { velocityOf } from '../../../src/core/diffusion/flow';
import { toByte, toRgba } from '../../../src/core/image';
import { at } from '../../../src/core/run/trace';
import DenoiseCanvas from '../../../src/views/watch/diffusion/DenoiseCanvas.svelte';
import type { StepView } from '../../../src/views/watch/diffusion/step-picture';
import SigmaPlot from '../../../src/views/watch/diffusion/SigmaPlot.svelte';
import '../../../src/ui/style';
import { pictureTrace } from '../../gallery/samples';
import { pictureTraces } from '../../helpers/arbitrary';
import { setTheme, violations } from '../../helpers/axe';

const trace = pictureTrace({ spec: { steps: 8 }, size: 16 });
const step = trace.results[3];
const before = trace.results[2];
if (!step || !before || !step.promptDelta) throw new Error('no steps');
const { promptDelta } = step;

function pixels(container: Element): Uint8ClampedArray | null {
  const canvas = container.querySelector<HTMLCanvasElement>('[data-testid=picture]');
  if (!canvas) return null;
  return canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? null;
}
const words = (element: Element | null) => element?.textContent?.replace(/\s+/g, ' ').trim() ?? '';

describe('ways to look at a step', () => {
  test.each([
    ['noise', noiseOf(step), 3],
    ['prompt', promptDelta, rangeOf(promptDelta)],
    ['change', changeOf(step, before), rangeOf(changeOf(step, before) ?? promptDelta)],
  ] as const)('%s: signed around mid grey, with its scale', async (view, values, range) => {
    const { container } = await render(DenoiseCanvas, { trace, playhead: step.t, view });
    if (!values) throw new Error('no values');
    expect(pixels(container)).toEqual(toRgba(values, 1 / range));
    expect(words(container.querySelector('.legend .bounds'))).toContain(String(range));
    expect(toByte(0)).toBe(128);
  });

  test('what cannot be seen is said', async () => {
    const first = trace.results[0]?.t ?? 0;
    const screen = await render(DenoiseCanvas, { trace, playhead: first, view: 'change' });
    const { container } = screen;
    expect(words(container.querySelector('.frame'))).toMatch(/first step/);
    await screen.rerender({
      playhead: Infinity,
      view: 'prompt',
      trace: pictureTrace({ spec: { guidance: 1 } }),
    });
    expect(words(container.querySelector('.frame'))).toMatch(/Without guidance/);
    const steps = trace.results.map((one) => ({ ...one, promptDelta: null }));
    await screen.rerender({ trace: { ...trace, results: steps } });
    expect(words(container.querySelector('.frame'))).toMatch(/holds no prediction/);
  });

  test('all of them are a choice away, and take the same room', async () => {
    const screen = await render(DenoiseCanvas, { trace, playhead: step.t });
    const { height } = screen.container.getBoundingClientRect();
    for (const name of ['Noise', 'Prompt adds', 'Change', 'Predicted x₀']) {
      (screen.getByRole('radio', { name }).element() as HTMLElement).click();
      await expect.element(screen.getByRole('radio', { name })).toBeChecked();
      expect(screen.container.getBoundingClientRect().height).toBe(height);
    }
  });

  test('a finished run still tells how its last step came to be', async () => {
    const { container } = await render(DenoiseCanvas, { trace, playhead: Infinity, view: 'noise' });
    const last = trace.results.at(-1);
    const noise = last && noiseOf(last);
    expect(pixels(container)).toEqual(noise && toRgba(noise, 1 / 3));
    expect(words(container.querySelector('figcaption'))).not.toContain('finished');
  });
});

describe('pixel by pixel', () => {
  async function zoomed(view: StepView = 'denoised') {
    const screen = await render(DenoiseCanvas, { trace, playhead: step?.t ?? 0, view });
    const open = screen.getByRole('button', { name: 'Look at the pixels' });
    await open.click();
    const grid = page.getByRole('application', { name: 'Pixels of the picture' });
    return { screen, open, grid, dialog: page.getByRole('dialog') };
  }
  const readout = () => words(document.querySelector('dialog .values'));

  test('arrow keys move the cursor; the values are the tensor’s', async () => {
    const { grid } = await zoomed();
    (grid.element() as HTMLElement).focus();
    await userEvent.keyboard('{Home}{PageUp}{ArrowRight}{ArrowRight}{ArrowDown}');
    expect(readout()).toMatch(/column 3, row 2/);
    const byte = (c: number) => toByte(step?.denoised[c * 256 + 16 + 2] ?? NaN);
    expect(readout()).toContain(`rgb(${byte(0)} ${byte(1)} ${byte(2)})`);
    await userEvent.keyboard('{End}{PageDown}{ArrowDown}{ArrowRight}');
    expect(readout()).toMatch(/column 16, row 16/);
    await userEvent.keyboard('{Shift>}{ArrowLeft}{/Shift}');
    expect(readout()).toMatch(/column 8, row 16/);
  });

  test('the pointer does too', async () => {
    const { grid } = await zoomed();
    const cell = grid.element().getBoundingClientRect().width / 16;
    await grid.hover({ position: { x: cell * 4.5, y: cell * 9.5 } });
    expect(readout()).toMatch(/column 5, row 10/);
  });

  test('signed values are shown as such', async () => {
    const { grid } = await zoomed('noise');
    (grid.element() as HTMLElement).focus();
    await userEvent.keyboard('{Home}{PageUp}');
    const value = ((step?.x[0] ?? 0) - (step?.denoised[0] ?? 0)) / (step?.sigma ?? 1);
    expect(readout()).toContain(`red ${value.toFixed(2).replace('-', '−')} σ`);
  });

  test('another view stays in the dialog, and says where there is nothing', async () => {
    const { screen, dialog } = await zoomed();
    await screen.rerender({ trace: pictureTrace({ spec: { guidance: 1 } }) });
    const choice = dialog.getByRole('radio', { name: 'Prompt adds' });
    (choice.element() as HTMLElement).click();
    await expect.element(dialog.getByText(/Without guidance/)).toBeVisible();
  });

  test('Escape closes it, stops nothing else, and gives the focus back', async () => {
    const { open, dialog } = await zoomed();
    const heard = vi.fn();
    window.addEventListener('keydown', heard);
    await userEvent.keyboard('{Escape}');
    await expect.element(dialog).not.toBeInTheDocument();
    window.removeEventListener('keydown', heard);
    expect(heard).not.toHaveBeenCalled();
    await expect.element(open).toHaveFocus();
  });

  test.each(['light', 'dark'] as const)('axe, %s', async (theme) => {
    setTheme(theme);
    const { dialog } = await zoomed('change');
    expect(await violations(dialog.element())).toEqual([]);
  });
});

describe.each(['light', 'dark'] as const)('axe, %s', (theme) => {
  test.each(['noise', 'prompt', 'change'] as const)('%s', async (view) => {
    setTheme(theme);
    const props = { trace, playhead: step.t, view };
    const { container } = await render(DenoiseCanvas, props);
    expect(await violations(container)).toEqual([]);
  });
});

test('the curve has both scales: sigma, and SNR as its power', async () => {
  const { container } = await render(SigmaPlot, { trace, playhead: step.t });
  const ticks = [...container.querySelectorAll('.tick')].map((one) => one.textContent);
  expect(ticks).toEqual(expect.arrayContaining(['0.1', '25', '1', '0.25', '10', '0.0025']));
  expect(container.querySelector('svg')?.ariaLabel).toMatch(/Signal-to-noise ratio 0\.0/);
});

test('sigma of the step in words covers no scale, at any step', async () => {
  const screen = await render(SigmaPlot, { trace, playhead: 0 });
  screen.container.style.width = '190px';
  for (const { t } of trace.results) {
    await screen.rerender({ playhead: t });
    const box = (one: Element | null | undefined) => one?.getBoundingClientRect() ?? new DOMRect();
    const value = box(screen.container.querySelector('.value'));
    expect(value.width).toBeGreaterThan(0);
    for (const tick of screen.container.querySelectorAll('.tick')) {
      const { left, right, top, bottom } = box(tick);
      const apart =
        right < value.left ||
        left > value.right ||
        bottom < value.top + 3 ||
        top > value.bottom - 3;
      expect(apart, `${tick.textContent} at ${t}`).toBe(true);
    }
  }
});

test('whatever the trace, the playhead and the view, only what has happened is shown', async () => {
  const screen = await render(DenoiseCanvas, { trace: null, playhead: Infinity });
  const views = fc.constantFrom<StepView>('noise', 'velocity', 'prompt', 'change');
  const playheads = fc.oneof(
    fc.constantFrom(Infinity, 0, -1, NaN),
    fc.double({ min: 0, max: 4000, noNaN: true }),
  );
  await fc.assert(
    fc.asyncProperty(pictureTraces, playheads, views, async (trace, playhead, view) => {
      await screen.rerender({ trace, playhead, view });
      const steps = at(trace, playhead).results;
      const now = trace.results[steps - 1];
      // Runs of either schedule are made up.
      const flow = trace.spec.schedule === 'flow';
      const values = !now
        ? null
        : (view === 'noise' || view === 'velocity') && !flow
          ? noiseOf(now)
          : view === 'noise' || view === 'velocity'
            ? velocityOf(now)
            : view === 'prompt'
              ? now.promptDelta
              : changeOf(now, trace.results[steps - 2] ?? null);
      const gain =
        values && (view === 'noise' || view === 'velocity' ? 1 / 3 : 1 / rangeOf(values));
      expect(pixels(screen.container)).toEqual(values && toRgba(values, gain ?? 1));
      expect(screen.container.innerHTML).not.toMatch(/NaN|Infinity|undefined/);
    }),
    { numRuns: 120 },
  );
});
