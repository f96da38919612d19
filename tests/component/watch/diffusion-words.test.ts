import fc from 'fast-check';
import { describe, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page } from 'vitest/browser';
import type { Attention, AttentionQuestion } from '../../../src/core/run/attention';
import { EngineError } from '../../../src/core/errors';
import { at } from '../../../src/core/run/trace';
import { ModelProbe, type Probed } from '../../../src/state/session/model-probe.svelte';
import type { Session } from '../../../src/state/session/session.svelte';
import DiffusionLane from '../../../src/views/watch/diffusion/Lane.svelte';
import { heatOf } from '../../../src/views/watch/diffusion/heat';
import Words from '../../../src/views/watch/diffusion/Words.svelte';
import '../../../src/ui/style';
import { lookedAt, pictureTrace } from '../../gallery/samples';
import { pictureTraces } from '../../helpers/arbitrary';
import { setTheme, violations } from '../../helpers/axe';
import { engineInfo } from '../../helpers/traces';

const trace = pictureTrace({ spec: { steps: 6 }, size: 16 });
const playhead = trace.results[3]?.t ?? 0;
const answer = lookedAt(trace, playhead);
const words = (element: Element | null) => element?.textContent?.replace(/\s+/g, ' ').trim() ?? '';

/** What stands behind the click is there. */
const fetched = (container: Element) =>
  expect.poll(() => container.querySelector('.acts'), { interval: 1 }).not.toBeNull();

describe('Words', () => {
  test('a picture for each word, without the marks, all on one scale', async () => {
    const { container } = await render(Words, { trace, playhead, answer, open: true });
    await fetched(container);
    const captions = [...container.querySelectorAll('figcaption')].map(words);
    expect(captions.map((caption) => caption.split(' ')[0])).toEqual(['a', 'red', 'apple']);
    expect(container.querySelectorAll('canvas')).toHaveLength(3);
    expect(words(container.querySelector('ul + p'))).toMatch(/^Step 4\..*picture itself/);
  });

  test('of another step or run nothing is shown: it is asked for', async () => {
    const onlook = vi.fn();
    const screen = await render(Words, { trace, playhead, answer: null, open: true, onlook });
    await screen.getByRole('button', { name: 'Look at step 4' }).click();
    expect(onlook).toHaveBeenCalledExactlyOnceWith(3);
    for (const other of [
      { ...answer, index: 2 },
      { ...answer, runId: 'another' },
    ]) {
      await screen.rerender({ answer: other });
      expect(screen.container.querySelector('canvas')).toBeNull();
    }
    await screen.rerender({ busy: true });
    await expect.element(screen.getByRole('button', { name: /Looking/ })).toBeDisabled();
    await screen.rerender({ busy: false, error: 'The model is another.' });
    await expect.element(screen.getByText('The model is another.')).toBeVisible();
  });

  test('where there is no step there is nothing to ask', async () => {
    const { container } = await render(Words, { trace, playhead: 0, answer: null });
    expect(container.querySelector('details')).toBeNull();
  });

  test('colours the places that look at a word, the more the stronger', () => {
    const white = new Float32Array(3 * 16).fill(1);
    const share = Float32Array.of(0, 0.1, 0.2, 0);
    const image = heatOf(white, share, 0.2);
    const pixel = (x: number, y: number) => [
      ...(image?.data.slice((y * 4 + x) * 4, (y * 4 + x) * 4 + 3) ?? []),
    ];
    expect(pixel(0, 0)).toEqual([255, 255, 255]);
    expect(pixel(3, 0)[2]).toBeLessThan(255);
    expect(pixel(0, 3)[2]).toBeLessThan(pixel(3, 0)[2] ?? 0);
    expect(heatOf(new Float32Array(5), share, 1)).toBeNull();
    expect(heatOf(white, new Float32Array(9), 1)).toBeNull();
    expect(heatOf(white, share.fill(NaN), NaN)?.data).toHaveLength(64);
  });

  test('whatever the trace and the answer, nothing of another step is shown', async () => {
    const screen = await render(Words, { trace: null, playhead: 0, answer: null, open: true });
    const answers = fc.record({
      runId: fc.constantFrom('run-1', 'run-2'),
      index: fc.integer({ min: -1, max: 5 }),
      attention: fc.record({
        side: fc.integer({ min: 0, max: 4 }),
        tokens: fc.array(fc.float(), { maxLength: 80 }).map((all) => Float32Array.from(all)),
        own: fc.array(fc.float(), { maxLength: 16 }).map((all) => Float32Array.from(all)),
      }),
    });
    const playheads = fc.double({ min: 0, max: 4000, noNaN: true });
    await fc.assert(
      fc.asyncProperty(pictureTraces, playheads, answers, async (trace, playhead, answer) => {
        await screen.rerender({ trace, playhead, answer });
        const current = at(trace, playhead).results - 1;
        if (trace.input && current >= 0) await fetched(screen.container);
        const own = answer.runId === trace.spec.runId && answer.index === current && current >= 0;
        const shown = screen.container.querySelectorAll('li').length;
        expect(shown).toBe(own && trace.input ? 2 : 0);
        expect(screen.container.innerHTML).not.toMatch(/NaN|Infinity|undefined/);
      }),
      { numRuns: 100 },
    );
  });

  test.each(['light', 'dark'] as const)('axe, %s', async (theme) => {
    setTheme(theme);
    const screen = await render(Words, { trace, playhead, answer, open: true });
    await fetched(screen.container);
    expect(await violations(screen.container)).toEqual([]);
    await screen.rerender({ answer: null, onlook: () => {}, error: 'No.' });
    expect(await violations(screen.container)).toEqual([]);
  });
});

