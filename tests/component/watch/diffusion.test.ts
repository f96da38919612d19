import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { userEvent } from 'vitest/browser';
import { sampleGain } from '../../../src/core/diffusion/film';
import { toRgba } from '../../../src/core/image';
import { at } from '../../../src/core/run/trace';
import DenoiseCanvas from '../../../src/views/watch/diffusion/DenoiseCanvas.svelte';
import Filmstrip from '../../../src/views/watch/diffusion/Filmstrip.svelte';
import { noiseWords, pixelsOf } from '../../../src/views/watch/diffusion/step-picture';
import SigmaPlot from '../../../src/views/watch/diffusion/SigmaPlot.svelte';
import '../../../src/ui/style';
import { pictureTrace } from '../../gallery/samples';
import { STATES } from '../../gallery/states';
import { pictureTraces } from '../../helpers/arbitrary';
import { setTheme, violations } from '../../helpers/axe';

function pixels(container: Element): Uint8ClampedArray | null {
  const canvas = container.querySelector<HTMLCanvasElement>('[data-testid=picture]');
  if (!canvas) return null;
  return canvas.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? null;
}
const caption = (container: Element) =>
  container.querySelector('figcaption')?.textContent?.replace(/\s+/g, ' ').trim() ?? '';

describe('DenoiseCanvas', () => {
  const trace = pictureTrace({ spec: { steps: 8 }, size: 16 });
  const step = trace.results[3];
  const last = trace.results.at(-1);
  if (!step || !last) throw new Error('no steps');

  test('draws the sample of the step at the playhead, then its predicted x0', async () => {
    const screen = await render(DenoiseCanvas, { trace, playhead: step.t });
    const gain = 1 / Math.sqrt(step.sigma ** 2 + 1);
    await expect.poll(() => pixels(screen.container)).toEqual(toRgba(step.x, gain));
    await screen.getByRole('radio', { name: /Predicted/ }).click();
    await expect.poll(() => pixels(screen.container)).toEqual(toRgba(step.denoised));
    expect(caption(screen.container)).toMatch(/step ?4 of 8/);
  });

  test.each(['sample', 'denoised'] as const)(
    'a finished run shows its picture as %s',
    async (view) => {
      const { container } = await render(DenoiseCanvas, { trace, playhead: Infinity, view });
      expect(pixels(container)).toEqual(toRgba(last.denoised));
      expect(caption(container)).toMatch(/sigma 0.*finished/);
    },
  );

  test('a stopped run shows the sample where it stopped, still noisy', async () => {
    const stopped = pictureTrace({
      spec: { steps: 8 },
      steps: 3,
      size: 16,
      end: { type: 'aborted' },
    });
    const { container } = await render(DenoiseCanvas, { trace: stopped, playhead: Infinity });
    const newest = stopped.results[2];
    if (!newest) throw new Error('no step');
    expect(pixels(container)).toEqual(toRgba(newest.x, sampleGain(newest.sigma)));
    expect(caption(container)).toMatch(/stopped by you/);
  });

  test('every pixel of the picture is a whole number of screen pixels', async () => {
    const { container } = await render(DenoiseCanvas, { trace, playhead: Infinity });
    for (const width of [360, 500, 900]) {
      container.style.width = `${width}px`;
      const box = container.querySelector('canvas')?.getBoundingClientRect();
      expect((box?.width ?? 0.5) % 16).toBe(0);
      expect(box?.height).toBe(box?.width);
      expect(box?.width).toBeLessThanOrEqual(width);
    }
  });

  test('says in words what is to be seen', async () => {
    const screen = await render(DenoiseCanvas, { trace, playhead: trace.results[0]?.t ?? 0 });
    const picture = screen.getByRole('img');
    await expect
      .element(picture)
      .toHaveAccessibleName(/step 1 of 8, sigma 30.0: almost only noise/);
    await screen.rerender({ playhead: Infinity });
    await expect.element(picture).toHaveAccessibleName(/finished picture for “a red apple”/);
    expect(noiseWords(0.01)).toBe('almost no noise');
    expect(noiseWords(NaN)).toBe('almost only noise');
  });

  test('says when the prompt did not fit the text encoder', async () => {
    const screen = await render(DenoiseCanvas, {
      trace: pictureTrace({ cut: true, steps: 0, end: null }),
      playhead: Infinity,
    });
    await screen.getByText('5 tokens, cut short').click();
    await expect.element(screen.getByText(/had no influence on the picture/)).toBeVisible();
  });
});

