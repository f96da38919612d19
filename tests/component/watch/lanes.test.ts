/** Other lanes than the two that the page opens with: two of a kind, three, four, one. */
import { afterEach, describe, expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { settled } from '../../helpers/fakes';
import { denoiseSteps, pictureSpec, tokenStep } from '../../helpers/traces';
import { openWatch, run } from '../../helpers/watch';
import { setTheme, violations } from '../../helpers/axe';
import '../../../src/ui/style';

const TWO = '?prompt=a+cat&lanes=smollm2-135m-instruct,smollm2-135m-instruct@webllm';
const THREE = `${TWO},emoji-denoiser`;
const FOUR = `${THREE},emoji-denoiser`;

afterEach(() => page.viewport(414, 896));

const lane = (name: string) => page.getByRole('region', { name: new RegExp(`^${name},? `) });
const boxes = () =>
  [...document.querySelectorAll('.lanes > section')].map((one) => one.getBoundingClientRect());

async function live(search: string) {
  const watch = await openWatch(search);
  await run.click();
  await watch.loaded();
  const { environment } = watch;
  for (const { running } of environment.of('autoregression'))
    running.emit({ type: 'result', result: tokenStep(0) });
  for (const { running } of environment.of('diffusion'))
    for (const result of denoiseSteps(pictureSpec({ steps: 2 }), 8))
      running.emit({ type: 'result', result });
  await settled();
  environment.frames.tick();
  return watch;
}

describe('two lanes of one mechanism', () => {
  test('are numbered, say what computes each, and run side by side', async () => {
    const { environment, session } = await live(TWO);
    await expect.element(lane('Language model 1')).toHaveTextContent(/Tiny Llama, onnxruntime-web/);
    await expect.element(lane('Language model 2')).toHaveTextContent(/Tiny Llama, WebLLM/);
    expect(environment.of('autoregression').map(({ kind }) => kind.runtime)).toEqual([
      'onnxruntime',
      'webllm',
    ]);
    expect(session.traces.map(({ spec }) => spec.lane)).toEqual(['a', 'b']);
    for (const answer of page.getByTestId('answer').elements())
      expect(answer.textContent).toContain('A');
    await expect
      .element(page.getByRole('slider', { name: 'Playhead' }))
      .toHaveAttribute('aria-valuetext', expect.stringMatching(/text 1: 1 token, text 2: 1 token/));
  });

  test('have settings of their own, named after their lanes', async () => {
    const { session, address } = await openWatch(TWO);
    await page.getByText('Settings', { exact: true }).click();
    const second = page.getByRole('group', { name: 'Language model 2' });
    await second.getByLabelText(/^Temperature/).fill('1.5');
    await userEvent.keyboard('{Tab}');
    expect(session.settings.lanes.map(({ values }) => values['temperature'])).toEqual([0.7, 1.5]);
    expect(new URLSearchParams(address.read()).get('b.temperature')).toBe('1.5');
    await expect
      .element(page.getByRole('group', { name: 'Language model 1' }).getByLabelText('Runtime'))
      .toHaveValue('onnxruntime');
    await expect.element(second.getByLabelText('Runtime')).toHaveValue('webllm');
  });

  test('the one that has no WASM is moved to a runtime that has', async () => {
    const { environment, session } = await openWatch(`${TWO}&backend=webgpu`);
    await run.click();
    await settled();
    const knownAnswer = { ok: false, worst: 3.2, tolerance: 0.05, what: 'logits' };
    for (const { loading } of environment.made) loading.finish({ knownAnswer, backend: 'webgpu' });
    await settled();
    await lane('Language model 2').getByRole('button', { name: 'Run on the processor' }).click();
    expect(session.settings.lanes.map(({ runtime }) => runtime)).toEqual([
      'onnxruntime',
      'onnxruntime',
    ]);
    expect(session.settings.page.backend).toBe('wasm');
  });
});

describe('the settings change the lanes', () => {
  test('another model in a lane, one lane more, one less', async () => {
    const { session, address } = await openWatch();
    await page.getByText('Settings', { exact: true }).click();
    const model = page
      .getByRole('group', { name: 'Diffusion model' })
      .getByLabelText('Model', { exact: true });
    await model.selectOptions('smollm2-135m-instruct');
    expect(session.settings.lanes.map(({ mechanism }) => mechanism)).toEqual([
      'autoregression',
      'autoregression',
    ]);
    await expect.element(lane('Language model 2')).toBeVisible();

    await page.getByLabelText('Add a lane with').selectOptions('emoji-denoiser');
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect.element(lane('Diffusion model')).toHaveTextContent('Emoji denoiser');
    await expect.element(model).toHaveFocus();
    await page.getByRole('button', { name: 'Add', exact: true }).click();
    await expect
      .element(page.getByRole('button', { name: 'Add', exact: true }))
      .not.toBeInTheDocument();
    expect(session.settings.lanes).toHaveLength(4);
    expect(new URLSearchParams(address.read()).get('lanes')).toContain('emoji-denoiser');

    await page.getByRole('button', { name: 'Remove the lane: Language model 1' }).click();
    await expect.element(page.getByLabelText('Add a lane with')).toHaveFocus();
    expect(session.settings.lanes.map(({ id }) => id)).toEqual(['b', 'c', 'd']);
    expect(session.lanes.map(({ id }) => id)).toEqual(['b', 'c', 'd']);
  });

  test('a lane that is removed takes what it shows with it; the last stays', async () => {
    const { environment, session } = await live(TWO);
    for (const { running } of environment.made) running.emit({ type: 'done', reason: 'stop' });
    await settled();
    expect(session.busy).toBe(false);
    await page.getByText('Settings', { exact: true }).click();
    await page.getByRole('button', { name: 'Remove the lane: Language model 1' }).click();
    await expect.element(lane('Language model')).toBeVisible();
    expect(session.traces.map(({ spec }) => spec.lane)).toEqual(['b']);
    expect(page.getByRole('button', { name: /^Remove the lane/ }).elements()).toHaveLength(0);
  });

  test('what is wrong with a lane of a link is said, whatever is open', async () => {
    await openWatch('?lanes=nothing,emoji-denoiser&b.steps=0&steps=0');
    await page.getByText('Settings', { exact: true }).click();
    await expect.element(page.getByRole('status').getByText(/no model nothing here/)).toBeVisible();
  });
});

describe('layout', () => {
  test('three lanes stand beside each other on a wide screen, four two by two', async () => {
    await page.viewport(1280, 900);
    await live(THREE);
    expect(new Set(boxes().map(({ top }) => Math.round(top))).size).toBe(1);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(1280);
    const contents = [...document.querySelectorAll('.lanes .content')];
    // What one lane says about itself does not shift the content of another.
    expect(new Set(contents.map((one) => Math.round(one.getBoundingClientRect().top))).size).toBe(
      1,
    );
  });

  test('four lanes stand two by two', async () => {
    await page.viewport(1280, 900);
    await live(FOUR);
    const [a, b, c, d] = boxes();
    if (!a || !b || !c || !d) throw new Error('a lane is missing');
    expect(a.top).toBeCloseTo(b.top, 0);
    expect(c.top).toBeCloseTo(d.top, 0);
    expect(c.top).toBeGreaterThan(a.top);
    expect(a.left).toBeCloseTo(c.left, 0);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(1280);
  });

  test.each([TWO, THREE, FOUR])('on a phone they stand below each other: %s', async (search) => {
    await page.viewport(390, 844);
    await live(search);
    const tops = boxes().map(({ top }) => Math.round(top));
    expect(new Set(tops).size).toBe(tops.length);
    expect(document.documentElement.scrollWidth).toBeLessThanOrEqual(390);
    const small = page.getByRole('group', { name: 'All lanes in small' });
    expect(small.getByRole('button').elements()).toHaveLength(tops.length);
    for (const button of small.getByRole('button').elements()) {
      const { width, height } = button.getBoundingClientRect();
      expect(Math.min(width, height)).toBeGreaterThanOrEqual(44);
    }
  });
});

test.each(['light', 'dark'] as const)('four lanes are accessible in %s', async (theme) => {
  setTheme(theme);
  await live(FOUR);
  await page.getByText('Settings', { exact: true }).click();
  expect(await violations(document.body)).toEqual([]);
});
