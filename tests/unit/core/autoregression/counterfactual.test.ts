import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { isAutoregression } from '../../../../src/core/autoregression/spec';
import { decodeRun } from '../../../../src/core/saved/codec';
import { Random } from '../../../../src/core/random';
import {
  resample,
  type Resampled,
  type Unanswered,
} from '../../../../src/core/autoregression/counterfactual';
import { Sampler, type SamplingParams } from '../../../../src/core/sampling';
import {
  originOf,
  sameSampling,
  penalisedBefore,
} from '../../../../src/core/autoregression/token-origin';
import type { TokenStep } from '../../../../src/core/autoregression/token';
import { textTraces } from '../../../helpers/arbitrary';
import { textTrace } from '../../../helpers/traces';

// Property tests on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const PLAIN: SamplingParams = {
  temperature: 1,
  topK: 0,
  topP: 1,
  minP: 0,
  repetitionPenalty: 1,
};

/** A token as the engine reports it. */
function stepOf(
  logits: Float32Array,
  params: SamplingParams,
  seen: ReadonlySet<number>,
  draw: number,
): TokenStep {
  const choice = new Sampler(logits.length).choose(logits, params, seen, draw);
  const candidates = choice.top.map((one) => ({ ...one, piece: String(one.id) }));
  const passes = [{ kind: 'decode', start: 0, ms: 1, size: 1 }];
  const piece = String(choice.id);
  return { ...choice, index: 0, piece, text: piece, draw, candidates, passes };
}

const settings: fc.Arbitrary<SamplingParams> = fc.record({
  temperature: fc.oneof(fc.constant(0), fc.double({ min: 0.05, max: 3, noNaN: true })),
  topK: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 60 })),
  topP: fc.oneof(fc.constant(1), fc.double({ min: 0.01, max: 0.9999, noNaN: true })),
  minP: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true })),
  repetitionPenalty: fc.oneof(fc.constant(1), fc.double({ min: 0.5, max: 3, noNaN: true })),
});
const cases = fc
  .record({
    size: fc.integer({ min: 1, max: 120 }),
    seed: fc.nat(),
    /** 0 makes ties: logits on a coarse grid. */
    spread: fc.constantFrom(0, 0.1, 2, 6),
    seen: fc.uniqueArray(fc.nat(119), { maxLength: 30 }),
    draw: fc.double({ min: 0, max: 0.999999, noNaN: true }),
    own: settings,
    other: settings,
  })
  .map(({ size, seed, spread, seen, ...rest }) => {
    const random = new Random(seed);
    const logits = Float32Array.from({ length: size }, () =>
      spread ? random.gauss() * spread : Math.floor(random.gauss() * 3),
    );
    return { ...rest, logits, seen: new Set(seen.filter((id) => id < size)) };
  });

function answered(value: Resampled | Unanswered): Resampled {
  if (typeof value === 'string') throw new Error(value);
  return value;
}

