import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { userEvent } from 'vitest/browser';
import { DEFAULT_SAMPLING, type TokenStep } from '../../../src/core/autoregression/token';
import type { AutoregressionTrace } from '../../../src/core/autoregression/spec';
import { at } from '../../../src/core/run/trace';
import TokenStream from '../../../src/views/watch/autoregression/TokenStream.svelte';
import { effectOf, Trier } from '../../../src/views/watch/autoregression/trials';
import { tintLevel } from '../../../src/core/autoregression/tint';
import '../../../src/ui/style';
import { TEXTS, textTrace } from '../../gallery/samples';
import { textTraces } from '../../helpers/arbitrary';
import { setTheme, violations } from '../../helpers/axe';

const words = (element: Element | null | undefined) =>
  element?.textContent?.replace(/\s+/g, ' ').trim() ?? '';
const drawn = (container: Element) => words(container.querySelector('.drawn p'));
const keptBars = (container: Element) =>
  [...container.querySelectorAll<HTMLElement>('.bar.kept')].map((bar) =>
    parseFloat(bar.style.inlineSize),
  );

function slide(container: Element, name: string, value: number): void {
  const label = [...container.querySelectorAll('label')].find((one) => words(one) === name);
  const input = container.querySelector<HTMLInputElement>(`[id="${label?.htmlFor}"]`);
  if (!input) throw new Error(`no slider ${name}`);
  input.value = String(value);
  input.dispatchEvent(new Event('input', { bubbles: true }));
}

/** What stands behind the click is there. */
const fetched = (container: Element) =>
  expect.poll(() => container.querySelector('.what-if'), { interval: 1 }).not.toBeNull();

async function opened(trace: AutoregressionTrace, props = {}) {
  const screen = await render(TokenStream, { trace, playhead: Infinity, ...props });
  await screen.getByText('What if').click();
  await fetched(screen.container);
  return screen;
}

