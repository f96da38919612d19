import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeRun } from '../../../../src/core/saved/codec';
import { Random } from '../../../../src/core/random';
import {
  reshape,
  type Reshaped,
  type Unreshaped,
} from '../../../../src/core/autoregression/counterfactual';
import { CANDIDATES, Sampler } from '../../../../src/core/autoregression/sampling';
import {
  originOf,
  sameSampling,
  seenBefore,
} from '../../../../src/core/autoregression/token-origin';
import type { SamplingParams, TokenStep } from '../../../../src/core/autoregression/token';
import { languageTraces } from '../../../helpers/arbitrary';
import { languageTrace } from '../../../helpers/traces';

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
  const pass = { kind: 'decode', start: 0, ms: 1, size: 1 } as const;
  const piece = String(choice.id);
  return { ...choice, index: 0, piece, text: piece, draw, candidates, pass };
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

function reshaped(value: Reshaped | Unreshaped): Reshaped {
  if (typeof value === 'string') throw new Error(value);
  return value;
}

describe('reshape', () => {
  it('is the sampler where it is exact, and bounds it where it is not', () => {
    let exact = 0;
    fc.assert(
      fc.property(cases, ({ logits, seen, draw, own, other }) => {
        const step = stepOf(logits, own, seen, draw);
        for (const params of [own, other]) {
          const result = reshaped(reshape(step, params, seen));
          const sampler = new Sampler(logits.length);
          const truth = sampler.choose(logits, params, seen, draw);
          // Of a token beyond its list the sampler tells when it is given that one.
          const given = (id: number) => sampler.choose(logits, params, seen, draw, id).top;
          const own = (id: number) => (one: { id: number }) => one.id === id;
          const share = (id: number) => (truth.top.find(own(id)) ?? given(id).find(own(id)))?.kept;
          result.shares.forEach(({ id, low, high, cut }, i) => {
            expect(id).toBe(step.candidates[i]?.id);
            const kept = share(id) ?? NaN;
            const bounded = kept >= low - 1e-7 && kept <= high + 1e-7;
            expect({ kept, low, high, bounded }).toMatchObject({ bounded: true });
            // What lies beyond the list is 1 minus a sum: known to about the rounding of that.
            if (result.exact) expect(low).toBeCloseTo(kept, 6);
            if (cut) expect(kept).toBe(0);
          });
          if (result.exact) {
            exact++;
            expect(result.taken).toBe(truth.id);
          } else if (result.taken !== null) expect(result.taken).toBe(truth.id);
        }
      }),
      { numRuns: 500 },
    );
    expect(exact).toBeGreaterThan(300);
  });

  it('gives back what was taken, with the run’s own settings', () => {
    fc.assert(
      fc.property(cases, ({ logits, seen, draw, own }) => {
        // As many of the stored ones may be penalised as stand above the cut.
        const params = { ...own, topK: 1 + (own.topK % 8), repetitionPenalty: 1 };
        const step = stepOf(logits, params, seen, draw);
        const result = reshaped(reshape(step, params, seen));
        expect(result.exact).toBe(true);
        expect(result.taken).toBe(step.id);
        result.shares.forEach(({ low, high }, i) => {
          expect(low).toBe(high);
          expect(low).toBeCloseTo(step.candidates[i]?.kept ?? -1, 8);
        });
      }),
      { numRuns: 400 },
    );
  });

  it('agrees with the real run in the recording', () => {
    const bytes = readFileSync(new URL('../../../../public/traces/first.trace', import.meta.url));
    const trace = decodeRun(new Uint8Array(bytes)).traces.find(({ lane }) => lane === 'language');
    if (trace?.spec.lane !== 'language') throw new Error('no text in the recording');
    const { sampling } = trace.spec;
    let exact = 0;
    trace.tokens.forEach((token, i) => {
      const result = reshaped(reshape(token, sampling, seenBefore(trace, i)));
      if (result.exact) exact++;
      expect([token.id, null]).toContain(result.taken);
      result.shares.forEach(({ low, high }, place) => {
        const kept = token.candidates[place]?.kept ?? NaN;
        // Saved as float32.
        expect(kept).toBeGreaterThanOrEqual(low - 1e-6);
        expect(kept).toBeLessThanOrEqual(high + 1e-6);
      });
    });
    expect(exact).toBeGreaterThan(trace.tokens.length / 2);
  });

  const wide = Float32Array.from({ length: 400 }, (_, i) => -i / 100);
  const token = stepOf(wide, { ...PLAIN, topK: 20 }, new Set(), 0.5);

  it('names bounds as bounds: a long tail without top-k', () => {
    const { exact, shares, taken, keeps } = reshaped(reshape(token, PLAIN, null));
    expect(exact).toBe(false);
    expect(taken).toBeNull();
    expect(keeps).toEqual({ least: CANDIDATES, most: null });
    expect(shares[0]?.low).toBeLessThan(shares[0]?.high ?? 0);
    // Flattened, nothing stored limits how much lies beyond.
    const flat = reshaped(reshape(token, { ...PLAIN, temperature: 2 }, null));
    expect(flat.shares[0]?.low).toBe(0);
    expect(flat.shares[0]?.high).toBeLessThan(1 / 30);
  });

  it('a cut inside the list makes the tail irrelevant', () => {
    for (const params of [
      { ...PLAIN, topK: 40 },
      { ...PLAIN, topK: 300, minP: 0.8 },
      { ...PLAIN, minP: 0.9 },
      { ...PLAIN, temperature: 0 },
    ])
      expect(reshaped(reshape(token, params, null)).exact).toBe(true);
  });

  it('says which rule cut a candidate off', () => {
    const cuts = (params: Partial<SamplingParams>) =>
      reshaped(reshape(token, { ...PLAIN, ...params }, null)).shares.map(({ cut }) => cut);
    expect(cuts({ topK: 3 }).slice(2, 4)).toEqual([null, 'top-k']);
    expect(cuts({ topK: 30, topP: 0.1 }).slice(0, 6)).toContain('top-p');
    expect(cuts({ topK: 30, topP: 0.1 })[35]).toBe('top-k');
    expect(cuts({ minP: 0.95 }).slice(5, 7)).toEqual([null, 'min-p']);
    expect(cuts({ temperature: 0 })[1]).toBe('temperature');
  });

  it('says when a penalty cannot be tried, and never throws', () => {
    const penalty = { ...PLAIN, repetitionPenalty: 1.2 };
    expect(reshape({ ...token, logSum: null }, penalty, new Set())).toBe('no-logits');
    expect(reshape(token, penalty, null)).toBe('no-logits');
    expect(typeof reshape({ ...token, logSum: null }, PLAIN, null)).toBe('object');
    expect(reshape({ ...token, candidates: [] }, PLAIN, null)).toBe('no-candidates');
    const doubled = [...token.candidates.slice(0, 1), ...token.candidates];
    expect(reshape({ ...token, candidates: doubled }, PLAIN, null)).toBe('no-candidates');
    fc.assert(
      fc.property(languageTraces, settings, (trace, params) => {
        trace.tokens.forEach((step, i) => {
          const result = reshape(step, params, seenBefore(trace, i));
          if (typeof result === 'string') return;
          for (const { low, high } of result.shares) {
            expect(low).toBeGreaterThanOrEqual(0);
            expect(high).toBeGreaterThanOrEqual(low);
            expect(high).toBeLessThanOrEqual(1);
          }
        });
      }),
    );
  });
});

