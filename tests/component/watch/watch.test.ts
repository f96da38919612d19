/** The Watch view as a person uses it: form, settings, recording, notes, clock. */
import { beforeEach, describe, expect, test } from 'vitest';
import { cleanup } from 'vitest-browser-svelte';
import { page, userEvent } from 'vitest/browser';
import { at } from '../../../src/core/run/trace';
import { fromProgressTime } from '../../../src/state/session/progress-time';
import { plural } from '../../../src/state/words';
import { settled } from '../../helpers/fakes';
import { pictureTrace, textTrace } from '../../helpers/traces';
import {
  diffusion,
  language,
  openWatch,
  run,
  stop,
  words,
  type WatchPage,
} from '../../helpers/watch';
import '../../../src/ui/style';

const clock = page.getByRole('slider', { name: 'Playhead' });

let environment: WatchPage['environment'];
let session: WatchPage['session'];
let address: WatchPage['address'];
let loaded: WatchPage['loaded'];

async function open(search?: string) {
  ({ environment, session, address, loaded } = await openWatch(search));
}

/** Another page than the one that every test begins with. */
async function reopen(search: string) {
  await cleanup();
  await open(search);
}

const recording = () => ({
  createdAt: '2026-11-25T00:00:00.000Z',
  userAgent: 'Mozilla/5.0 (X11; Linux x86_64) HeadlessChrome/141.0.0.0 Safari/537.36',
  traces: [textTrace({ tokens: 4 }), pictureTrace({ size: 4, spec: { steps: 3 } })],
});

beforeEach(() => open());

describe('the form', () => {
  test('Run loads, then says what runs; Stop is there only when there is something to stop', async () => {
    await expect.element(stop).toBeDisabled();
    await run.click();
    await expect.element(stop).toBeEnabled();
    await expect.element(language.getByRole('progressbar')).toBeVisible();
    environment
      .newest('autoregression')
      .loading.progress({ label: 'Weights', loaded: 0, total: 2e6 });
    environment.pass(500);
    environment.newest('autoregression').loading.progress({
      label: 'Weights',
      loaded: 1e6,
      total: 2e6,
      next: 'Preparing the model',
    });
    await expect.element(language).toHaveTextContent('1.0 of 2.0 MB, 2.0 MB/s');
    await expect.element(language).toHaveTextContent('then preparing the model');
    // The line stands still.
    environment.pass(6000);
    await expect.element(language).toHaveTextContent('1.0 of 2.0 MB');
    await expect.element(language).not.toHaveTextContent('MB/s');
    await loaded();
    await expect.element(language.getByRole('progressbar')).not.toBeInTheDocument();
    await stop.click();
    await expect.element(stop).toBeDisabled();
    await expect.element(run).toHaveFocus();
    await expect.element(page.getByText('Stopped.')).toBeInTheDocument();
  });

  test('Enter runs, Shift and Enter breaks the line, Escape stops', async () => {
    await words.click();
    await userEvent.keyboard('{Shift>}{Enter}{/Shift}');
    expect(session.busy).toBe(false);
    await userEvent.keyboard('{Enter}');
    await expect.element(stop).toBeEnabled();
    expect(session.busy).toBe(true);
    await userEvent.keyboard('{Escape}');
    await expect.element(stop).toBeDisabled();
    expect(session.busy).toBe(false);
  });

  test('Enter that ends a composition does not run', () => {
    const event = new KeyboardEvent('keydown', {
      key: 'Enter',
      isComposing: true,
      bubbles: true,
      cancelable: true,
    });
    words.element().dispatchEvent(event);
    expect(session.busy).toBe(false);
    expect(event.defaultPrevented).toBe(false);
  });

  test('without words: said at the field, which has the focus; typing takes it back', async () => {
    await words.fill('  ');
    await run.click();
    await expect.element(words).toHaveAttribute('aria-invalid', 'true');
    await expect.element(words).toHaveAccessibleDescription(/no words to work on/);
    await expect.element(words).toHaveFocus();
    await words.fill('a cat');
    await expect.element(words).not.toHaveAttribute('aria-invalid');
  });

  test('another seed is put into the field and the address', async () => {
    await page.getByRole('button', { name: 'Another seed' }).click();
    await expect.element(page.getByLabelText('Seed', { exact: true })).toHaveValue(4242);
    expect(new URLSearchParams(address.read()).get('seed')).toBe('4242');
  });
});

