/** All lanes in small at the top of a narrow screen. */
import { afterEach, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import { EngineError } from '../../../src/core/errors';
import { toRgba } from '../../../src/core/image';
import Glance from '../../../src/views/watch/Glance.svelte';
import { pictureTrace } from '../../gallery/samples';
import { settled } from '../../helpers/fakes';
import { shownOf } from '../../helpers/shown';
import { textTrace, tokenStep } from '../../helpers/traces';
import { diffusion, openWatch, run } from '../../helpers/watch';
import { setTheme, violations } from '../../helpers/axe';
import '../../../src/ui/style';

const go = { failures: new Map<string, string>(), onlane: () => undefined };
const small = page.getByRole('group', { name: 'All lanes in small' });

afterEach(() => page.viewport(414, 896));

function pixels(container: Element): Uint8ClampedArray | undefined {
  const canvas = container.querySelector('canvas');
  return canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
}

test('shows the text and the picture at the playhead', async () => {
  const language = textTrace({ tokens: 6 });
  const picture = pictureTrace({ spec: { steps: 4 }, size: 16 });
  const at = language.results[2];
  const last = picture.results.at(-1);
  if (!at || !last) throw new Error('nothing in them');
  const props = { lanes: shownOf({ a: language, b: picture }), ...go };
  const { container, rerender } = await render(Glance, { ...props, playhead: at.t });
  const words = language.results.map(({ text }) => text);
  expect(container.querySelector('.text span')?.textContent).toBe(words.slice(0, 3).join(''));
  await rerender({ ...props, playhead: Infinity });
  expect(container.querySelector('.text span')?.textContent).toBe(words.join(''));
  await expect.poll(() => pixels(container)).toEqual(toRgba(last.denoised));
});

test('is not there before anything ran, and one lane alone has its half', async () => {
  const { container, rerender } = await render(Glance, {
    lanes: shownOf({ a: null, b: null }),
    playhead: Infinity,
    ...go,
  });
  expect(container.querySelector('.glance')).toBeNull();
  await rerender({ lanes: shownOf({ a: textTrace({ tokens: 2 }), b: null }) });
  expect(container.querySelector('.text span')?.textContent).not.toBe('');
  expect(pixels(container)).toEqual(new Uint8ClampedArray(4));
});

test('each half is a button to its lane', async () => {
  const onlane = vi.fn();
  const lanes = shownOf({ a: textTrace({ tokens: 2 }), b: null });
  const screen = await render(Glance, { ...go, lanes, playhead: Infinity, onlane });
  await screen.getByRole('button', { name: 'To the language model' }).click();
  expect(onlane).toHaveBeenLastCalledWith('a');
  await screen.getByRole('button', { name: 'To the diffusion model' }).click();
  expect(onlane).toHaveBeenLastCalledWith('b');
});

test.each(['light', 'dark'] as const)('is accessible in %s', async (theme) => {
  setTheme(theme);
  const { container } = await render(Glance, {
    lanes: shownOf({
      a: textTrace({ tokens: 6 }),
      b: pictureTrace({ spec: { steps: 4 }, size: 16 }),
      c: textTrace({ tokens: 3, spec: { lane: 'c' } }),
      d: pictureTrace({ spec: { steps: 2, lane: 'd' }, size: 16 }),
    }),
    playhead: Infinity,
    ...go,
    failures: new Map([['b', 'The model did not arrive.']]),
  });
  expect(await violations(container)).toEqual([]);
});

/** The page with the first token of a live run. */
async function running() {
  const { environment, loaded } = await openWatch();
  await run.click();
  await loaded();
  environment.newest('autoregression').running.emit({ type: 'result', result: tokenStep(0) });
  await settled();
  environment.frames.tick();
}

test('on a phone all lanes stay in view while the clock is dragged; it goes to a lane', async () => {
  await page.viewport(360, 740);
  await running();
  await expect.element(small).toBeVisible();
  page.getByRole('slider', { name: 'Playhead' }).element().scrollIntoView({ block: 'end' });
  const top = () => small.element().getBoundingClientRect().top;
  await expect.poll(top).toBe(0);
  await page.getByRole('button', { name: 'To the diffusion model' }).click();
  const heading = diffusion.getByRole('heading', { level: 2 });
  await expect.element(heading).toHaveFocus();
  const below = small.element().getBoundingClientRect().bottom;
  expect(heading.element().getBoundingClientRect().top).toBeGreaterThanOrEqual(below);
  expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(360);
});

test('on a phone a lane that failed says so at the top, whatever is in view, and leads there', async () => {
  await page.viewport(360, 740);
  const { environment } = await openWatch();
  await expect.element(small).not.toBeInTheDocument();
  await run.click();
  await settled();
  environment.newest('diffusion').loading.fail(new EngineError('model-fetch', 'No answer.'));
  await settled();
  const word = small.getByRole('button', { name: 'Diffusion model: The model did not arrive.' });
  await expect.element(word).toBeInViewport({ ratio: 0.95 });
  expect(small.getByRole('button').elements()).toHaveLength(1);
  await word.click();
  await expect.element(diffusion.getByRole('heading', { level: 2 })).toHaveFocus();
  await expect.element(diffusion.getByRole('alert')).toBeInViewport();
  await expect.element(word).toBeInViewport({ ratio: 0.95 });
  await diffusion.getByRole('button', { name: 'Try again' }).click();
  await expect.element(word).not.toBeInTheDocument();
});

test('where the lanes stand side by side it is not there', async () => {
  await page.viewport(1280, 800);
  await running();
  await expect.element(small).not.toBeInTheDocument();
  await page.viewport(800, 800);
  await expect.element(small).toBeVisible();
});
