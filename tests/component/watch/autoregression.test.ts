import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { userEvent } from 'vitest/browser';
import { textOf } from '../../../src/core/autoregression/text';
import { at } from '../../../src/core/run/trace';
import NextToken from '../../../src/views/watch/autoregression/NextToken.svelte';
import { spoken, tintLevel, visible } from '../../../src/core/autoregression/pieces';
import TokenStream from '../../../src/views/watch/autoregression/TokenStream.svelte';
import '../../../src/ui/style';
import { STATES } from '../../gallery/states';
import { TEXTS, textTrace } from '../../gallery/samples';
import { textTraces } from '../../helpers/arbitrary';
import { setTheme, violations } from '../../helpers/axe';

// As in a lane: the tints are those of its tone.
document.body.dataset['tone'] = 'a';

const answer = (container: Element) => container.querySelector('[data-testid="answer"]');
const head = (container: Element) => container.querySelector('h3')?.textContent?.trim();

describe('TokenStream', () => {
  test.each(Object.entries(TEXTS))('%s: the tokens read as the text itself', async (_, text) => {
    const trace = textTrace({ text });
    const { container } = await render(TokenStream, { trace, playhead: Infinity });
    expect(answer(container)?.textContent).toBe(text);
    expect(container.querySelectorAll('[role=option]')).toHaveLength(trace.results.length);
  });

  test('markup in the answer stays text', async () => {
    const { container } = await render(TokenStream, {
      trace: textTrace({ text: TEXTS.html }),
      playhead: Infinity,
    });
    expect(container.querySelector('script, img, b')).toBeNull();
    expect(answer(container)?.textContent).toContain('<script>alert("no")</script>');
  });

  test('a token of no text is a sign, of its own for the end of the answer', async () => {
    const trace = textTrace({ text: 'Hot 🔥', tokens: 6 });
    const last = trace.results.at(-1);
    if (!last) throw new Error('no tokens');
    const end = { ...last, id: 2, piece: '<|im_end|>', text: '' };
    const { container } = await render(TokenStream, {
      trace: { ...trace, results: [...trace.results, end] },
      playhead: Infinity,
    });
    expect(answer(container)?.textContent).toBe('Hot 🔥');
    expect(container.querySelectorAll('.part')).toHaveLength(3);
    expect(container.querySelectorAll('.special')).toHaveLength(1);
    expect(container.querySelector('[role=option]:last-of-type')?.ariaLabel).toContain('im_end');
  });

  test('shows what is there at the playhead, and no more', async () => {
    const trace = textTrace();
    const middle = trace.results[9]?.t ?? 0;
    const screen = await render(TokenStream, { trace, playhead: middle });
    expect(answer(screen.container)?.textContent).toBe(textOf(trace, 10));
    await screen.rerender({ playhead: middle - 0.001 });
    expect(answer(screen.container)?.textContent).toBe(textOf(trace, 9));
    await screen.rerender({ playhead: Infinity });
    expect(answer(screen.container)?.textContent).toBe(textOf(trace));
  });

  test('tints by the probability before the sampler', async () => {
    const trace = textTrace();
    const { container } = await render(TokenStream, { trace, playhead: Infinity });
    const ground = (p: number) => {
      const index = trace.results.findIndex((token) => tintLevel(token, 'probability') === p);
      const element = container.querySelector(`[data-i="${index}"]`);
      return element ? getComputedStyle(element).backgroundColor : null;
    };
    const grounds = [1, 2, 3, 4, 5].map(ground);
    expect(new Set(grounds).size).toBe(5);
    const level = (p: number) => tintLevel({ logprob: Math.log(p), entropy: 9 }, 'probability');
    expect(level(0.799)).toBe(4);
    expect(level(0.8)).toBe(5);
    expect(level(0)).toBe(1);
  });

  test('a caret only while the newest of a running answer is on show', async () => {
    const running = textTrace({ tokens: 5, end: null });
    const screen = await render(TokenStream, { trace: running, playhead: Infinity });
    const caret = () => screen.container.querySelector('.caret');
    expect(caret()).not.toBeNull();
    await screen.rerender({ playhead: running.results[2]?.t ?? 0 });
    expect(caret()).toBeNull();
    await screen.rerender({ trace: textTrace(), playhead: Infinity });
    expect(caret()).toBeNull();
  });

  test('shows the newest token, the one pointed at, or the one picked', async () => {
    const trace = textTrace();
    const screen = await render(TokenStream, { trace, playhead: Infinity });
    const { container } = screen;
    expect(head(container)).toMatch(/^Next token/);
    await screen.getByRole('option').nth(3).hover();
    await expect.poll(() => head(container)).toMatch(/^Token 4:/);
    await screen.getByRole('option').nth(6).click();
    await screen.getByRole('table').hover();
    await expect.poll(() => head(container)).toMatch(/^Token 7:/);
    // The run goes on: what was picked stays.
    await screen.rerender({ playhead: trace.results[20]?.t ?? 0 });
    expect(head(container)).toMatch(/^Token 7:/);
    // The playhead goes before it: there is no such token, the newest is shown.
    await screen.rerender({ playhead: trace.results[2]?.t ?? 0 });
    expect(head(container)).toMatch(/^Next token/);
    // Another run: the choice meant a token of the first.
    await screen.rerender({ trace: textTrace({ spec: { runId: 'run-2' } }), playhead: Infinity });
    expect(head(container)).toMatch(/^Next token/);
  });

  test('the whole answer can be walked by keyboard', async () => {
    const trace = textTrace();
    const screen = await render(TokenStream, { trace, playhead: Infinity });
    const { container } = screen;
    const list = screen.getByRole('listbox');
    (list.element() as HTMLElement).focus();
    await userEvent.keyboard('{Home}');
    expect(head(container)).toMatch(/^Token 1:/);
    await userEvent.keyboard('{ArrowRight}{ArrowRight}');
    expect(head(container)).toMatch(/^Token 3:/);
    await expect
      .element(list)
      .toHaveAttribute('aria-activedescendant', expect.stringMatching(/-2$/));
    await userEvent.keyboard('{ArrowLeft}');
    expect(head(container)).toMatch(/^Token 2:/);
    await userEvent.keyboard('{Escape}');
    expect(head(container)).toMatch(/^Next token/);
  });

  test('a long answer scrolls its own box to the newest line, and the page stays', async () => {
    const trace = textTrace({ text: `${TEXTS.english} `.repeat(8) });
    const { container } = await render(TokenStream, { trace, playhead: Infinity });
    const box = answer(container) as HTMLElement;
    expect(box.scrollHeight).toBeGreaterThan(box.clientHeight);
    expect(box.scrollTop + box.clientHeight).toBeGreaterThan(box.scrollHeight - 4);
    expect(window.scrollY).toBe(0);
  });

  test.each([
    ['stop', { type: 'done', reason: 'stop' }, /stop token/],
    ['length', { type: 'done', reason: 'length' }, /limit/],
    ['context', { type: 'done', reason: 'context' }, /context is full/],
    ['aborted', { type: 'aborted' }, /stopped by you/],
    [
      'error',
      { type: 'error', error: { code: 'internal', message: 'It <i>broke</i>.', hint: '' } },
      /It <i>broke<\/i>\./,
    ],
  ] as const)('says how it ended: %s', async (_, end, words) => {
    const trace = textTrace({ tokens: 4, end });
    const screen = await render(TokenStream, { trace, playhead: Infinity });
    const state = () => screen.container.querySelector('.state')?.textContent;
    expect(state()).toMatch(words);
    await screen.rerender({ playhead: trace.results[1]?.t ?? 0 });
    expect(state()).toBe('2 tokens of at most 64');
  });

  test('takes the same room in every state: nothing below it jumps', async () => {
    const trace = textTrace({ text: `${TEXTS.english} `.repeat(4) });
    const screen = await render(TokenStream, { trace, playhead: 0 });
    const height = () => screen.container.getBoundingClientRect().height;
    for (const width of [340, 540]) {
      screen.container.style.width = `${width}px`;
      await screen.rerender({ playhead: 0 });
      const first = height();
      for (const i of [0, 1, 40, 120]) {
        await screen.rerender({ playhead: trace.results[i]?.t ?? 0 });
        expect(height()).toBe(first);
      }
    }
  });
});