describe('settings', () => {
  test('a wild number is brought into range where it is typed, and said', async () => {
    await page.getByText('Settings', { exact: true }).click();
    const tokens = page.getByLabelText(/^Tokens/);
    await tokens.fill('99999');
    await userEvent.keyboard('{Tab}');
    await expect.element(tokens).toHaveValue(1024);
    await expect.element(tokens).toHaveAccessibleDescription(/Tokens 99999 is outside 1 to 1024/);
    expect(new URLSearchParams(address.read()).get('tokens')).toBe('1024');
  });

  test('of a link are said though the settings are closed', async () => {
    await reopen('?steps=0&policy=%3Cb%3E');
    await expect
      .element(page.getByRole('status').getByText(/^Steps 0 is outside 1 to 200/))
      .toBeVisible();
    await expect
      .element(page.getByRole('status').getByText(/^Policy <b> is not one of/))
      .toBeVisible();
  });

  test('say what a policy means, and the task what it lacks', async () => {
    await page.getByText('Settings', { exact: true }).click();
    await page.getByLabelText('taking turns').click();
    await expect.element(page.getByText(/One forward pass at a time/)).toBeVisible();
    expect(session.settings.page.policy).toBe('turns');
    await page.getByLabelText(/^Task/).fill('Write a poem.');
    await expect.element(page.getByText(/Your words are not part of it/)).toBeVisible();
  });

  test('go back to the defaults and leave the words alone', async () => {
    await reopen('?prompt=a+cat&steps=5');
    await page.getByText('Settings', { exact: true }).click();
    await page.getByRole('button', { name: 'Back to the defaults' }).click();
    const picture = session.settings.lanes[1];
    expect(picture?.values['steps']).toBe(picture?.defaults['steps']);
    await expect.element(words).toHaveValue('a cat');
    expect(address.read()).toBe('?prompt=a+cat');
  });
});

describe('the recording', () => {
  test('says what it is and where it was made, until a live run takes its place', async () => {
    await session.showRecording(recording(), true);
    const note = page.getByText(/recording of a real run, “a green dragon”/);
    await expect.element(note).toHaveTextContent(/WASM, 2 threads in Chromium 141 on Linux/);
    await expect.element(language).toHaveTextContent(/Tiny Llama\s*recording/);
    await run.click();
    await loaded();
    await expect.element(note).not.toBeInTheDocument();
    await expect.element(language).not.toHaveTextContent('recording');
  });

  test('gives way to lanes that are not its own', async () => {
    await session.showRecording(recording(), true);
    await expect.element(language).toHaveTextContent('recording');
    session.settings.addLane('emoji-denoiser');
    await expect.element(page.getByRole('region', { name: /^Diffusion model 2/ })).toBeVisible();
    await expect.element(language).toHaveTextContent('recording');
    expect(page.getByText('recording', { exact: true }).elements()).toHaveLength(2);
    session.settings.setModel('b', 'smollm2-135m-instruct');
    await expect.element(page.getByText('recording', { exact: true })).not.toBeInTheDocument();
    expect(session.source).toBe('nothing');
    expect(session.traces).toEqual([]);
  });

  test('an empty page says what will be there', async () => {
    await expect.element(language).toHaveTextContent('The answer appears here');
    await expect.element(diffusion).toHaveTextContent('The picture appears here');
  });
});