describe('resample', () => {
  it('is the sampler where the stored candidates decide, and else says nothing', () => {
    let decided = 0;
    fc.assert(
      fc.property(cases, ({ logits, seen, draw, own, other }) => {
        const step = stepOf(logits, own, seen, draw);
        for (const params of [own, other]) {
          const { shares, taken } = answered(resample(step, params, seen));
          const sampler = new Sampler(logits.length);
          const truth = sampler.choose(logits, params, seen, draw);
          // Of a token beyond its list the sampler tells when it is given that one.
          const given = (id: number) => sampler.choose(logits, params, seen, draw, id).top;
          const own = (id: number) => (one: { id: number }) => one.id === id;
          const share = (id: number) => (truth.top.find(own(id)) ?? given(id).find(own(id)))?.kept;
          shares?.forEach(({ id, kept, cut }, i) => {
            expect(id).toBe(step.candidates[i]?.id);
            // What lies beyond the list is 1 minus a sum: known to about the rounding of that.
            expect(kept).toBeCloseTo(share(id) ?? NaN, 6);
            if (cut) expect(kept).toBe(0);
          });
          if (shares) decided++;
          if (shares || taken !== null) expect(taken).toBe(truth.id);
        }
      }),
      { numRuns: 500 },
    );
    expect(decided).toBeGreaterThan(300);
  });

  it('gives back what was taken, with the run’s own settings', () => {
    fc.assert(
      fc.property(cases, ({ logits, seen, draw, own }) => {
        // As many of the stored ones may be penalised as stand above the cut.
        const params = { ...own, topK: 1 + (own.topK % 8), repetitionPenalty: 1 };
        const step = stepOf(logits, params, seen, draw);
        const { shares, taken } = answered(resample(step, params, seen));
        expect(taken).toBe(step.id);
        expect(shares).toHaveLength(step.candidates.length);
        shares?.forEach(({ kept }, i) =>
          expect(kept).toBeCloseTo(step.candidates[i]?.kept ?? -1, 8),
        );
      }),
      { numRuns: 400 },
    );
  });

  it('agrees with the real run in the recording', () => {
    const bytes = readFileSync(new URL('../../../../public/traces/first.trace', import.meta.url));
    const trace = decodeRun(new Uint8Array(bytes)).traces.find(isAutoregression);
    if (!trace) throw new Error('no text in the recording');
    const { sampling } = trace.spec;
    let decided = 0;
    trace.results.forEach((token, i) => {
      const { shares, taken } = answered(resample(token, sampling, penalisedBefore(trace, i)));
      if (shares) decided++;
      expect([token.id, null]).toContain(taken);
      // Saved as float32.
      shares?.forEach(({ kept }, place) =>
        expect(kept).toBeCloseTo(token.candidates[place]?.kept ?? NaN, 6),
      );
    });
    expect(decided).toBeGreaterThan(trace.results.length / 2);
  });

  const wide = Float32Array.from({ length: 400 }, (_, i) => -i / 100);
  const token = stepOf(wide, { ...PLAIN, topK: 20 }, new Set(), 0.5);

  it('says nothing of a long tail without top-k', () => {
    for (const temperature of [1, 2])
      expect(resample(token, { ...PLAIN, temperature }, null)).toEqual({
        shares: null,
        taken: null,
      });
  });

  it('a cut inside the list makes the tail irrelevant', () => {
    for (const params of [
      { ...PLAIN, topK: 40 },
      { ...PLAIN, topK: 300, minP: 0.8 },
      { ...PLAIN, minP: 0.9 },
      { ...PLAIN, temperature: 0 },
    ])
      expect(answered(resample(token, params, null)).shares).not.toBeNull();
  });

  it('says which rule cut a candidate off', () => {
    const cuts = (params: Partial<SamplingParams>) =>
      answered(resample(token, { ...PLAIN, ...params }, null)).shares?.map(({ cut }) => cut) ?? [];
    expect(cuts({ topK: 3 }).slice(2, 4)).toEqual([null, 'top-k']);
    expect(cuts({ topK: 30, topP: 0.1 }).slice(0, 6)).toContain('top-p');
    expect(cuts({ topK: 30, topP: 0.1 })[35]).toBe('top-k');
    expect(cuts({ minP: 0.95 }).slice(5, 7)).toEqual([null, 'min-p']);
    expect(cuts({ temperature: 0 })[1]).toBe('temperature');
  });

  it('says when a penalty cannot be tried, and never throws', () => {
    const penalty = { ...PLAIN, repetitionPenalty: 1.2 };
    expect(resample({ ...token, logSum: null }, penalty, new Set())).toBe('no-logits');
    expect(resample(token, penalty, null)).toBe('no-logits');
    expect(typeof resample({ ...token, logSum: null }, PLAIN, null)).toBe('object');
    expect(resample({ ...token, candidates: [] }, PLAIN, null)).toBe('no-candidates');
    const doubled = [...token.candidates.slice(0, 1), ...token.candidates];
    expect(resample({ ...token, candidates: doubled }, PLAIN, null)).toBe('no-candidates');
    fc.assert(
      fc.property(textTraces, settings, (trace, params) => {
        trace.results.forEach((step, i) => {
          const result = resample(step, params, penalisedBefore(trace, i));
          if (typeof result === 'string') return;
          for (const { kept } of result.shares ?? []) {
            expect(kept).toBeGreaterThanOrEqual(0);
            expect(kept).toBeLessThanOrEqual(1);
          }
        });
      }),
    );
  });
});

describe('what a trace tells of its tokens', () => {
  const trace = textTrace({ tokens: 4 });
  const ids = trace.results.map(({ id }) => id);

  it('the penalty saw the prompt without its stop tokens, and the answer before', () => {
    expect(penalisedBefore(trace, 0)).toEqual(new Set([1, 4093, 198]));
    expect(penalisedBefore(trace, 2)).toEqual(new Set([1, 4093, 198, ids[0], ids[1]]));
    expect(penalisedBefore({ ...trace, input: null }, 2)).toBeNull();
  });

  it('an answer that stopped tells the stop token of an unknown template', () => {
    const [first] = trace.results;
    if (!first || !trace.input) throw new Error('no tokens');
    const input = { ...trace.input, ids: [5, 9, 6], pieces: ['a', '<|turn|>', 'b'] };
    const results = [first, { ...first, index: 1, id: 9, piece: '<|turn|>', text: '' }];
    expect(penalisedBefore({ ...trace, input, results }, 0)).toEqual(new Set([5, 6]));
  });

  it('tokens of a fork were kept, given or drawn', () => {
    const from = { runId: 'a', at: 1, forced: [7, 8] };
    const fork = textTrace({ spec: { from }, tokens: 4 });
    expect([0, 1, 2, 3].map((i) => originOf(fork, i))).toEqual(['kept', 'given', 'given', 'drawn']);
    expect(originOf(trace, 0)).toBe('drawn');
  });

  it('settings are compared by value', () => {
    expect(sameSampling(PLAIN, { ...PLAIN })).toBe(true);
    for (const key of Object.keys(PLAIN) as (keyof SamplingParams)[])
      expect(sameSampling(PLAIN, { ...PLAIN, [key]: 0.123 })).toBe(false);
  });
});