test('the gain ends at exactly 1 and keeps noise of any strength inside black and white', () => {
  expect(sampleGain(0)).toBe(1);
  for (const sigma of [0.03, 1, 30, 1e6]) expect(sampleGain(sigma) * sigma).toBeLessThanOrEqual(1);
});

test('tensors that are no picture are not drawn', () => {
  const [step] = pictureTrace({ spec: { steps: 1 }, size: 4 }).results;
  if (!step) throw new Error('no step');
  for (const length of [0, 1, 3 * 15, 4 * 16]) {
    const x = new Float32Array(length);
    expect(pixelsOf({ ...step, x }, 'sample')).toBeNull();
  }
  const wild = Float32Array.from({ length: 48 }, (_, i) => [NaN, Infinity, -Infinity][i % 3] ?? 0);
  expect(pixelsOf({ ...step, x: wild }, 'sample')?.data).toHaveLength(64);
});

describe('Filmstrip', () => {
  const trace = pictureTrace({ spec: { steps: 12 }, size: 16 });

  test('a thumbnail a step, the one at the playhead marked, later ones pale', async () => {
    const screen = await render(Filmstrip, { trace, playhead: trace.results[4]?.t ?? 0 });
    const options = [...screen.container.querySelectorAll('[role=option]')];
    expect(options).toHaveLength(12);
    expect(options.findIndex((o) => o.getAttribute('aria-selected') === 'true')).toBe(4);
    const pale = options.filter(
      (o) => Number(getComputedStyle(o.children[0] as Element).opacity) < 1,
    );
    expect(pale).toEqual(options.slice(5));
  });

  test('each thumbnail is drawn once, however often the playhead moves', async () => {
    const put = vi.spyOn(CanvasRenderingContext2D.prototype, 'putImageData');
    const running = pictureTrace({ spec: { steps: 12 }, steps: 11, size: 16, end: null });
    const screen = await render(Filmstrip, { trace: running, playhead: Infinity });
    const drawn = () => put.mock.calls.length;
    await expect.poll(drawn).toBe(11);
    for (const { t } of running.results) await screen.rerender({ playhead: t });
    expect(put).toHaveBeenCalledTimes(11);
    // One more step arrives: one more drawing.
    const [next] = trace.results.slice(11);
    await screen.rerender({
      trace: { ...running, results: next ? [...running.results, next] : [] },
      playhead: Infinity,
    });
    await expect.poll(drawn).toBe(12);
    put.mockRestore();
  });

  test('click and keys ask for the time of a step', async () => {
    const onseek = vi.fn();
    const time = (i: number) => trace.results[i]?.t;
    const screen = await render(Filmstrip, { trace, playhead: time(4) ?? 0, onseek });
    await screen.getByRole('option', { name: /^Step 2,/ }).click();
    expect(onseek).toHaveBeenLastCalledWith(time(1));
    (screen.getByRole('listbox').element() as HTMLElement).focus();
    await userEvent.keyboard('{ArrowRight}');
    expect(onseek).toHaveBeenLastCalledWith(time(5));
    await userEvent.keyboard('{ArrowLeft}');
    expect(onseek).toHaveBeenLastCalledWith(time(3));
    await userEvent.keyboard('{Home}');
    expect(onseek).toHaveBeenLastCalledWith(time(0));
    await userEvent.keyboard('{End}');
    expect(onseek).toHaveBeenLastCalledWith(time(11));
  });

  test('the current step stays in sight in a strip that is wider than its place', async () => {
    const long = pictureTrace({ spec: { steps: 40 }, size: 8 });
    const screen = await render(Filmstrip, { trace: long, playhead: Infinity });
    screen.container.style.width = '300px';
    for (const i of [0, 39, 20]) {
      await screen.rerender({ playhead: long.results[i]?.t ?? 0 });
      const strip = screen.getByRole('listbox').element().getBoundingClientRect();
      const current = screen.container.querySelector('.current')?.getBoundingClientRect();
      expect(current?.left).toBeGreaterThanOrEqual(strip.left - 1);
      expect(current?.right).toBeLessThanOrEqual(strip.right + 1);
    }
  });
});

