import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { isAutoregression } from '../../../src/core/autoregression/spec';
import type { ForkRequest } from '../../../src/core/mechanism/mechanism';
import { PauseGate } from '../../../src/core/run/pause-gate';
import type { Trace } from '../../../src/core/run/trace';
import { branches } from '../../../src/views/watch/fork/branches';
import Branches from '../../../src/views/watch/fork/Branches.svelte';
import ForkHere from '../../../src/views/watch/fork/ForkHere.svelte';
import PauseControls from '../../../src/views/watch/PauseControls.svelte';
import Cells from '../../../src/views/watch/many/Cells.svelte';
import { pictureTraces, textTraces } from '../../helpers/arbitrary';
import { violations } from '../../helpers/axe';
import { pictureTrace, textTrace } from '../../helpers/traces';

const anyTrace = fc.oneof<fc.Arbitrary<Trace>[]>(textTraces, pictureTraces);

const named = (trace: Trace, runId: string, from?: object): Trace =>
  ({ ...trace, spec: { ...trace.spec, runId, ...(from ? { from } : {}) } }) as Trace;

const text = textTrace();
const family = [
  named(text, 'a'),
  named(text, 'b', { runId: 'a', at: 3, forced: [text.results[3]?.id] }),
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
    const picture = pictureTrace();
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
    const trace = fc.tuple(anyTrace, fc.option(id), fc.nat(9));
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
      name: 'the text',
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
    expect(new Set(texts)).toEqual(new Set([text.results.map((token) => token.text).join('')]));
    expect(page.container.querySelector('li:nth-child(2) .kept')?.textContent).toBe(
      text.results
        .slice(0, 3)
        .map((token) => token.text)
        .join(''),
    );
    expect(await violations(page.container)).toEqual([]);
  });

  test('of both lanes are told apart by name', async () => {
    const of = (first: Trace) => [first, { ...first, spec: { ...first.spec, runId: 'other' } }];
    const props = { current: 'a', playhead: 1, onpick: () => undefined };
    render(Branches, { ...props, name: 'the text', family: of(text) });
    render(Branches, { ...props, name: 'the picture', family: of(pictureTrace({ size: 8 })) });
    expect(await violations(document.body)).toEqual([]);
  });
});

test('cells show nothing that is not in their traces, at any moment', async () => {
  const page = render(Cells, { cells: [], playhead: 0, onpick: () => undefined });
  const traces = fc.array(anyTrace, { maxLength: 2 });
  const playhead = fc.oneof(fc.double({ min: 0, max: 1e7, noNaN: true }), fc.constant(Infinity));
  await fc.assert(
    fc.asyncProperty(traces, playhead, async (list, playhead) => {
      const own = list.map((trace, i) => named(trace, `run-${i}`));
      await page.rerender({ cells: [{ id: '0', label: 'one', traces: own }], playhead });
      const shown = page.container.querySelector('.text')?.textContent ?? '';
      const whole = own
        .filter(isAutoregression)
        .map(({ results }) => results.map((token) => token.text).join(''));
      expect(whole.length === 0 || whole.some((text) => text.startsWith(shown))).toBe(true);
    }),
    { numRuns: 40 },
  );
});

describe('continuing from the playhead', () => {
  test('counts from the token and the step on show', async () => {
    const asked: ForkRequest[] = [];
    const onfork = (fork: ForkRequest) => void asked.push(fork);
    const page = render(ForkHere, { trace: text, playhead: text.results[4]?.t ?? 0, onfork });
    await page.getByRole('button', { name: 'Continue from token 6' }).click();
    const picture = pictureTrace();
    await page.rerender({ trace: picture, playhead: picture.results[2]?.t ?? 0 });
    await page.getByRole('button', { name: 'Continue from step 3' }).click();
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

test('a run is paused, makes one pass, and continues', async () => {
  const gate = new PauseGate();
  const page = render(PauseControls, {
    running: false,
    paused: false,
    onpause: (paused: boolean) => gate.apply(paused ? 'pause' : 'resume'),
    onstep: () => gate.step(),
  });
  expect(page.container.textContent?.trim()).toBe('');
  await page.rerender({ running: true });
  await page.getByRole('button', { name: 'Pause' }).click();
  expect(gate.paused).toBe(true);
  await page.rerender({ paused: true });
  let passes = 0;
  const never = new AbortController().signal;
  void gate.pass(never).then(() => passes++);
  await page.getByRole('button', { name: 'One pass' }).click();
  await expect.poll(() => passes).toBe(1);
  expect(gate.paused).toBe(true);
  expect(await violations(page.container)).toEqual([]);
  await page.getByRole('button', { name: 'Continue' }).click();
  expect(gate.paused).toBe(false);
});