describe('NextToken', () => {
  const [token] = textTrace().results;
  if (!token) throw new Error('no token');

  test('bars are the probabilities, before and after the sampler', async () => {
    const { container } = await render(NextToken, { token, number: 1 });
    const rows = [...container.querySelectorAll('tbody tr')];
    expect(rows).toHaveLength(8);
    rows.forEach((row, i) => {
      const candidate = token.candidates[i];
      const bars = [...row.querySelectorAll('.bar')] as HTMLElement[];
      expect(parseFloat(bars[0]?.style.inlineSize ?? '')).toBeCloseTo(
        Math.exp(candidate?.logprob ?? 0) * 100,
        3,
      );
      expect(parseFloat(bars[1]?.style.inlineSize ?? '')).toBeCloseTo(
        (candidate?.kept ?? 0) * 100,
        3,
      );
    });
    expect(container.querySelectorAll('tr.chosen')).toHaveLength(1);
  });

  test('a chosen token far down the list is shown last, with its rank', async () => {
    const far = {
      ...token,
      id: 9,
      rank: 211,
      candidates: [...token.candidates, { id: 9, piece: ' rare', logprob: -9, kept: 0.001 }],
    };
    const { container } = await render(NextToken, { token: far, number: 1 });
    const rows = [...container.querySelectorAll('tbody tr')];
    expect(rows).toHaveLength(8);
    expect(rows.at(-1)?.className).toMatch(/chosen/);
    expect(rows.at(-1)?.textContent?.replace(/\s+/g, ' ')).toContain('212');
    expect(rows.at(-1)?.textContent).toContain('rare');
  });

  test.each([
    [' dragon', '·dragon'],
    ['\n\n', '↵↵'],
    ['<0xE2>', 'byte E2'],
    ['<|im_end|>', '<|im_end|>'],
    ['\u200d', 'U+200D'],
    ['a\u202eb', 'aU+202Eb'],
    ['\u0301', '◌\u0301'],
    ['', 'empty'],
    ['<b>', '<b>'],
  ])('the piece %j is shown as %j', (piece, shown) => {
    expect(
      visible(piece)
        .map(({ text }) => text)
        .join(''),
    ).toBe(shown);
    expect(spoken(piece)).not.toBe('');
  });
});

test('whatever the trace and the playhead, only what has happened is shown', async () => {
  const screen = await render(TokenStream, { trace: null, playhead: Infinity });
  const playheads = fc.oneof(
    fc.constantFrom(Infinity, 0, -1, NaN),
    fc.double({ min: 0, max: 8000, noNaN: true }),
  );
  await fc.assert(
    fc.asyncProperty(textTraces, playheads, async (trace, playhead) => {
      await screen.rerender({ trace, playhead });
      const shown = at(trace, playhead).results;
      expect(answer(screen.container)?.textContent ?? '').toBe(textOf(trace, shown));
      expect(screen.container.querySelectorAll('[role=option]')).toHaveLength(shown);
      expect(screen.container.querySelectorAll('tbody tr').length).toBeLessThanOrEqual(8);
    }),
    { numRuns: 150 },
  );
});

describe.each(['light', 'dark'] as const)('axe, %s', (theme) => {
  test.each(['empty', 'started', 'middle', 'emoji', 'arabic'] as const)('%s', async (name) => {
    setTheme(theme);
    const { language: trace, playhead } = STATES[name]();
    const { container } = await render(TokenStream, { trace, playhead });
    expect(await violations(container)).toEqual([]);
  });
});
