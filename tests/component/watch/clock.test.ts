import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page, userEvent } from 'vitest/browser';
import { MECHANISMS, mechanismOf } from '../../../src/core/mechanisms';
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
import { pictureTraces, textTraces } from '../../helpers/arbitrary';
import { setTheme, violations } from '../../helpers/axe';
import { shownOf } from '../../helpers/shown';

const language = textTrace();
const diffusion = pictureTrace({ size: 8 });
const both = shownOf({ a: language, b: diffusion });
const end = Math.max(language.duration, diffusion.duration);
const TEXT = { mechanism: MECHANISMS.autoregression, name: 'the language model' };
const PICTURE = { mechanism: MECHANISMS.diffusion, name: 'the diffusion model' };
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
    const pass = { kind: 'decode', start: 100, ms: 20, size: 1 };
    expect(barsPath([pass], 0.5, 3, 10)).toBe('M50.00 3h9.00v10h-9.00z');
    expect(barsPath([{ ...pass, ms: 0 }], 0.5, 0, 10)).toBe('M50.00 0h0.60v10h-0.60z');
    expect(barsPath([{ ...pass, start: NaN }], 0.5, 0, 10)).toBe('');
  });
});

describe('Clock', () => {
  test('every forward pass is a bar, and hundreds of them are a handful of nodes', async () => {
    const long = textTrace({ text: 'a dragon '.repeat(250), spec: { maxTokens: 600 } });
    const { container } = await render(Clock, {
      lanes: shownOf({ a: long, b: diffusion }),
      playhead: Infinity,
    });
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
    const screen = await render(Clock, { lanes: both, playhead: 0, onseek, onlive });
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

  test('arrow keys walk through every pass of all lanes, there and back', async () => {
    let playhead = 0;
    const onseek = vi.fn((t: number) => (playhead = t));
    const onlive = vi.fn(() => (playhead = Infinity));
    const screen = await render(Clock, { lanes: both, playhead, onseek, onlive });
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
    const screen = await render(Clock, { lanes: both, playhead: between, onseek });
    await screen.getByRole('button', { name: 'One pass forward' }).click();
    expect(onseek).toHaveBeenLastCalledWith(all[5]);
    await screen.getByRole('button', { name: 'One pass back' }).click();
    expect(onseek).toHaveBeenLastCalledWith(all[4]);
  });

  test('the way back to now is there exactly when the playhead is elsewhere', async () => {
    const onlive = vi.fn();
    const lanes = shownOf({ a: textTrace({ tokens: 9, end: null }), b: null });
    const screen = await render(Clock, { lanes, playhead: Infinity, onlive });
    const live = screen.getByRole('button', { name: 'Live' });
    await expect.element(live).toBeDisabled();
    await screen.rerender({ playhead: 100 });
    await live.click();
    expect(onlive).toHaveBeenCalledOnce();
    await screen.rerender({ lanes: shownOf({ a: language, b: null }), playhead: 100 });
    await expect.element(screen.getByRole('button', { name: 'End' })).toBeEnabled();
  });

  test('the slider says the time and what is there', async () => {
    const t = diffusion.results[4]?.t ?? 0;
    const screen = await render(Clock, { lanes: both, playhead: t });
    const slider = screen.getByRole('slider', { name: 'Playhead' });
    const tokens = at(language, t).results;
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
    const t = diffusion.results[11]?.t ?? 0;
    const screen = await render(Settled, { lanes: both, playhead: t });
    const share = (trace: Trace) =>
      mechanismOf(trace)
        .settled(trace)
        .findLast((point) => point.t <= t)?.share ?? 0;
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
      lanes: shownOf({ a: null, b: running }),
      playhead: Infinity,
    });
    await expect.element(screen.getByRole('status')).toHaveTextContent('picture not known');
    expect(text(screen.container)).toContain('Provisional');
    expect(screen.container.querySelector('path.provisional')).not.toBeNull();
    const stopped = pictureTrace({ size: 8, steps: 5, end: { type: 'aborted' } });
    await screen.rerender({ lanes: shownOf({ a: null, b: stopped }) });
    await expect.element(screen.getByRole('status')).toHaveTextContent('picture not known');
    expect(text(screen.container)).toContain('was not finished');
  });

  test('the names of the lines never meet, whichever is first', async () => {
    const screen = await render(Settled, { lanes: both, playhead: Infinity });
    for (const stepMs of [5, 20, 60, 90, 200]) {
      await screen.rerender({
        lanes: shownOf({ a: language, b: pictureTrace({ size: 8, stepMs }) }),
      });
      const [a, b] = [...screen.container.querySelectorAll('svg text')].map((name) =>
        name.getBoundingClientRect(),
      );
      if (!a || !b) throw new Error('a line has no name');
      expect(a.right <= b.left || b.right <= a.left).toBe(true);
    }
  });

  test('shares the axis of the clock above it', async () => {
    const clock = await render(Clock, { lanes: both, playhead: 900 });
    const plot = await render(Settled, { lanes: both, playhead: 900 });
    const line = (container: Element, selector: string) =>
      container.querySelector(selector)?.getBoundingClientRect().left ?? 0;
    expect(line(clock.container, '.playhead line')).toBeCloseTo(
      line(plot.container, '.playhead'),
      0,
    );
  });
});

