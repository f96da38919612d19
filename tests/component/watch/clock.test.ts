import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { userEvent } from 'vitest/browser';
import { settled } from '../../../src/core/run/metrics';
import { at, passes, type Trace } from '../../../src/core/run/trace';
import { stops } from '../../../src/state/session/playhead.svelte';
import {
  axisEnd,
  barsPath,
  END_PAD,
  tickText,
  timeTicks,
} from '../../../src/views/watch/clock/axis';
import Clock from '../../../src/views/watch/clock/Clock.svelte';
import Settled from '../../../src/views/watch/clock/Settled.svelte';
import Metrics from '../../../src/views/watch/Metrics.svelte';
import '../../../src/ui/style';
import { pictureTrace, textTrace } from '../../gallery/samples';
import { STATES } from '../../gallery/states';
import { diffusionTraces, languageTraces } from '../../helpers/arbitrary';
import { setTheme, violations } from '../../helpers/axe';

const language = textTrace();
const diffusion = pictureTrace({ size: 8 });
const end = Math.max(language.duration, diffusion.duration);
const text = (container: Element) => container.textContent?.replace(/\s+/g, ' ') ?? '';

describe('the time axis', () => {
  test('a finished run fills it; a growing one has room, in round numbers', () => {
    expect(axisEnd(2210, false)).toBe(2210);
    expect(axisEnd(2210, true)).toBe(3000);
    expect(axisEnd(0, true)).toBe(1000);
    fc.assert(
      fc.property(fc.double({ min: 0, max: 1e9, noNaN: true }), (t) => {
        expect(axisEnd(t, true)).toBeGreaterThan(t);
        expect(axisEnd(t, true)).toBeLessThanOrEqual(Math.max(1000, t * 1.6));
      }),
    );
  });

  test('ticks are round, ordered, inside, and not too many', () => {
    fc.assert(
      fc.property(
        fc.double({ min: 1, max: 1e9, noNaN: true }),
        fc.integer({ min: 0, max: 3000 }),
        (length, width) => {
          const ticks = timeTicks(length, width);
          expect(ticks[0]).toBe(0);
          expect(ticks.at(-1)).toBeLessThanOrEqual(length * (1 + 1e-9));
          expect(ticks.length).toBeLessThanOrEqual(Math.max(1, width / 80) + 1);
          expect(new Set(ticks.map((t) => tickText(t, ticks[1] ?? length))).size).toBe(
            ticks.length,
          );
        },
      ),
    );
  });

  test('a bar begins where its pass began and never vanishes', () => {
    const pass = { kind: 'decode' as const, start: 100, ms: 20, size: 1 };
    expect(barsPath([pass], 0.5, 3, 10)).toBe('M50.00 3h9.00v10h-9.00z');
    expect(barsPath([{ ...pass, ms: 0 }], 0.5, 0, 10)).toBe('M50.00 0h0.60v10h-0.60z');
    expect(barsPath([{ ...pass, start: NaN }], 0.5, 0, 10)).toBe('');
  });
});

