import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { Hold } from '../../../src/core/run/pause-gate';
import type { Trace } from '../../../src/core/run/trace';
import type { Fork } from '../../../src/state/session/forks';
import { branches } from '../../../src/views/watch/fork/branches';
import Branches from '../../../src/views/watch/fork/Branches.svelte';
import ForkHere from '../../../src/views/watch/fork/ForkHere.svelte';
import HoldControls from '../../../src/views/watch/HoldControls.svelte';
import Cells from '../../../src/views/watch/many/Cells.svelte';
import { diffusionTraces, languageTraces } from '../../helpers/arbitrary';
import { violations } from '../../helpers/axe';
import { diffusionTrace, languageTrace } from '../../helpers/traces';

const named = (trace: Trace, runId: string, from?: object): Trace =>
  ({ ...trace, spec: { ...trace.spec, runId, ...(from ? { from } : {}) } }) as Trace;

const text = languageTrace();
const family = [
  named(text, 'a'),
  named(text, 'b', { runId: 'a', at: 3, forced: [text.tokens[3]?.id] }),
  named(text, 'c', { runId: 'b', at: 5, forced: [] }),
  named(text, 'd', { runId: 'a', at: 2, forced: [1, 2], text: 'edited' }),
];

describe('branches', () => {
  test('are a tree: children under their parent, in the order they were made', () => {
    expect(branches(family).map(({ trace, depth }) => [trace.spec.runId, depth])).toEqual([
      ['a', 0],
      ['b', 1],
      ['c', 2],
      ['d', 1],
    ]);
    expect(branches(family).map(({ label }) => label)).toEqual([
      'from the start',
      expect.stringMatching(/^token 4: /),
      'from token 6',
      'edited from token 3',
    ]);
  });

  test('say what is not as in the parent', () => {
    const picture = diffusionTrace();
    const changed = named(picture, 'q', { runId: 'p', at: 4, renoise: true });
    const other = {
      ...changed,
      spec: { ...changed.spec, seed: 99, prompt: 'x', guidance: 7, sampler: 'heun' },
    };
    const [, branch] = branches([named(picture, 'p'), other as Trace]);
    expect(branch?.label).toBe('new noise at step 5, other words, seed 99, guidance 7, Heun');
  });

  test('hold every run once, whatever it names as its parent', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd');
    const trace = fc.tuple(fc.oneof(languageTraces, diffusionTraces), fc.option(id), fc.nat(9));
    fc.assert(
      fc.property(fc.array(trace, { minLength: 1, maxLength: 4 }), (list) => {
        const made = list.map(([trace, parent, at], i) =>
          named(
            trace,
            'abcd'[i] ?? '',
            // A run can only go on from one that was there.
            parent && parent < ('abcd'[i] ?? '')
              ? { runId: parent, at, forced: [1], renoise: false }
              : undefined,
          ),
        );
        const found = branches(made).map(({ trace }) => trace.spec.runId);
        expect([...found].sort()).toEqual(made.map(({ spec }) => spec.runId).sort());
      }),
      { numRuns: 50 },
    );
  });

  test('are shown when there are two, chosen by name, and side by side', async () => {
    const onpick = vi.fn();
    const page = render(Branches, {
      family: family.slice(0, 1),
      current: 'a',
      playhead: 1,
      onpick,
    });
    expect(page.container.textContent).toBe('');
    await page.rerender({ family, current: 'c' });
    await expect
      .element(page.getByRole('button', { name: /from token 6/ }))
      .toHaveAttribute('aria-current', 'true');
    await page.getByRole('button', { name: /edited from token 3/ }).click();
    expect(onpick).toHaveBeenCalledWith(family[3]);
    await page.getByText('Side by side').click();
    // At this moment no token was there yet.
    await expect.poll(() => page.container.querySelectorAll('.text').length).toBe(4);
    expect(page.container.querySelector('.text')?.textContent).toBe('');
    await page.rerender({ playhead: Infinity });
    const texts = [...page.container.querySelectorAll('.text')].map((cell) => cell.textContent);
    expect(new Set(texts)).toEqual(new Set([text.tokens.map((token) => token.text).join('')]));
    expect(page.container.querySelector('li:nth-child(2) .kept')?.textContent).toBe(
      text.tokens
        .slice(0, 3)
        .map((token) => token.text)
        .join(''),
    );
    expect(await violations(page.container)).toEqual([]);
  });

  test('of both lanes are told apart by name', async () => {
    const of = (first: Trace) => [first, { ...first, spec: { ...first.spec, runId: 'other' } }];
    for (const first of [text, diffusionTrace({ size: 8 })])
      render(Branches, { family: of(first), current: 'a', playhead: 1, onpick: () => undefined });
    expect(await violations(document.body)).toEqual([]);
  });
});