describe('SigmaPlot', () => {
  test('marks the step at the playhead, on falling noise', async () => {
    const trace = pictureTrace({ spec: { steps: 8 }, size: 4 });
    const screen = await render(SigmaPlot, { trace, playhead: trace.results[2]?.t ?? 0 });
    const mark = () => screen.container.querySelector('.mark');
    const place = (name: string) => Number(mark()?.getAttribute(name));
    const before = { x: place('cx'), y: place('cy') };
    await screen.rerender({ playhead: trace.results[5]?.t ?? 0 });
    expect(place('cx')).toBeGreaterThan(before.x);
    // Down on the page is less noise.
    expect(place('cy')).toBeGreaterThan(before.y);
    await expect.element(screen.getByRole('img')).toHaveAccessibleName(/Step 6 of 8/);
    await screen.rerender({ playhead: 0 });
    expect(mark()).toBeNull();
  });

  test('a single step, noise of none, and wild values', async () => {
    const trace = pictureTrace({ spec: { steps: 1 }, size: 4 });
    const [step] = trace.results;
    if (!step) throw new Error('no step');
    const screen = await render(SigmaPlot, { trace, playhead: Infinity });
    expect(screen.container.querySelector('.mark')).not.toBeNull();
    for (const sigma of [0, -3, NaN, Infinity, 1e-300, 1e300]) {
      await screen.rerender({ trace: { ...trace, results: [{ ...step, sigma }] } });
      expect(screen.container.innerHTML).not.toMatch(/NaN|Infinity|undefined/);
    }
  });
});

test('whatever the trace and the playhead, only what has happened is marked', async () => {
  const canvas = await render(DenoiseCanvas, { trace: null, playhead: Infinity });
  const strip = await render(Filmstrip, { trace: null, playhead: Infinity });
  const plot = await render(SigmaPlot, { trace: null, playhead: Infinity });
  const playheads = fc.oneof(
    fc.constantFrom(Infinity, 0, -1, NaN),
    fc.double({ min: 0, max: 4000, noNaN: true }),
  );
  await fc.assert(
    fc.asyncProperty(pictureTraces, playheads, async (trace, playhead) => {
      for (const screen of [canvas, strip, plot]) await screen.rerender({ trace, playhead });
      const moment = at(trace, playhead);
      const step = trace.results[moment.results - 1];
      const done = moment.ended && trace.end?.type === 'done';
      expect(pixels(canvas.container)).toEqual(
        step ? toRgba(done ? step.denoised : step.x, done ? 1 : sampleGain(step.sigma)) : null,
      );
      expect(strip.container.querySelectorAll('[role=option]')).toHaveLength(trace.results.length);
      const current = strip.container.querySelector('[aria-selected=true]');
      expect(current?.getAttribute('data-i') ?? null).toBe(
        step ? String(moment.results - 1) : null,
      );
      expect(plot.container.innerHTML).not.toMatch(/NaN|Infinity|undefined/);
    }),
    { numRuns: 150 },
  );
});

describe.each(['light', 'dark'] as const)('axe, %s', (theme) => {
  test.each(['empty', 'started', 'middle', 'error'] as const)('%s', async (name) => {
    setTheme(theme);
    const { diffusion: trace, playhead } = STATES[name]();
    for (const screen of [
      await render(DenoiseCanvas, { trace, playhead }),
      await render(Filmstrip, { trace, playhead }),
      await render(SigmaPlot, { trace, playhead }),
    ])
      expect(await violations(screen.container)).toEqual([]);
  });
});