describe('Clock', () => {
  test('every forward pass is a bar, and hundreds of them are a handful of nodes', async () => {
    const long = textTrace({ text: 'a dragon '.repeat(250), spec: { maxTokens: 600 } });
    const { container } = await render(Clock, { language: long, diffusion, playhead: Infinity });
    const bars = [...container.querySelectorAll('svg path[d^=M]')]
      .map((path) => path.getAttribute('d')?.match(/v22h/g)?.length ?? 0)
      .reduce((a, b) => a + b, 0);
    expect(bars).toBe(passes(long).length + passes(diffusion).length);
    expect(passes(long).length).toBeGreaterThan(400);
    expect(container.querySelectorAll('*').length).toBeLessThan(120);
  });

  test('dragging asks for the time under the pointer; at the end, for now', async () => {
    const onseek = vi.fn();
    const onlive = vi.fn();
    const screen = await render(Clock, { language, diffusion, playhead: 0, onseek, onlive });
    const slider = screen.getByRole('slider');
    const { width } = slider.element().getBoundingClientRect();
    const scale = (width - END_PAD) / end;
    await slider.click({ position: { x: 300 * scale, y: 10 } });
    expect(onseek.mock.lastCall?.[0]).toBeCloseTo(300, -1);
    expect(onlive).not.toHaveBeenCalled();
    await slider.click({ position: { x: width - 2, y: 10 } });
    expect(onlive).toHaveBeenCalledOnce();

    const fire = (type: string, x: number) =>
      slider.element().dispatchEvent(
        new PointerEvent(type, {
          clientX: slider.element().getBoundingClientRect().left + x,
          button: 0,
          pointerId: 1,
          bubbles: true,
        }),
      );
    onseek.mockClear();
    fire('pointermove', 50);
    expect(onseek).not.toHaveBeenCalled();
  });

  test('arrow keys walk through every pass of both lanes, there and back', async () => {
    let playhead = 0;
    const onseek = vi.fn((t: number) => (playhead = t));
    const onlive = vi.fn(() => (playhead = Infinity));
    const screen = await render(Clock, { language, diffusion, playhead, onseek, onlive });
    (screen.getByRole('slider').element() as HTMLElement).focus();
    const press = async (key: string) => {
      await userEvent.keyboard(key);
      await screen.rerender({ playhead });
    };
    const all = stops([language, diffusion]);
    const seen: number[] = [];
    for (let i = 0; i < 6; i++) {
      await press('{ArrowRight}');
      seen.push(playhead);
    }
    expect(seen).toEqual(all.slice(0, 6));
    for (let i = 4; i >= 0; i--) {
      await press('{ArrowLeft}');
      expect(playhead).toBe(all[i]);
    }
    await press('{PageUp}');
    expect(playhead).toBe(all[10]);
    await press('{End}');
    expect(playhead).toBe(Infinity);
    await press('{ArrowLeft}');
    expect(playhead).toBe(all.at(-2));
    await press('{ArrowRight}');
    expect(playhead).toBe(Infinity);
    await press('{Home}');
    expect(playhead).toBe(0);
  });

  test('a moment between two passes moves to the one before and the one after', async () => {
    const all = stops([language, diffusion]);
    const between = ((all[4] ?? 0) + (all[5] ?? 0)) / 2;
    const onseek = vi.fn();
    const screen = await render(Clock, { language, diffusion, playhead: between, onseek });
    await screen.getByRole('button', { name: 'One pass forward' }).click();
    expect(onseek).toHaveBeenLastCalledWith(all[5]);
    await screen.getByRole('button', { name: 'One pass back' }).click();
    expect(onseek).toHaveBeenLastCalledWith(all[4]);
  });

  test('the way back to now is there exactly when the playhead is elsewhere', async () => {
    const onlive = vi.fn();
    const running = { language: textTrace({ tokens: 9, end: null }), diffusion: null };
    const screen = await render(Clock, { ...running, playhead: Infinity, onlive });
    const live = screen.getByRole('button', { name: 'Live' });
    await expect.element(live).toBeDisabled();
    await screen.rerender({ playhead: 100 });
    await live.click();
    expect(onlive).toHaveBeenCalledOnce();
    await screen.rerender({ language, playhead: 100 });
    await expect.element(screen.getByRole('button', { name: 'End' })).toBeEnabled();
  });

  test('the slider says the time and what is there', async () => {
    const t = diffusion.steps[4]?.t ?? 0;
    const screen = await render(Clock, { language, diffusion, playhead: t });
    const slider = screen.getByRole('slider', { name: 'Playhead' });
    const tokens = at(language, t).tokens;
    await expect
      .element(slider)
      .toHaveAttribute(
        'aria-valuetext',
        `${(t / 1000).toFixed(2)} seconds, ${tokens} tokens, 5 steps`,
      );
    await expect.element(slider).toHaveAttribute('aria-valuemax', String(Math.round(end)));
    await expect.element(slider).toHaveAttribute('aria-valuenow', String(Math.round(t)));
  });
});

