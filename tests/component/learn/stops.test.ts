/** The tour as a person meets it: every stop readable, by keyboard, with nothing fetched before Run. */
import { describe, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page, userEvent } from 'vitest/browser';
import '../../../src/ui/style';
import Learn from '../../../src/views/learn/Learn.svelte';
import { SEGMENTS } from '../../../src/views/learn/segments';
import { violations } from '../../helpers/axe';
import { settled } from '../../helpers/fakes';
import { openTour } from '../../helpers/learn';

async function open(hash: string, recording?: null) {
  const tour = recording === null ? openTour(hash, null) : openTour(hash);
  await render(Learn, tour.props);
  await settled();
  return tour;
}

/** What each stop must show, whatever is clicked: a few words of every point that it teaches. */
const TAUGHT: Record<string, readonly string[]> = {
  set: ['Core architecture', 'autoregressive transformers', 'Stable Diffusion'],
  words: ['one token a pass', 'Autoregressive'],
  steps: ['from noise', 'Guidance'],
  swap: ['One after the other', 'All at once', 'row by row like words'],
  flow: ['straight road', 'trained in the form of flow matching'],
  passes: ['critic', 'Mode collapse', 'hard to train'],
  blurs: ['picture tokens', 'Multimodal', 'a pipeline'],
  fails: ['The check', 'Mechanism', 'Size', 'Data', 'no run of one here'],
  asks: [
    'Context window',
    'Reasoning accuracy',
    'Cost of a million tokens',
    'Licence',
    'Resolution',
  ],
  which: ['What should come out?', 'Natural language processing', 'Is ChatGPT', 'hard to chain'],
};

describe.each(SEGMENTS.map((one, i) => [i + 1, one] as const))('stop %i', (number, segment) => {
  test('reads without a click, and axe finds nothing', async () => {
    const { environment } = await open(`#learn/${number}`);
    await expect
      .element(page.getByRole('heading', { level: 2 }))
      .toHaveTextContent(segment.text.title);
    const shown = document.querySelector('article')?.textContent ?? '';
    for (const words of [segment.text.sentence, ...(TAUGHT[segment.id] ?? ['?'])])
      expect(shown).toContain(words);
    expect(await violations(document.body)).toEqual([]);
    // Nothing is loaded before Run.
    expect(environment.made).toEqual([]);
  });
});

test.each([1, 6])('the depths of stop %i are one click away, and back', async (number) => {
  const { tour } = await open(`#learn/${number}`);
  for (const depth of ['Step', 'Number']) {
    await page.getByRole('radio', { name: depth, exact: true }).click();
    expect(await violations(document.body)).toEqual([]);
  }
  await page.getByRole('radio', { name: 'Overview', exact: true }).click();
  expect(tour.depth).toBe('overview');
});

test('without its recording a stop still says all it has to say', async () => {
  await open('#learn/3', null);
  await expect.element(page.getByText(/could not be fetched/)).toBeVisible();
  await expect.element(page.getByText(SEGMENTS[2]?.text.sentence ?? '')).toBeVisible();
});

test('arrow keys go from stop to stop, and the heading gets the focus', async () => {
  const { address, tour } = await open('#learn/2');
  window.addEventListener('hashchange', () => address.go(location.hash), { once: true });
  await userEvent.keyboard('{ArrowRight}');
  await expect.poll(() => tour.segment).toBe(3);
  await expect.element(page.getByRole('heading', { level: 2 })).toHaveFocus();
  // A slider keeps its own arrows.
  await page.getByRole('slider').first().click();
  await userEvent.keyboard('{ArrowRight}');
  expect(tour.segment).toBe(3);
  history.replaceState(null, '', location.pathname + location.search);
});

test('a guess is kept on the device, and the answer stands over it', async () => {
  const { stage, tour, address } = await open('#learn/2');
  const words = SEGMENTS[1];
  if (!words) throw new Error('no stop 2');
  stage('words ', words.scene).playhead.goLive();
  const gap = page.getByRole('group', { name: 'Which token comes next?' }).getByRole('radio');
  await expect.element(gap.first()).toBeVisible();
  // The answer's own mark, and not the link that opens the run.
  const answer = page.getByText('this run', { exact: true });
  expect(answer.elements()).toEqual([]);
  await gap.first().click();
  await expect.element(page.getByText('your guess', { exact: true })).toBeVisible();
  await expect.element(answer).toBeVisible();
  expect(Object.values(tour.guesses)).toHaveLength(1);
  expect(JSON.parse(Object.values(address.kept)[0] ?? '{}')).toMatchObject({ segment: 2 });
});

test('a run of the tour leaves Watch as it was, and fills the table', async () => {
  const own = await open('#learn/2');
  const { environment, session, visit, made } = own;
  const before = { search: session.settings.page, traces: session.traces };
  await page.getByRole('button', { name: 'Run it here' }).click();
  await settled();
  environment.finishLoads();
  await expect.poll(() => environment.newest('autoregression').runs.length).toBe(1);
  for (let i = 0; i < 12; i++) own.token(i);
  await own.finish('autoregression');
  await own.shown();
  await expect.element(page.getByText('Live.')).toBeVisible();
  expect(session.settings.page).toEqual(before.search);
  expect(session.traces).toEqual(before.traces);
  expect(made.map(({ spec }) => spec.prompt)).toEqual(['Describe a red apple in two sentences.']);
  expect(visit.rows).toHaveLength(1);
  await page.getByRole('button', { name: 'Open this run in Watch' }).click();
  expect(own.watched).toHaveLength(1);
});

test('a link gives words and seed', async () => {
  const { stage } = await open('#learn/3?words=a+blue+fox&seed=12');
  await expect.element(page.getByLabelText('Words')).toHaveValue('a blue fox');
  const steps = SEGMENTS[2];
  if (!steps) throw new Error('no stop 3');
  expect(stage('steps ', steps.scene).seed).toBe(12);
});

test('all stops stand on one page for print, with nothing to operate', async () => {
  await open('#learn/all');
  const articles = page.getByRole('article');
  await expect.poll(() => articles.elements().length).toBe(SEGMENTS.length);
  expect(document.querySelectorAll('article button, article input, article select')).toHaveLength(
    0,
  );
  for (const { text } of SEGMENTS) expect(document.body.textContent).toContain(text.sentence);
});