describe('what a trace tells of its tokens', () => {
  const trace = languageTrace({ tokens: 4 });
  const ids = trace.tokens.map(({ id }) => id);

  it('the penalty saw the prompt without its stop tokens, and the answer before', () => {
    expect(seenBefore(trace, 0)).toEqual(new Set([1, 4093, 198]));
    expect(seenBefore(trace, 2)).toEqual(new Set([1, 4093, 198, ids[0], ids[1]]));
    expect(seenBefore({ ...trace, prompt: null }, 2)).toBeNull();
  });

  it('an answer that stopped tells the stop token of an unknown template', () => {
    const [first] = trace.tokens;
    if (!first || !trace.prompt) throw new Error('no tokens');
    const prompt = { ...trace.prompt, ids: [5, 9, 6], pieces: ['a', '<|turn|>', 'b'] };
    const tokens = [first, { ...first, index: 1, id: 9, piece: '<|turn|>', text: '' }];
    expect(seenBefore({ ...trace, prompt, tokens }, 0)).toEqual(new Set([5, 6]));
  });

  it('tokens of a fork were kept, given or drawn', () => {
    const from = { runId: 'a', at: 1, forced: [7, 8] };
    const fork = languageTrace({ spec: { from }, tokens: 4 });
    expect([0, 1, 2, 3].map((i) => originOf(fork, i))).toEqual(['kept', 'given', 'given', 'drawn']);
    expect(originOf(trace, 0)).toBe('drawn');
  });

  it('settings are compared by value', () => {
    expect(sameSampling(PLAIN, { ...PLAIN })).toBe(true);
    for (const key of Object.keys(PLAIN) as (keyof SamplingParams)[])
      expect(sameSampling(PLAIN, { ...PLAIN, [key]: 0.123 })).toBe(false);
  });
});