describe('Settled', () => {
  test('gives the shares at the playhead', async () => {
    const t = diffusion.steps[11]?.t ?? 0;
    const screen = await render(Settled, { language, diffusion, playhead: t });
    const share = (trace: Trace) => settled(trace).findLast((point) => point.t <= t)?.share ?? 0;
    const percent = (trace: Trace) => `${Math.round(share(trace) * 100)} %`;
    await expect
      .element(screen.getByRole('status'))
      .toHaveTextContent(`text ${percent(language)}, picture ${percent(diffusion)}`);
    await screen.rerender({ playhead: Infinity });
    await expect.element(screen.getByRole('status')).toHaveTextContent('text 100 %, picture 100 %');
  });

  test('claims nothing of a picture that is not finished', async () => {
    const running = pictureTrace({ size: 8, steps: 5, end: null });
    const screen = await render(Settled, {
      language: null,
      diffusion: running,
      playhead: Infinity,
    });
    await expect.element(screen.getByRole('status')).toHaveTextContent('picture not known');
    expect(text(screen.container)).toContain('Provisional');
    expect(screen.container.querySelector('path.provisional')).not.toBeNull();
    const stopped = pictureTrace({ size: 8, steps: 5, end: { type: 'aborted' } });
    await screen.rerender({ diffusion: stopped });
    await expect.element(screen.getByRole('status')).toHaveTextContent('picture not known');
    expect(text(screen.container)).toContain('was not finished');
  });

  test('the names of the lines never meet, whichever is first', async () => {
    const screen = await render(Settled, { language, diffusion, playhead: Infinity });
    for (const stepMs of [5, 20, 60, 90, 200]) {
      await screen.rerender({ diffusion: pictureTrace({ size: 8, stepMs }) });
      const [a, b] = [...screen.container.querySelectorAll('svg text')].map((name) =>
        name.getBoundingClientRect(),
      );
      if (!a || !b) throw new Error('a line has no name');
      expect(a.right <= b.left || b.right <= a.left).toBe(true);
    }
  });

  test('shares the axis of the clock above it', async () => {
    const clock = await render(Clock, { language, diffusion, playhead: 900 });
    const plot = await render(Settled, { language, diffusion, playhead: 900 });
    const line = (container: Element, selector: string) =>
      container.querySelector(selector)?.getBoundingClientRect().left ?? 0;
    expect(line(clock.container, '.playhead line')).toBeCloseTo(
      line(plot.container, '.playhead'),
      0,
    );
  });
});

test('whatever the traces and the playhead, nothing is drawn outside the run', async () => {
  const none = { language: null, diffusion: null, playhead: Infinity };
  const clock = await render(Clock, none);
  const plot = await render(Settled, none);
  const figures = await render(Metrics, { lane: 'language', trace: null, playhead: Infinity });
  const playheads = fc.oneof(
    fc.constantFrom(Infinity, 0, -1, NaN),
    fc.double({ min: 0, max: 8000, noNaN: true }),
  );
  const maybe = (traces: fc.Arbitrary<Trace>) => fc.option(traces, { nil: null });
  await fc.assert(
    fc.asyncProperty(
      maybe(languageTraces),
      maybe(diffusionTraces),
      playheads,
      fc.boolean(),
      async (words, picture, playhead, own) => {
        const props = { language: words, diffusion: picture, playhead };
        await clock.rerender({ ...props, own });
        await plot.rerender(props);
        await figures.rerender({ lane: 'diffusion', trace: picture, playhead });
        for (const screen of [clock, plot, figures])
          expect(screen.container.innerHTML).not.toMatch(/NaN|Infinity|undefined/);
        const slider = clock.getByRole('slider').element();
        const now = Number(slider.getAttribute('aria-valuenow'));
        expect(now).toBeGreaterThanOrEqual(0);
        expect(now).toBeLessThanOrEqual(Number(slider.getAttribute('aria-valuemax')));
        const box = slider.getBoundingClientRect();
        const line = clock.container.querySelector('.playhead line')?.getBoundingClientRect();
        if (line) {
          expect(line.left).toBeGreaterThanOrEqual(box.left - 1);
          expect(line.right).toBeLessThanOrEqual(box.right + 1);
        }
      },
    ),
    { numRuns: 150 },
  );
});

describe.each(['light', 'dark'] as const)('axe, %s', (theme) => {
  test.each(['empty', 'started', 'middle', 'wrong', 'error'] as const)('%s', async (name) => {
    setTheme(theme);
    const state = STATES[name]();
    for (const screen of [
      await render(Clock, { ...state }),
      await render(Settled, { ...state }),
      await render(Metrics, { lane: 'language', trace: state.language, playhead: state.playhead }),
      await render(Metrics, {
        lane: 'diffusion',
        trace: state.diffusion,
        playhead: state.playhead,
      }),
    ])
      expect(await violations(screen.container)).toEqual([]);
  });
});
