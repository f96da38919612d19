/** Diffusion read as flow matching: its plot, its facts, and the lanes that show both. */
import { describe, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page, userEvent } from 'vitest/browser';
import { noiseOf } from '../../../src/core/diffusion/difference';
import { bendOf, pathOf, velocityOf } from '../../../src/core/diffusion/flow';
import { toRgba } from '../../../src/core/image';
import { until } from '../../../src/core/run/trace';
import DenoiseCanvas from '../../../src/views/watch/diffusion/DenoiseCanvas.svelte';
import FlowPlot from '../../../src/views/watch/diffusion/FlowPlot.svelte';
import StepFacts from '../../../src/views/watch/diffusion/StepFacts.svelte';
import '../../../src/ui/style';
import { pictureTrace } from '../../gallery/samples';
import { setTheme, violations } from '../../helpers/axe';
import { openWatch } from '../../helpers/watch';

const trace = pictureTrace({ spec: { steps: 8, schedule: 'flow', sampler: 'euler' }, size: 16 });
const label = (container: Element) => container.querySelector('svg')?.ariaLabel ?? '';

describe('the path', () => {
  test('has a mark for each step, even in t, and says how bent it is so far', async () => {
    const fourth = trace.results[3]?.t ?? 0;
    const screen = await render(FlowPlot, { trace, playhead: fourth });
    const marks = () =>
      [...screen.container.querySelectorAll('.step')].map((one) => Number(one.getAttribute('x1')));
    expect(marks()).toHaveLength(9);
    const apart = marks()
      .slice(1)
      .map((x, i) => x - (marks()[i] ?? 0));
    for (const d of apart) expect(d).toBeCloseTo(apart[0] ?? 0, 3);
    expect(screen.container.querySelectorAll('.step.later')).toHaveLength(5);
    const bend = bendOf(pathOf(until(trace, fourth)));
    expect(label(screen.container)).toContain(`Bend ${bend?.toFixed(2)}`);
    await screen.rerender({ playhead: Infinity });
    expect(screen.container.querySelectorAll('.step.later')).toHaveLength(0);
    expect(label(screen.container)).toMatch(/at t 1\.0/);
    await screen.rerender({ playhead: 0 });
    expect(label(screen.container)).toMatch(/no step yet/);
    expect(screen.container.innerHTML).not.toMatch(/NaN|Infinity|undefined/);
  });

  test('says what this network is', async () => {
    const { container } = await render(FlowPlot, { trace, playhead: Infinity });
    expect(container.textContent).toMatch(/Trained as flow matching.*sampled as diffusion/);
  });

  test.each(['light', 'dark'] as const)('axe, %s', async (theme) => {
    setTheme(theme);
    const { container } = await render(FlowPlot, { trace, playhead: Infinity });
    expect(await violations(container)).toEqual([]);
  });
});

describe('steps even in t', () => {
  const pixels = (container: Element) => {
    const canvas = container.querySelector<HTMLCanvasElement>('[data-testid=picture]');
    return canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
  };
  const step = trace.results[2];
  if (!step) throw new Error('no step');

  test('are looked at as velocity, signed around mid grey, in place of the noise', async () => {
    const screen = await render(DenoiseCanvas, { trace, playhead: step.t });
    expect(screen.getByRole('radio', { name: 'Noise' }).elements()).toHaveLength(0);
    (screen.getByRole('radio', { name: 'Velocity' }).element() as HTMLElement).click();
    const velocity = velocityOf(step);
    await expect.poll(() => pixels(screen.container)).toEqual(velocity && toRgba(velocity, 1 / 3));
    // A run of the other kind in its place is looked at the same way round.
    const other = pictureTrace({ spec: { steps: 8 }, size: 16 });
    const third = other.results[2];
    await screen.rerender({ trace: other, playhead: third?.t ?? 0 });
    await expect.element(screen.getByRole('radio', { name: 'Noise' })).toBeChecked();
    const noise = third && noiseOf(third);
    expect(pixels(screen.container)).toEqual(noise && toRgba(noise, 1 / 3));
  });
});

test('a step is told in t where the steps are even in t, else by its SNR', async () => {
  const props = { number: 2, total: 8, sigma: 3 };
  const screen = await render(StepFacts, { ...props, spec: trace.spec });
  expect(screen.container.textContent).toMatch(/t\s*0\.25/);
  expect(screen.container.textContent).not.toMatch(/SNR/);
  await screen.rerender({ ...props, spec: { ...trace.spec, schedule: 'karras' } });
  expect(screen.container.textContent).toMatch(/SNR/);
});

test('one press puts few steps side by side, and each lane says its own', async () => {
  const { session } = await openWatch('?prompt=a+cat');
  await page.getByText('Settings', { exact: true }).click();
  await page.getByRole('button', { name: '16, 4, 2 and 1 steps' }).click();
  expect(session.settings.lanes).toHaveLength(4);
  for (const [i, steps] of ['16 steps', '4 steps', '2 steps', '1 step'].entries())
    await expect
      .element(page.getByRole('region', { name: new RegExp(`^Diffusion model ${i + 1} `) }))
      .toHaveTextContent(new RegExp(`, ${steps}`));
  await page.getByRole('button', { name: 'As diffusion and as flow' }).click();
  await userEvent.keyboard('{Tab}');
  expect(session.settings.lanes.map(({ values }) => values['schedule'])).toEqual([
    'karras',
    'flow',
  ]);
});