test('whatever the traces and the playhead, nothing is drawn outside the run', async () => {
  const none = { lanes: shownOf({ a: null, b: null }), playhead: Infinity };
  const clock = await render(Clock, none);
  const plot = await render(Settled, none);
  const figures = await render(Metrics, { ...TEXT, trace: null, playhead: Infinity });
  const playheads = fc.oneof(
    fc.constantFrom(Infinity, 0, -1, NaN),
    fc.double({ min: 0, max: 8000, noNaN: true }),
  );
  const maybe = (traces: fc.Arbitrary<Trace>) => fc.option(traces, { nil: null });
  await fc.assert(
    fc.asyncProperty(
      maybe(textTraces),
      maybe(pictureTraces),
      playheads,
      fc.boolean(),
      async (words, picture, playhead, own) => {
        const props = { lanes: shownOf({ a: words, b: picture }), playhead };
        await clock.rerender({ ...props, own });
        await plot.rerender(props);
        await figures.rerender({ ...PICTURE, trace: picture, playhead });
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
    const { language, diffusion, playhead } = state;
    const lanes = shownOf({ a: language, b: diffusion });
    for (const screen of [
      await render(Clock, { lanes, playhead }),
      await render(Settled, { lanes, playhead }),
      await render(Metrics, { ...TEXT, trace: language, playhead }),
      await render(Metrics, { ...PICTURE, trace: diffusion, playhead }),
    ])
      expect(await violations(screen.container)).toEqual([]);
  });
});

describe('several lanes of a kind', () => {
  const second = textTrace({ spec: { lane: 'c', runId: 'run-c' }, paceMs: 45 });
  const third = pictureTrace({ size: 8, spec: { lane: 'd', runId: 'run-d' }, stepMs: 60 });
  const four = shownOf({ a: language, b: diffusion, c: second, d: third });

  test('have a row each, numbered, in their own hues; every pass is a bar', async () => {
    const { container } = await render(Clock, { lanes: four, playhead: Infinity });
    const names = [...container.querySelectorAll<HTMLElement>('.names span')];
    expect(names.map((name) => name.textContent)).toEqual([
      'text 1',
      'picture 1',
      'text 2',
      'picture 2',
    ]);
    expect(new Set(names.map((name) => getComputedStyle(name).color)).size).toBe(4);
    const rows = [...container.querySelectorAll('svg g[data-tone]')];
    expect(rows.map((row) => row.querySelectorAll('path').length)).toEqual([2, 2, 2, 2]);
    const bars = rows.map((row) =>
      [...row.querySelectorAll('path')]
        .map((path) => path.getAttribute('d')?.match(/v22h/g)?.length ?? 0)
        .reduce((a, b) => a + b, 0),
    );
    expect(bars).toEqual([language, diffusion, second, third].map((run) => passes(run).length));
    // A row stands beside its name.
    rows.forEach((row, i) => {
      const base = row.querySelector('.base')?.getBoundingClientRect();
      const name = names[i]?.getBoundingClientRect();
      expect(Math.abs((base?.bottom ?? 0) - (name?.bottom ?? 0))).toBeLessThan(2);
    });
  });

  test('are told apart when spoken', async () => {
    const screen = await render(Clock, { lanes: four, playhead: Infinity });
    const said = [language, diffusion, second, third].map((run) => run.results.length);
    await expect
      .element(screen.getByRole('slider'))
      .toHaveAttribute(
        'aria-valuetext',
        `${(Math.max(end, second.duration, third.duration) / 1000).toFixed(2)} seconds, ` +
          `text 1: ${said[0]} tokens, picture 1: ${said[1]} steps, ` +
          `text 2: ${said[2]} tokens, picture 2: ${said[3]} steps, end of the run`,
      );
  });

  test('the legend names each kind of pass once, with the hue of each lane', async () => {
    const { container } = await render(Clock, {
      lanes: shownOf({ a: language, c: second }),
      playhead: Infinity,
    });
    const legend = container.querySelector('.legend') as Element;
    expect(text(legend).trim()).toBe('each bar is one forward pass: prefill decode');
    expect(legend.querySelectorAll('.key')).toHaveLength(4);
  });

  test('the names of four lines never meet', async () => {
    const screen = await render(Settled, { lanes: four, playhead: Infinity });
    for (const stepMs of [5, 20, 60, 90, 200]) {
      const other = pictureTrace({ size: 8, stepMs, spec: { lane: 'd', runId: 'run-d' } });
      await screen.rerender({
        lanes: shownOf({ a: language, b: diffusion, c: second, d: other }),
      });
      const boxes = [...screen.container.querySelectorAll('svg text')].map((name) =>
        name.getBoundingClientRect(),
      );
      expect(boxes).toHaveLength(4);
      boxes.forEach((a, i) =>
        boxes.slice(i + 1).forEach((b) => {
          const apart =
            a.right <= b.left || b.right <= a.left || a.bottom <= b.top || b.bottom <= a.top;
          expect(apart).toBe(true);
        }),
      );
    }
  });
});

test('a prefill of several passes is as many bars before the first token, named once', async () => {
  const [first, ...rest] = language.results;
  if (!first) throw new Error('no token');
  const parts = [0, 1, 2].map((i) => ({
    kind: 'prefill',
    start: 6 + i * 70,
    ms: 68,
    size: i < 2 ? 16 : 10,
  }));
  const trace = { ...language, results: [{ ...first, passes: parts }, ...rest] };
  await page.viewport(1000, 700);
  const { container } = await render(Clock, { lanes: shownOf({ a: trace }), playhead: Infinity });
  const [soft, strong] = container.querySelectorAll('svg g[data-tone] path');
  expect(soft?.getAttribute('d')?.match(/v22h/g)).toHaveLength(3);
  expect(strong?.getAttribute('d')?.match(/v22h/g)).toHaveLength(rest.length);
  // Named once the clock knows how wide it is.
  const words = () =>
    [...container.querySelectorAll('svg g[data-tone] text')].map((t) => t.textContent);
  await expect.poll(words).toHaveLength(1);
  expect(['prefill, 42 tokens', 'prefill']).toContain(words()[0]);
});