describe('notes', () => {
  test('why this backend, and that a software adapter is no GPU', async () => {
    await run.click();
    await settled();
    const adapter = {
      vendor: 'google',
      architecture: 'swiftshader',
      description: '',
      software: true,
      f16: false,
    };
    environment
      .newest('autoregression')
      .loading.finish({ backendReason: 'Running on the CPU: no GPU.' });
    environment
      .newest('diffusion')
      .loading.finish({ backend: 'webgpu', backendReason: '', adapter });
    await expect.element(page.getByText('Running on the CPU: no GPU.')).toBeVisible();
    await expect.element(page.getByText('Software adapter.')).toBeVisible();
  });

  test('that the tab was hidden during the run', async () => {
    await run.click();
    await loaded();
    environment.tab.show(false);
    environment.tab.show(true);
    await expect.element(page.getByText('Times not comparable.')).toBeVisible();
  });

  test('that a lane waits for the others', async () => {
    await run.click();
    await settled();
    environment.newest('diffusion').loading.finish();
    await expect.element(diffusion).toHaveTextContent('Ready, waiting for its turn');
  });
});

describe('time', () => {
  beforeEach(async () => {
    await session.showRecording(recording(), true);
    await expect
      .element(clock)
      .toHaveAttribute('aria-valuetext', expect.stringMatching(/4 tokens, 3 steps, end/));
  });

  test('the arrow keys move all lanes by one forward pass, when the clock has the focus', async () => {
    await words.click();
    await userEvent.keyboard('{ArrowLeft}');
    expect(session.playhead.live).toBe(true);
    (clock.element() as HTMLElement).focus();
    await userEvent.keyboard('{ArrowLeft}');
    await expect
      .element(clock)
      .toHaveAttribute('aria-valuetext', expect.stringMatching(/4 tokens, 2 steps$/));
    await userEvent.keyboard('{ArrowLeft}{ArrowLeft}');
    await expect
      .element(clock)
      .toHaveAttribute('aria-valuetext', expect.stringMatching(/2 tokens, 2 steps$/));
    await expect.element(page.getByTestId('answer')).toHaveTextContent(/^A green$/);
    await userEvent.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}');
    expect(session.playhead.live).toBe(true);
  });

  test('each on its own progress, a share of the clock is that share of each run', async () => {
    const [text, picture] = session.traces;
    if (!text || !picture) throw new Error('no recording');
    await page.getByRole('radio', { name: 'own progress' }).click();
    await expect.element(page.getByRole('heading', { name: 'Own progress' })).toBeVisible();
    const total = Math.max(text.duration, picture.duration);
    session.playhead.seek(0.8 * total);
    const there = (trace: typeof text) => at(trace, fromProgressTime(trace, 0.8 * total, total));
    const { results: tokens } = there(text);
    const { results: steps } = there(picture);
    expect(tokens).toBeGreaterThan(0);
    expect(steps).toBeGreaterThan(0);
    const said = `80 % of each run, ${plural(tokens, 'token')}, ${plural(steps, 'step')}`;
    await expect.element(clock).toHaveAttribute('aria-valuetext', said);
    await page.getByRole('radio', { name: 'one clock' }).click();
    await expect
      .element(clock)
      .toHaveAttribute('aria-valuetext', expect.stringMatching(/^\d+\.\d\d seconds/));
  });

  test('plays from the start, and moving the playhead by hand pauses it', async () => {
    await page.getByRole('button', { name: 'Play' }).click();
    environment.frames.tick();
    environment.frames.tick(100);
    await expect
      .element(clock)
      .toHaveAttribute('aria-valuetext', expect.stringMatching(/^0\.10 seconds/));
    (clock.element() as HTMLElement).focus();
    await userEvent.keyboard('{ArrowRight}');
    await expect.element(page.getByRole('button', { name: 'Play' })).toBeVisible();
    expect(session.playhead.playing).toBe(false);
  });
});
