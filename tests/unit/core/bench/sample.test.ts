import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sampleOf } from '../../../../src/core/bench/sample';
import { diffusionMetrics, languageMetrics } from '../../../../src/core/run/metrics';
import { append, events, type Trace } from '../../../../src/core/run/trace';
import { diffusionTraces, languageTraces } from '../../../helpers/arbitrary';
import { diffusionRun, even, languageRun } from '../../../helpers/bench-runs';

const PLACE = { round: 0, prompt: 'apple', sweep: null, at: 0, engine: 0 };

describe('a lane alone', () => {
  test('text: figures, passes and waits', () => {
    const passes: [number, number][] = [
      [5, 95],
      [2, 18],
      [1, 19],
      [4, 36],
    ];
    const sample = sampleOf(languageRun({ startedAt: 50, passes }), null, PLACE);
    expect(sample).toMatchObject({
      lane: 'language',
      policy: 'alone',
      start: 'warm',
      ttftMs: 100,
      tokens: 4,
      runMs: 180,
      decodeTokensPerSecond: (3 / 80) * 1000,
      tpotP50Ms: 20,
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
    const trace = diffusionRun({ passes: even(30, 50, 4), warm: false });
    expect(sampleOf(trace, null, PLACE)).toMatchObject({
      lane: 'diffusion',
      start: 'cold',
      encodeMs: 30,
      msPerStep: 50,
      imageMs: 230,
      picturesPerMinute: 60_000 / 230,
      steps: 4,
      nfe: 8,
      batch: 2,
      pictures: 1,
    });
    const half = [...events(trace)].slice(0, -2).reduce<Trace | null>(append, null) as Trace;
    expect(sampleOf(half, null, PLACE)).toMatchObject({ steps: 3, picturesPerMinute: null });
  });

  test('a run that never got to a result has no figures', () => {
    const trace = languageRun({ passes: [] });
    expect(sampleOf(trace, null, PLACE)).toMatchObject({
      ...{ tokens: 0, ttftMs: null, tpotMs: null, tpotP50Ms: null, tpotP95Ms: null },
      ...{ runMs: 0, longestPassMs: 0, longestWaitMs: 0, passes: [] },
    });
  });

  test('figures are those of the Watch view', () => {
    fc.assert(
      fc.property(fc.oneof(languageTraces, diffusionTraces), (trace) => {
        const sample = sampleOf(trace, null, PLACE);
        const figures =
          sample.lane === 'language' ? languageMetrics(trace) : diffusionMetrics(trace);
        for (const [key, value] of Object.entries(figures))
          if (key in sample && key !== 'passes')
            expect(sample[key as keyof typeof sample], key).toBe(value);
      }),
    );
  });
});

describe('two lanes at once', () => {
  test('work that reaches over the end of the shared time counts by its share', () => {
    const text = languageRun({ policy: 'together', passes: even(100, 40, 5) });
    const picture = diffusionRun({ policy: 'together', passes: even(60, 60, 2) });
    // Shared: 0 to 180 ms. Text: the prefill and two tokens; the picture all it does.
    expect(sampleOf(text, picture, PLACE).overlap).toEqual({
      ms: 180,
      done: { prefill: 1, decode: 2, encode: 0, denoise: 0 },
    });
    expect(sampleOf(picture, text, PLACE).overlap).toEqual({
      ms: 180,
      done: { prefill: 0, decode: 0, encode: 1, denoise: 2 },
    });
    const short = diffusionRun({ policy: 'together', passes: even(60, 50, 1) });
    expect(sampleOf(text, short, PLACE).overlap?.done.decode).toBeCloseTo(0.25);
  });

  test('counts the passes of the other lane in one wait', () => {
    // Turns: text waits for one pass of the picture each time, once for two.
    const text = languageRun({
      policy: 'turns',
      passes: [
        [0, 10],
        [30, 10],
        [61, 10],
      ],
    });
    const picture = diffusionRun({
      policy: 'turns',
      passes: [
        [10, 30],
        [10, 30],
        [0, 30],
      ],
    });
    expect(sampleOf(text, picture, PLACE)).toMatchObject({ passesWaited: 2, longestWaitMs: 61 });
    expect(sampleOf(picture, text, PLACE)).toMatchObject({ passesWaited: 1, longestWaitMs: 10 });
  });

  test('there is never more work in the shared time than was done', () => {
    fc.assert(
      fc.property(languageTraces, diffusionTraces, (text, picture) => {
        const sample = sampleOf(text, picture, PLACE);
        const { ms, done } = sample.overlap ?? { ms: -1, done: { prefill: 0, decode: 0 } };
        expect(ms).toBeGreaterThanOrEqual(0);
        expect(ms).toBeLessThanOrEqual(sample.runMs);
        expect(done.prefill + done.decode).toBeLessThanOrEqual(text.tokens.length + 1e-9);
      }),
    );
  });
});
