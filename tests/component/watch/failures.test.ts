/** What the Watch view says when something fails, and the button that leads on. */
import { beforeEach, expect, test } from 'vitest';
import { cleanup } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import { EngineError, ERROR_CODES } from '../../../src/core/errors';
import { settled } from '../../helpers/fakes';
import { denoiseSteps, pictureSpec, tokenStep } from '../../helpers/traces';
import { diffusion, language, openWatch, run, words, type WatchPage } from '../../helpers/watch';
import '../../../src/ui/style';

let environment: WatchPage['environment'];
let address: WatchPage['address'];
let loaded: WatchPage['loaded'];

async function open(search?: string) {
  ({ environment, address, loaded } = await openWatch(search));
}

beforeEach(() => open());

test.each(ERROR_CODES.filter((code) => code !== 'aborted'))(
  '%s says what happened and has a button that leads on',
  async (code) => {
    await run.click();
    await settled();
    const error = new EngineError(code, 'What <b>exactly</b> happened.', 'What to do.');
    environment.newest('autoregression').loading.fail(error);
    environment.newest('diffusion').loading.finish();
    await settled();
    const alert = language.getByRole('alert');
    await expect.element(alert).toHaveTextContent('What <b>exactly</b> happened.');
    await expect.element(alert).toHaveTextContent('What to do.');
    expect(alert.getByRole('button').elements().length).toBeGreaterThan(0);
    await expect.element(diffusion.getByRole('alert')).not.toBeInTheDocument();
  },
);

test('one press loads the dead engine again and runs it, the text stays until then', async () => {
  await run.click();
  await loaded();
  environment.newest('autoregression').running.emit({ type: 'result', result: tokenStep(0) });
  environment.newest('diffusion').running.emit({ type: 'done', reason: 'complete' });
  environment.newest('autoregression').running.cut();
  await settled();
  await language.getByRole('button', { name: 'Start it again' }).click();
  await expect.element(page.getByTestId('answer')).toHaveTextContent('A');
  await expect.element(language.getByRole('progressbar')).toBeVisible();
  await expect.element(language.getByRole('heading', { level: 2 })).toHaveFocus();
  environment.newest('autoregression').loading.finish();
  await settled();
  expect(environment.newest('autoregression').runs).toHaveLength(1);
  expect(environment.newest('diffusion').runs).toHaveLength(1);
});

test('a lane that is started again beside the other makes a run of its own', async () => {
  await run.click();
  await loaded();
  environment.newest('autoregression').running.cut();
  await settled();
  const failed = environment.newest('autoregression').running.spec;
  await language.getByRole('button', { name: 'Start it again' }).click();
  await settled();
  environment.newest('autoregression').loading.finish();
  await settled();
  const { spec } = environment.newest('autoregression').running;
  expect(spec.runId).not.toBe(failed.runId);
  expect(spec.epoch).toBe(failed.epoch);
  expect(environment.newest('diffusion').runs).toHaveLength(1);
});

test('without WebGPU one press runs on the processor', async () => {
  await cleanup();
  await open('?backend=webgpu');
  await run.click();
  await settled();
  for (const { loading } of environment.made)
    loading.fail(new EngineError('webgpu-unavailable', 'No adapter.'));
  await settled();
  await language.getByRole('button', { name: 'Run on the processor' }).click();
  await settled();
  for (const { loading } of environment.made) expect(loading.options.backend).toBe('wasm');
  expect(address.read()).toContain('backend=wasm');
});

test('words that an engine refuses lead back to the field', async () => {
  await run.click();
  await loaded();
  const error = new EngineError('bad-input', 'The context is too short.').toWire();
  environment.newest('autoregression').running.emit({ type: 'error', error });
  await settled();
  await language.getByRole('button', { name: 'Change the prompt' }).click();
  await expect.element(words).toHaveFocus();
});

test('a lane that falls silent says so, and is started again by itself when nobody waits for it', async () => {
  await run.click();
  await loaded();
  environment.newest('autoregression').running.emit({ type: 'result', result: tokenStep(0) });
  const steps = denoiseSteps(pictureSpec({ steps: 5 }), 4);
  for (let s = 0; s < 25; s += 5) {
    environment.pass(5000);
    const result = steps[s / 5];
    if (result) environment.newest('diffusion').running.emit({ type: 'result', result });
    await settled();
  }
  await expect.element(language.getByRole('alert')).toHaveTextContent('more than 20 seconds');
  await expect.element(diffusion.getByRole('alert')).not.toBeInTheDocument();
  await language.getByRole('button', { name: 'Stop waiting' }).click();
  await expect.element(language.getByRole('alert')).toHaveTextContent('no longer answers');
  await expect.element(page.getByTestId('answer')).toHaveTextContent('A');
  expect(environment.newest('autoregression').disposed).toBe(true);
  await language.getByRole('button', { name: 'Start it again' }).click();
  await settled();
  environment.newest('autoregression').loading.finish();
  await settled();
  expect(environment.newest('autoregression').runs).toHaveLength(1);
  expect(environment.newest('diffusion').runs).toHaveLength(1);
});

test('values that are no numbers lead to the processor, unless they came from it', async () => {
  await run.click();
  await settled();
  environment.newest('autoregression').loading.finish({ backend: 'webgpu' });
  environment.newest('diffusion').loading.finish({ backend: 'wasm' });
  await settled();
  const error = new EngineError('not-finite', 'From token 3 on no numbers.').toWire();
  for (const { running } of environment.made) running.emit({ type: 'error', error });
  await settled();
  const other = diffusion.getByRole('button', { name: 'Run on the processor' });
  await expect.element(diffusion.getByRole('alert')).toHaveTextContent('From token 3 on');
  await expect.element(other).not.toBeInTheDocument();
  await language.getByRole('button', { name: 'Run on the processor' }).click();
  await settled();
  expect(environment.newest('autoregression').loading.options.backend).toBe('wasm');
});

test('a model that computes wrongly is called that', async () => {
  await run.click();
  await settled();
  const knownAnswer = { ok: false, worst: 3.2, tolerance: 0.05, what: 'logits' };
  environment.newest('autoregression').loading.finish({ knownAnswer, backend: 'webgpu' });
  environment.newest('diffusion').loading.finish();
  await settled();
  await expect.element(language.getByRole('alert')).toHaveTextContent('computes the model wrongly');
  await language.getByRole('button', { name: 'Run on the processor' }).click();
  await settled();
  expect(environment.newest('autoregression').loading.options.backend).toBe('wasm');
});
