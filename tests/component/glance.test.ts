/** Both lanes in small at the top of a narrow screen. */
import { afterEach, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import { toRgba } from '../../src/core/image';
import Glance from '../../src/views/watch/Glance.svelte';
import { pictureTrace } from '../gallery/samples';
import { settled } from '../helpers/fakes';
import { languageTrace, tokenStep } from '../helpers/traces';
import { diffusion, openWatch, run } from '../helpers/watch';
import { setTheme, violations } from '../helpers/axe';
import '../../src/ui/style';

const go = { onlanguage: () => undefined, ondiffusion: () => undefined };
const small = page.getByRole('group', { name: 'Both lanes in small' });

afterEach(() => page.viewport(414, 896));

function pixels(container: Element): Uint8ClampedArray | undefined {
  const canvas = container.querySelector('canvas');
  return canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data;
}

test('shows the text and the picture at the playhead', async () => {
  const language = languageTrace({ tokens: 6 });
  const picture = pictureTrace({ spec: { steps: 4 }, size: 16 });
  const at = language.tokens[2];
  const last = picture.steps.at(-1);
  if (!at || !last) throw new Error('nothing in them');
  const props = { language, diffusion: picture, ...go };
  const { container, rerender } = await render(Glance, { ...props, playhead: at.t });
  const words = language.tokens.map(({ text }) => text);
  expect(container.querySelector('.text span')?.textContent).toBe(words.slice(0, 3).join(''));
  await rerender({ ...props, playhead: Infinity });
  expect(container.querySelector('.text span')?.textContent).toBe(words.join(''));
  await expect.poll(() => pixels(container)).toEqual(toRgba(last.denoised));
});

test('is not there before anything ran, and one lane alone has its half', async () => {
  const { container, rerender } = await render(Glance, {
    language: null,
    diffusion: null,
    playhead: Infinity,
    ...go,
  });
  expect(container.querySelector('.glance')).toBeNull();
  await rerender({ language: languageTrace({ tokens: 2 }) });
  expect(container.querySelector('.text span')?.textContent).not.toBe('');
  expect(pixels(container)).toEqual(new Uint8ClampedArray(4));
});

test('each half is a button to its lane', async () => {
  const onlanguage = vi.fn();
  const ondiffusion = vi.fn();
  const language = languageTrace({ tokens: 2 });
  const screen = await render(Glance, {
    ...{ language, diffusion: null, playhead: Infinity },
    ...{ onlanguage, ondiffusion },
  });
  await screen.getByRole('button', { name: 'To the language model' }).click();
  expect(onlanguage).toHaveBeenCalledOnce();
  await screen.getByRole('button', { name: 'To the diffusion model' }).click();
  expect(ondiffusion).toHaveBeenCalledOnce();
});

test.each(['light', 'dark'] as const)('is accessible in %s', async (theme) => {
  setTheme(theme);
  const { container } = await render(Glance, {
    language: languageTrace({ tokens: 6 }),
    diffusion: pictureTrace({ spec: { steps: 4 }, size: 16 }),
    playhead: Infinity,
    ...go,
  });
  expect(await violations(container)).toEqual([]);
});

/** The page with the first token of a live run. */
async function running() {
  const { world, loaded } = await openWatch();
  await run.click();
  await loaded();
  world.newest('language').running.emit({ type: 'token', token: tokenStep(0) });
  await settled();
  world.frames.tick();
}

test('on a phone both lanes stay in view while the clock is dragged; it goes to a lane', async () => {
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

test('where the lanes stand side by side it is not there', async () => {
  await page.viewport(1280, 800);
  await running();
  await expect.element(small).not.toBeInTheDocument();
  await page.viewport(800, 800);
  await expect.element(small).toBeVisible();
});