test('cells show nothing that is not in their traces, at any moment', async () => {
  const page = render(Cells, { cells: [], playhead: 0, onpick: () => undefined });
  const traces = fc.array(fc.oneof(languageTraces, diffusionTraces), { maxLength: 2 });
  const playhead = fc.oneof(fc.double({ min: 0, max: 1e7, noNaN: true }), fc.constant(Infinity));
  await fc.assert(
    fc.asyncProperty(traces, playhead, async (list, playhead) => {
      const own = list.map((trace, i) => named(trace, `run-${i}`));
      await page.rerender({ cells: [{ id: '0', label: 'one', traces: own }], playhead });
      const shown = page.container.querySelector('.text')?.textContent ?? '';
      const whole = own
        .filter(({ lane }) => lane === 'language')
        .map(({ tokens }) => tokens.map((token) => token.text).join(''));
      expect(whole.length === 0 || whole.some((text) => text.startsWith(shown))).toBe(true);
    }),
    { numRuns: 40 },
  );
});

describe('going on from the playhead', () => {
  test('counts from the token and the step on show', async () => {
    const asked: Fork[] = [];
    const onfork = (fork: Fork) => void asked.push(fork);
    const page = render(ForkHere, { trace: text, playhead: text.tokens[4]?.t ?? 0, onfork });
    await page.getByRole('button', { name: 'Write on from token 6' }).click();
    const picture = diffusionTrace();
    await page.rerender({ trace: picture, playhead: picture.steps[2]?.t ?? 0 });
    await page.getByRole('button', { name: 'Go on from step 3' }).click();
    await page.getByRole('button', { name: 'New noise at step 3' }).click();
    expect(asked).toEqual([
      { kind: 'settings', at: 5 },
      { kind: 'settings', at: 2 },
      { kind: 'renoise', at: 2 },
    ]);
    await expect.element(page.getByText('hardly anything can change')).not.toBeInTheDocument();
    await page.rerender({ playhead: Infinity });
    await expect.element(page.getByText('hardly anything can change')).toBeVisible();
    await page.rerender({ playhead: 0 });
    expect(page.container.textContent?.trim()).toBe('');
  });
});

test('a run is held, makes one pass, and goes on', async () => {
  const hold = new Hold();
  const page = render(HoldControls, {
    running: false,
    held: false,
    onhold: (held: boolean) => hold.apply(held ? 'hold' : 'release'),
    onstep: () => hold.step(),
  });
  expect(page.container.textContent?.trim()).toBe('');
  await page.rerender({ running: true });
  await page.getByRole('button', { name: 'Hold the run' }).click();
  expect(hold.held).toBe(true);
  await page.rerender({ held: true });
  let passes = 0;
  const never = new AbortController().signal;
  void hold.pass(never).then(() => passes++);
  await page.getByRole('button', { name: 'Compute one pass' }).click();
  await expect.poll(() => passes).toBe(1);
  expect(hold.held).toBe(true);
  expect(await violations(page.container)).toEqual([]);
  await page.getByRole('button', { name: 'Go on' }).click();
  expect(hold.held).toBe(false);
});
