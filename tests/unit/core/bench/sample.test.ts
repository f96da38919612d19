import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sampleOf } from '../../../../src/core/bench/sample';
import { figuresOf } from '../../../../src/core/measure/metric';
import { mechanismOf } from '../../../../src/core/mechanisms';
import { collect, events } from '../../../../src/core/run/trace';
import { pictureTraces, textTraces } from '../../../helpers/arbitrary';
import { even, pictureRun, textRun } from '../../../helpers/bench-runs';

const PLACE = { round: 0, prompt: 'apple', sweep: null, at: 0, engine: 0 };

describe('a lane alone', () => {
  test('text: figures, passes and waits', () => {
    const passes: [number, number][] = [
      [5, 95],
      [2, 18],
      [1, 19],
      [4, 36],
    ];
    const sample = sampleOf(textRun({ startedAt: 50, passes }), [], PLACE);
    expect(sample).toMatchObject({
      lane: 'a',
      policy: 'alone',
      start: 'warm',
      results: 4,
      figures: {
        ttftMs: 100,
        tokens: 4,
        runMs: 180,
        decodeTokensPerSecond: (3 / 80) * 1000,
        tpotP50Ms: 20,
      },
      longestPassMs: 95,
      // What comes before the first pass is no wait between passes.
      longestWaitMs: 4,
      passesWaited: null,
      overlap: null,
    });
    expect(sample.passes.map(({ wait, start }) => [wait, start])).toEqual([
      [5, 55],
      [2, 152],
      [1, 171],
      [4, 194],
    ]);
  });

  test('a picture: figures, and none a minute while it is not finished', () => {
    const trace = pictureRun({ passes: even(30, 50, 4), warm: false });
    expect(sampleOf(trace, [], PLACE)).toMatchObject({
      lane: 'b',
      start: 'cold',
      results: 4,
      figures: {
        encodeMs: 30,
        msPerStep: 50,
        imageMs: 230,
        picturesPerMinute: 60_000 / 230,
        steps: 4,
        nfe: 8,
        batch: 2,
        pictures: 1,
      },
    });
    const half = collect([...events(trace)].slice(0, -2));
    expect(sampleOf(half, [], PLACE).figures).toMatchObject({ steps: 3, picturesPerMinute: null });
  });

  test('a run that never got to a result has no figures', () => {
    const trace = textRun({ passes: [] });
    expect(sampleOf(trace, [], PLACE)).toMatchObject({
      figures: {
        tokens: 0,
        ttftMs: null,
        tpotMs: null,
        tpotP50Ms: null,
        tpotP95Ms: null,
        runMs: 0,
      },
      ...{ results: 0, longestPassMs: 0, longestWaitMs: 0, passes: [] },
    });
  });

  test('figures are those of the Watch view', () => {
    fc.assert(
      fc.property(fc.oneof(textTraces, pictureTraces), (trace) => {
        const { figures } = sampleOf(trace, [], PLACE);
        expect(figures).toEqual(figuresOf(mechanismOf(trace).metrics, trace));
      }),
    );
  });
});

describe('two lanes at once', () => {
  test('work that reaches over the end of the shared time counts by its share', () => {
    const text = textRun({ policy: 'together', passes: even(100, 40, 5) });
    const picture = pictureRun({ policy: 'together', passes: even(60, 60, 2) });
    // Shared: 0 to 180 ms. Text: the prefill and two tokens; the picture all it does.
    expect(sampleOf(text, [picture], PLACE).overlap).toEqual({
      ms: 180,
      done: { prefill: 1, decode: 2 },
    });
    expect(sampleOf(picture, [text], PLACE).overlap).toEqual({
      ms: 180,
      done: { encode: 1, denoise: 2 },
    });
    const short = pictureRun({ policy: 'together', passes: even(60, 50, 1) });
    expect(sampleOf(text, [short], PLACE).overlap?.done['decode']).toBeCloseTo(0.25);
  });

  test('of three lanes the shared time is that in which all compute', () => {
    const text = textRun({ policy: 'together', passes: even(100, 40, 5) });
    const picture = pictureRun({ policy: 'together', passes: even(60, 60, 2) });
    const third = textRun({
      lane: 'c',
      policy: 'together',
      startedAt: 20,
      passes: even(40, 20, 2),
    });
    // Shared: 20 to 100 ms.
    expect(sampleOf(text, [picture, third], PLACE).overlap).toEqual({
      ms: 80,
      done: { prefill: 0.8, decode: 0 },
    });
    expect(sampleOf(third, [text, picture], PLACE).overlap?.done).toEqual({
      prefill: 1,
      decode: 2,
    });
  });

  test('counts the passes of all other lanes in one wait', () => {
    const passes: [number, number][] = [
      [0, 10],
      [60, 10],
    ];
    const one = textRun({ policy: 'turns', passes });
    const two = pictureRun({ policy: 'turns', passes: even(40, 60, 1) });
    const three = textRun({ lane: 'c', policy: 'turns', passes: [[40, 30]] });
    expect(sampleOf(one, [two, three], PLACE).passesWaited).toBe(2);
    expect(sampleOf(one, [three], PLACE).passesWaited).toBe(1);
  });

  test('counts the passes of the other lane in one wait', () => {
    // Turns: text waits for one pass of the picture each time, once for two.
    const text = textRun({
      policy: 'turns',
      passes: [
        [0, 10],
        [30, 10],
        [61, 10],
      ],
    });
    const picture = pictureRun({
      policy: 'turns',
      passes: [
        [10, 30],
        [10, 30],
        [0, 30],
      ],
    });
    expect(sampleOf(text, [picture], PLACE)).toMatchObject({ passesWaited: 2, longestWaitMs: 61 });
    expect(sampleOf(picture, [text], PLACE)).toMatchObject({ passesWaited: 1, longestWaitMs: 10 });
  });

  test('there is never more work in the shared time than was done', () => {
    fc.assert(
      fc.property(textTraces, pictureTraces, (text, picture) => {
        const sample = sampleOf(text, [picture], PLACE);
        const { ms, done } = sample.overlap ?? { ms: -1, done: {} };
        expect(ms).toBeGreaterThanOrEqual(0);
        expect(ms).toBeLessThanOrEqual(sample.figures['runMs'] ?? 0);
        const all = Object.values(done).reduce((sum, each) => sum + each, 0);
        expect(all).toBeLessThanOrEqual(text.results.length + 1e-9);
      }),
    );
  });
});
