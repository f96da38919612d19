/** A run as long as the page makes them, opened at once: it comes in parts, and all of it comes. */
import { flushSync } from 'svelte';
import { afterEach, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import '../../../src/ui/style';
import Filmstrip from '../../../src/views/watch/diffusion/Filmstrip.svelte';
import TokenStream from '../../../src/views/watch/autoregression/TokenStream.svelte';
import { pictureTrace, textTrace } from '../../helpers/traces';

const tokens = () => document.querySelectorAll('[data-testid=answer] [data-i]');

const SOON = { timeout: 10_000 };

afterEach(() => vi.restoreAllMocks());

test('a long answer is written in parts, and the newest token is marked when it is there', async () => {
  const long = textTrace({ spec: { maxTokens: 1024, runId: 'long' }, tokens: 1000, candidates: 2 });
  const view = await render(TokenStream, { trace: long, playhead: Infinity });
  const counts = new Set<number>();
  await expect
    .poll(() => counts.add(tokens().length) && tokens().length, { ...SOON, interval: 1 })
    .toBe(1000);
  expect(Math.min(...counts)).toBeLessThan(1000);
  await expect
    .poll(() => {
      // Where the test before left the mouse, a token is pointed at.
      document
        .querySelector('[data-testid=answer]')
        ?.dispatchEvent(new PointerEvent('pointerleave'));
      flushSync();
      return tokens()[999]?.classList.contains('shown');
    }, SOON)
    .toBe(true);

  // Another one begins anew, and a short one has nothing left of it.
  const other = textTrace({
    spec: { maxTokens: 1024, runId: 'other' },
    tokens: 600,
    candidates: 2,
  });
  await view.rerender({ trace: other, playhead: Infinity });
  expect(tokens().length).toBeLessThan(600);
  await expect.poll(() => tokens().length, SOON).toBe(600);
  await view.rerender({ trace: textTrace({ tokens: 5 }), playhead: Infinity });
  expect(tokens()).toHaveLength(5);
});

test('two hundred thumbnails are drawn a few in a frame', async () => {
  const frames: FrameRequestCallback[] = [];
  vi.spyOn(globalThis, 'requestAnimationFrame').mockImplementation((work) => frames.push(work));
  const trace = pictureTrace({ spec: { steps: 200, runId: 'film' } });
  await render(Filmstrip, { trace, playhead: Infinity });
  const drawn = () =>
    [...document.querySelectorAll<HTMLCanvasElement>('[data-i] canvas')].filter(
      ({ width }) => width > 1,
    ).length;
  const counts = [drawn()];
  for (let work = frames.shift(); work; work = frames.shift()) {
    work(performance.now());
    counts.push(drawn());
  }
  expect(counts[0]).toBe(0);
  expect(counts.at(-1)).toBe(200);
});