describe('other settings on a token of the past', () => {
  test('the bars follow, the draw tells what would have been taken, and reset undoes it', async () => {
    const trace = textTrace();
    const screen = await opened(trace);
    const { container } = screen;
    const before = keptBars(container);
    expect(drawn(container)).toMatch(/^The draw, 0\.\d+ of 1, fell on it\.$/);
    slide(container, 'Temperature', 0);
    await expect.poll(() => keptBars(container)[0]).toBe(100);
    expect(words(container.querySelector('tbody tr:nth-child(2) .kept-value'))).toBe('greedy');
    expect(container.querySelector('th .kept')?.textContent).toBe('what if');
    // The last token of the sample was the model's first choice.
    expect(drawn(container)).toMatch(/would have taken the same token, out of 1/);
    await screen.getByRole('button', { name: 'Back to the run’s own settings' }).click();
    expect(keptBars(container)).toEqual(before);
    await expect.element(screen.getByRole('button', { name: /Back to/ })).toBeDisabled();
  });

  test('marks the token that the same draw would have taken, and the tokens it would change', async () => {
    const trace = textTrace();
    // A token that was not the model's first choice: greedy takes another.
    const best = (token: TokenStep) => token.candidates[0]?.logprob ?? 0;
    const index = trace.results.findIndex((token) => token.logprob < best(token));
    const screen = await opened(trace);
    const { container } = screen;
    await screen.getByRole('option').nth(index).click();
    slide(container, 'Temperature', 0);
    await expect.poll(() => words(container.querySelector('tr.instead .rank'))).toBe('1');
    expect(words(container.querySelector('tr.chosen .rank'))).toBe(
      String((trace.results[index]?.rank ?? 0) + 1),
    );
    expect(drawn(container)).toMatch(/would have taken .+ instead, out of 1/);
    const off = trace.results.filter((token) => token.logprob < best(token)).length;
    expect(container.querySelectorAll('[role=option].other')).toHaveLength(off);
    expect(words(container.querySelector('.foot p'))).toContain(`${off} of 53 tokens`);
  });

  test('with the run’s own settings nothing is on trial', async () => {
    const { container } = await opened(textTrace());
    slide(container, 'Temperature', 1.2);
    await expect.poll(() => container.querySelector('th .kept')?.textContent).toBe('what if');
    slide(container, 'Temperature', DEFAULT_SAMPLING.temperature);
    await expect.poll(() => container.querySelector('th .kept')?.textContent).toBe('sampler');
  });

  test('stays open from one run to the next, at the settings of each', async () => {
    const trace = textTrace();
    const screen = await opened(trace);
    slide(screen.container, 'Temperature', 1.2);
    await screen.rerender({ trace: null });
    await screen.rerender({ trace: { ...trace, spec: { ...trace.spec, runId: 'next' } } });
    await expect.element(screen.getByRole('slider', { name: 'Temperature' })).toBeVisible();
    await expect.element(screen.getByRole('button', { name: /Back to/ })).toBeDisabled();
  });

  test('what the candidates do not decide is said, and what the trace does not hold', async () => {
    const trace = textTrace();
    const tokens = trace.results.map((token) => ({ ...token, logSum: null }));
    const screen = await opened(trace);
    const { container } = screen;
    slide(container, 'Top-k', 45);
    slide(container, 'Top-p', 1);
    slide(container, 'Temperature', 2);
    await expect.poll(() => drawn(container)).toMatch(/^Not decided by the 40 stored candidates/);
    // The bars stay the run's own: nothing is drawn that is not known.
    expect(container.querySelector('th .kept')?.textContent).toBe('sampler');
    // The most likely one is what the smallest draw takes, whatever lies beyond.
    slide(container, 'Temperature', 1);
    const lowest = trace.results.map((token) => ({ ...token, draw: 0 }));
    await screen.rerender({ trace: { ...trace, results: lowest } });
    expect(drawn(container)).toMatch(
      /^The same draw, 0\.000, would have taken .*stored ones count/,
    );
    await screen.rerender({ trace: { ...trace, results: tokens } });
    expect(drawn(container)).toMatch(/holds no raw scores.*Set it to 1/);
    slide(container, 'Penalty', 1);
    await expect.poll(() => drawn(container)).not.toMatch(/raw scores/);
    await screen.rerender({
      trace: { ...trace, results: tokens.map((token) => ({ ...token, candidates: [] })) },
    });
    expect(drawn(container)).toMatch(/holds no candidates/);
  });

  test('the mark of the draw stands in the stretch of the token that it fell on', async () => {
    const trace = textTrace();
    const screen = await render(TokenStream, { trace, playhead: Infinity });
    const { container } = screen;
    container.style.width = '360px';
    for (const { t } of trace.results) {
      await screen.rerender({ playhead: t });
      const mark = container.querySelector('.draw .mark')?.getBoundingClientRect().left ?? NaN;
      const taken = container.querySelector('.draw .taken')?.getBoundingClientRect();
      expect(mark).toBeGreaterThan((taken?.left ?? NaN) - 2);
      expect(mark).toBeLessThan((taken?.right ?? NaN) + 2);
    }
  });

  test('a token that was given is not said to be drawn', async () => {
    const from = { runId: 'run-0', at: 3, forced: [5] };
    const trace = textTrace({ spec: { from } });
    const screen = await render(TokenStream, { trace, playhead: trace.results[3]?.t ?? 0 });
    expect(drawn(screen.container)).toBe('Given by you, not drawn.');
    await screen.rerender({ playhead: trace.results[2]?.t ?? 0 });
    expect(drawn(screen.container)).toMatch(/in the run that this one continues/);
  });

  test('each token is resampled once for the settings on trial, as the trace grows', () => {
    const trace = textTrace();
    const trier = new Trier({ ...DEFAULT_SAMPLING, temperature: 0 });
    const first = trier.of(trace);
    // Broken afterwards: who reads it again would see nothing.
    trace.results.forEach((token) => Object.assign(token, { candidates: [] }));
    expect(trier.of(trace)).toEqual(first);
    expect(effectOf({ others: new Set([4, 9]), open: new Set([2]) }, 5)).toMatch(
      /another token for 1 of 5 tokens.*number 5; 1 not decided by the stored candidates\.$/,
    );
    expect(effectOf({ others: new Set(), open: new Set() }, 5)).toBe(
      'The same draws would have taken the same tokens.',
    );
  });
});