describe('ModelProbe', () => {
  const info = engineInfo('diffusion');
  const looked: Attention = answer.attention;
  const question: AttentionQuestion = {
    ...{ prompt: 'a red apple', style: 0, sigma: 1 },
    x: new Float32Array(3),
  };

  function session(reply: () => Promise<Attention>, loaded = true) {
    const asked: AttentionQuestion[] = [];
    const lane = {
      id: 'b',
      info: loaded ? info : null,
      attend: (question: AttentionQuestion) => {
        asked.push(question);
        return reply();
      },
    };
    const lanes: string[] = [];
    const takeOver = vi.fn(async (_: unknown, work: () => Promise<void>) => {
      lane.info = info;
      await work();
    });
    const made = {
      machine: { measuring: false },
      takeOver,
      lane: (id: string) => {
        lanes.push(id);
        return lane;
      },
    } as unknown as Session;
    return { probe: new ModelProbe(() => made), asked, lane, lanes, takeOver, made };
  }

  test('a lane asks for the step as it was, of its own model, and keeps the newest answer', async () => {
    const { probe, asked, lanes, takeOver, made, lane } = session(() => Promise.resolve(looked));
    const props = { lane: lane as never, session: made, probe, onseek: () => {} };
    const screen = await render(DiffusionLane, { ...props, trace, playhead });
    await screen.getByText('Which word drives which pixels').click();
    await screen.getByRole('button', { name: 'Look at step 4' }).click();
    const map = screen.getByRole('img', { name: 'Where the picture looks at “apple”' });
    await expect.element(map).toBeVisible();
    const step = trace.results[3];
    expect(asked).toEqual([{ prompt: 'a red apple', style: 0, sigma: step?.sigma, x: step?.x }]);
    expect(lanes).toEqual(['b']);
    expect(probe.answer).toEqual({
      runId: 'run-1',
      index: 3,
      attention: looked,
    } satisfies Probed);
    expect(probe.asked).toBeNull();
    expect(takeOver).not.toHaveBeenCalled();
  });

  test('what one lane asked in vain is not said in another', async () => {
    const failing = () => Promise.reject(new EngineError('device-lost', 'Gone.'));
    const { probe, made, lane } = session(failing);
    const props = { lane: lane as never, session: made, probe, onseek: () => {}, playhead };
    const laneOf = async () =>
      page.elementLocator((await render(DiffusionLane, { ...props, trace })).container);
    const [asking, other] = [await laneOf(), await laneOf()];
    for (const screen of [asking, other])
      await screen.getByText('Which word drives which pixels').click();
    await asking.getByRole('button', { name: 'Look at step 4' }).click();
    await expect.element(asking.getByText('Gone.')).toBeVisible();
    expect(other.element().querySelector('.error')?.textContent).toBe('');
  });

  test('takes one question at a time', async () => {
    const { probe, asked } = session(() => Promise.resolve(looked));
    const first = probe.look(trace, 2, question);
    expect(probe.asked).toEqual({ runId: 'run-1', index: 2 });
    await probe.look(trace, 3, question);
    await first;
    expect(probe.answer?.index).toBe(2);
    expect(asked).toEqual([question]);
  });

  test('loads the model first where it is not loaded', async () => {
    const { probe, takeOver } = session(() => Promise.resolve(looked), false);
    await probe.look(trace, 0, question);
    expect(takeOver).toHaveBeenCalledOnce();
    expect(takeOver.mock.calls[0]?.[0]).toEqual(['b']);
    expect(probe.answer?.index).toBe(0);
  });

  test('says what went wrong, and takes the next question', async () => {
    const failing = session(() => Promise.reject(new EngineError('device-lost', 'Gone.')));
    await failing.probe.look(trace, 0, question);
    expect(failing.probe.error).toMatchObject({ code: 'device-lost', message: 'Gone.' });
    const other = {
      ...trace,
      engine: { ...trace.engine, model: { ...trace.engine.model, sha256: 'x' } },
    };
    for (const loaded of [true, false]) {
      const { probe, asked } = session(() => Promise.resolve(looked), loaded);
      await probe.look(other, 0, question);
      expect(probe.error?.message).toMatch(/not the model that is loaded/);
      expect(asked).toHaveLength(0);
      await probe.look(trace, 0, question);
      expect(probe.error).toBeNull();
    }
  });
});