describe('tint and entropy', () => {
  test('the tint can stand for entropy, and the legend follows', async () => {
    const trace = textTrace();
    const screen = await render(TokenStream, { trace, playhead: Infinity });
    const { container } = screen;
    const levels = (tint: 'probability' | 'entropy') =>
      trace.results.map((token) => `t${tintLevel(token, tint)}`);
    const shown = () =>
      [...container.querySelectorAll('[role=option]')].map((one) => /t\d/.exec(one.className)?.[0]);
    expect(shown()).toEqual(levels('probability'));
    (screen.getByRole('radio', { name: 'Entropy' }).element() as HTMLElement).click();
    await expect.poll(shown).toEqual(levels('entropy'));
    expect(levels('entropy')).not.toEqual(levels('probability'));
    expect(words(container.querySelector('.legend .scale'))).toContain('nats');
    expect(tintLevel({ logprob: 0, entropy: NaN }, 'entropy')).toBe(1);
  });

  test('the line of entropy leads to a token by pointer and by keyboard', async () => {
    const trace = textTrace();
    const screen = await render(TokenStream, { trace, playhead: Infinity });
    const { container } = screen;
    const head = () => words(container.querySelector('h3'));
    const line = screen.getByRole('slider', { name: 'Token by its entropy' });
    (line.element() as HTMLElement).focus();
    await userEvent.keyboard('{Home}');
    expect(head()).toMatch(/^Token 1:/);
    await userEvent.keyboard('{ArrowRight}{PageUp}');
    expect(head()).toMatch(/^Token 12:/);
    await expect.element(line).toHaveAttribute('aria-valuenow', '12');
    await userEvent.keyboard('{End}');
    await expect.element(line).toHaveAttribute('aria-valuenow', String(trace.results.length));
    const box = line.element().getBoundingClientRect();
    await line.click({ position: { x: (box.width * 4.5) / trace.results.length, y: 10 } });
    expect(head()).toMatch(/^Token 5:/);
  });

  test('what lies after the playhead is pale and cannot be reached', async () => {
    const trace = textTrace();
    const screen = await render(TokenStream, { trace, playhead: trace.results[9]?.t ?? 0 });
    const line = screen.getByRole('slider', { name: 'Token by its entropy' });
    await expect.element(line).toHaveAttribute('aria-valuemax', '10');
    const box = line.element().getBoundingClientRect();
    await line.click({ position: { x: box.width * 0.9, y: 10 } });
    await expect.element(line).toHaveAttribute('aria-valuenow', '10');
    const past = screen.container.querySelector('clipPath rect');
    expect(Number(past?.getAttribute('width'))).toBeCloseTo(
      (box.width * 10) / trace.results.length,
      0,
    );
  });
});

test('whatever the trace, the playhead and the settings, only what has happened is shown', async () => {
  const screen = await opened(textTrace(), { onfork: () => {} });
  const { container } = screen;
  const playheads = fc.oneof(
    fc.constantFrom(Infinity, 0, -1, NaN),
    fc.double({ min: 0, max: 8000, noNaN: true }),
  );
  const temperature = fc.constantFrom(0, 0.4, 1.3, 2);
  await fc.assert(
    fc.asyncProperty(textTraces, playheads, temperature, async (trace, playhead, t) => {
      await screen.rerender({ trace, playhead });
      await fetched(container);
      slide(container, 'Temperature', t);
      slide(container, 'Penalty', 1);
      await screen.rerender({ playhead });
      const tokens = at(trace, playhead).results;
      expect(container.querySelectorAll('[role=option]')).toHaveLength(tokens);
      expect(container.querySelectorAll('tbody tr').length).toBeLessThanOrEqual(8);
      const line = container.querySelector('[role=slider]');
      expect(line?.getAttribute('aria-valuemax')).toBe(String(tokens));
      expect(container.innerHTML).not.toMatch(/NaN|Infinity|undefined/);
    }),
    { numRuns: 100 },
  );
});

describe.each(['light', 'dark'] as const)('axe, %s', (theme) => {
  test('with settings on trial, candidates to continue with, tinted by entropy', async () => {
    setTheme(theme);
    const screen = await opened(textTrace(), { onfork: () => {}, onedit: () => {} });
    slide(screen.container, 'Temperature', 1.9);
    (screen.getByRole('radio', { name: 'Entropy' }).element() as HTMLElement).click();
    await screen.getByRole('option').nth(4).click();
    expect(await violations(screen.container)).toEqual([]);
    await screen.getByRole('button', { name: 'Edit the text so far' }).click();
    expect(await violations(screen.container)).toEqual([]);
  });
});

test('fits a narrow phone', async () => {
  const trace = textTrace({ text: TEXTS.emoji });
  const screen = await opened(trace, { onfork: () => {}, onedit: () => {} });
  screen.container.style.width = '320px';
  slide(screen.container, 'Temperature', 1.9);
  expect(screen.container.scrollWidth).toBeLessThanOrEqual(320);
});
