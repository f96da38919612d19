import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Random } from '../../../src/core/random';
import { expMinus } from '../../../src/core/ranking';
import { CANDIDATES, Sampler, type Choice, type SamplingParams } from '../../../src/core/sampling';

const PLAIN: SamplingParams = {
  temperature: 1,
  topK: 0,
  topP: 1,
  minP: 0,
  repetitionPenalty: 1,
};
const NONE: ReadonlySet<number> = new Set();

/** The same by its definition: the whole vocabulary sorted, doubles throughout. */
function naive(logits: Float32Array, params: SamplingParams, seen: ReadonlySet<number>) {
  const scores = Float32Array.from(logits, (x, id) =>
    seen.has(id) ? (x > 0 ? x / params.repetitionPenalty : x * params.repetitionPenalty) : x,
  );
  const order = Array.from(scores.keys()).sort(
    (a, b) => (scores[b] ?? 0) - (scores[a] ?? 0) || a - b,
  );
  const best = scores[order[0] ?? 0] ?? 0;
  const weight = (id: number) => Math.exp(((scores[id] ?? 0) - best) / params.temperature);
  let kept = params.topK > 0 ? order.slice(0, params.topK) : order;
  const sum = (ids: number[]) => ids.reduce((total, id) => total + weight(id), 0);
  if (params.topP < 1) {
    const target = params.topP * sum(kept);
    let mass = 0;
    let count = 0;
    while (mass < target && count < kept.length) mass += weight(kept[count++] ?? 0);
    kept = kept.slice(0, count);
  }
  kept = kept.filter((id) => weight(id) >= params.minP);
  const total = sum(kept);
  return { kept, probability: new Map(kept.map((id) => [id, weight(id) / total])) };
}

function softmax(logits: Float32Array): number[] {
  const max = Math.max(...logits);
  const e = Array.from(logits, (x) => Math.exp(x - max));
  const sum = e.reduce((a, b) => a + b, 0);
  return e.map((x) => x / sum);
}

/** Logits as a network gives them: a bell, with a few tokens far above it. */
function logitsOf(size: number, seed: number, spread = 3): Float32Array {
  const random = new Random(seed);
  return Float32Array.from(
    { length: size },
    () => random.gauss() * spread + (random.random() < 0.02 ? 8 : 0),
  );
}

const keptOf = (choice: Choice) => choice.top.filter((c) => c.kept > 0).map((c) => c.id);

describe('the model’s own distribution', () => {
  it('reports softmax, entropy, rank and the most likely tokens', () => {
    const logits = logitsOf(500, 1);
    const p = softmax(logits);
    const order = Array.from(p.keys()).sort((a, b) => (p[b] ?? 0) - (p[a] ?? 0));
    const choice = new Sampler(500).choose(logits, PLAIN, NONE, 0.999);
    const entropy = -p.reduce((sum, x) => sum + x * Math.log(x), 0);
    expect(choice.entropy).toBeCloseTo(entropy, 7);
    expect(choice.logprob).toBeCloseTo(Math.log(p[choice.id] ?? 0), 7);
    expect(choice.rank).toBe(order.indexOf(choice.id));
    expect(choice.top.slice(0, CANDIDATES).map((c) => c.id)).toEqual(order.slice(0, CANDIDATES));
    for (const c of choice.top) expect(c.logprob).toBeCloseTo(Math.log(p[c.id] ?? 0), 7);
  });

  it('appends the chosen token where it is not among the most likely', () => {
    const logits = logitsOf(500, 2, 0.01);
    const choice = new Sampler(500).choose(logits, PLAIN, NONE, 0.999);
    expect(choice.rank).toBeGreaterThanOrEqual(CANDIDATES);
    expect(choice.top).toHaveLength(CANDIDATES + 1);
    expect(choice.top.at(-1)?.id).toBe(choice.id);
    expect(choice.top.at(-1)?.kept).toBeGreaterThan(0);
  });

  it('is not touched by the sampler’s settings', () => {
    const logits = logitsOf(300, 3);
    const sampler = new Sampler(300);
    const seen = new Set([0, 5, 9]);
    const a = sampler.choose(logits, PLAIN, NONE, 0);
    const b = sampler.choose(
      logits,
      { temperature: 0.1, topK: 3, topP: 0.5, minP: 0.2, repetitionPenalty: 2 },
      seen,
      0,
    );
    expect(b.entropy).toBe(a.entropy);
    expect(b.top.slice(0, CANDIDATES).map((c) => [c.id, c.logprob])).toEqual(
      a.top.slice(0, CANDIDATES).map((c) => [c.id, c.logprob]),
    );
  });
});

describe('published definitions', () => {
  // The distribution 0.5, 0.25, 0.125, 0.125 is exact in powers of two.
  const logits = Float32Array.from([0.125, 0.5, 0.125, 0.25], Math.log);
  const sampler = new Sampler(4);
  const kept = (params: Partial<SamplingParams>, seen: ReadonlySet<number> = NONE) => {
    const { top } = sampler.choose(logits, { ...PLAIN, ...params }, seen, 0);
    return new Map(top.filter((c) => c.kept > 0).map((c) => [c.id, c.kept]));
  };
  const near = (map: Map<number, number>, expected: [number, number][]) => {
    expect([...map.keys()].sort()).toEqual(expected.map(([id]) => id).sort());
    for (const [id, p] of expected) expect(map.get(id)).toBeCloseTo(p, 6);
  };

  it('top-k keeps the k most likely and renormalises', () => {
    near(kept({ topK: 2 }), [
      [1, 2 / 3],
      [3, 1 / 3],
    ]);
    near(kept({ topK: 1 }), [[1, 1]]);
  });

  it('top-p keeps the smallest set that reaches p', () => {
    near(kept({ topP: 0.49 }), [[1, 1]]);
    near(kept({ topP: 0.6 }), [
      [1, 2 / 3],
      [3, 1 / 3],
    ]);
    near(kept({ topP: 0.8 }), [
      [0, 1 / 7],
      [1, 4 / 7],
      [3, 2 / 7],
    ]);
  });

  it('top-p counts the probabilities that top-k left', () => {
    near(kept({ topK: 2, topP: 0.66 }), [[1, 1]]);
  });

  it('min-p keeps what has that share of the most likely token’s probability', () => {
    near(kept({ minP: 0.49 }), [
      [1, 2 / 3],
      [3, 1 / 3],
    ]);
    near(kept({ minP: 1 }), [[1, 1]]);
  });

  it('temperature divides the logits', () => {
    const sum = 0.25 + 0.0625 + 2 * 0.015625;
    near(kept({ temperature: 0.5 }), [
      [0, 0.015625 / sum],
      [1, 0.25 / sum],
      [2, 0.015625 / sum],
      [3, 0.0625 / sum],
    ]);
  });

  it('the penalty divides positive and multiplies negative logits of seen tokens', () => {
    const values = Float32Array.of(2, 1, -1, -2);
    const penalised = softmax(Float32Array.of(1, 1, -2, -2));
    const { top } = new Sampler(4).choose(
      values,
      { ...PLAIN, repetitionPenalty: 2 },
      new Set([0, 2]),
      0,
    );
    for (const c of top) expect(c.kept).toBeCloseTo(penalised[c.id] ?? 0, 7);
  });

  it('temperature 0 takes the best after the penalty, whatever the draw', () => {
    const values = Float32Array.of(2, 1.5, -1, 0);
    const greedy = { ...PLAIN, temperature: 0 };
    for (const draw of [0, 0.5, 0.999]) {
      expect(new Sampler(4).choose(values, greedy, NONE, draw).id).toBe(0);
      const penalised = { ...greedy, repetitionPenalty: 2 };
      expect(new Sampler(4).choose(values, penalised, new Set([0]), draw).id).toBe(1);
    }
    expect(keptOf(new Sampler(4).choose(values, greedy, NONE, 0))).toEqual([0]);
  });
});

describe('against the definition, on any distribution', () => {
  /** A draw of 0 after the penalty has lowered the best token; weights that round to 0. */
  const FOUND = [1.04, 1.0019].map((repetitionPenalty) => ({
    seed: 0,
    size: 8,
    spread: 5,
    params: { ...PLAIN, temperature: 0.05, minP: 5e-324, repetitionPenalty },
    draw: 0,
  }));
  const params = fc.record({
    temperature: fc.oneof(fc.constant(1), fc.double({ min: 0.05, max: 5, noNaN: true })),
    topK: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 400 })),
    topP: fc.oneof(fc.constant(1), fc.double({ min: 0.01, max: 1, noNaN: true })),
    minP: fc.oneof(fc.constant(0), fc.double({ min: 0, max: 1, noNaN: true })),
    repetitionPenalty: fc.oneof(fc.constant(1), fc.double({ min: 0.5, max: 3, noNaN: true })),
  });
  const cases = fc.record({
    seed: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
    size: fc.integer({ min: 1, max: 300 }),
    spread: fc.constantFrom(0, 0.01, 1, 5, 60),
    params,
    draw: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
  });

  it('keeps the same tokens with the same probabilities, and draws from them', () => {
    fc.assert(
      fc.property(cases, ({ seed, size, spread, params, draw }) => {
        const logits = logitsOf(size, seed, spread);
        const random = new Random(seed);
        const seen = new Set(Array.from({ length: 20 }, () => Math.floor(random.random() * size)));
        const choice = new Sampler(size).choose(logits, params, seen, draw);
        const { kept, probability } = naive(logits, params, seen);
        // Where a cut falls within rounding of a token, either side of it is right.
        const reported = choice.top.filter((c) => c.kept > 0);
        const edge = kept.length && kept.at(-1);
        for (const c of reported)
          if (c.id !== edge && Math.abs((probability.get(c.id) ?? 0) - c.kept) > 1e-7) {
            const shorter = naive(logits, { ...params, topP: params.topP * (1 - 1e-9) }, seen);
            const longer = naive(logits, { ...params, topP: params.topP * (1 + 1e-9) }, seen);
            const options = [shorter, longer].map((o) => o.probability.get(c.id) ?? 0);
            expect(options.some((p) => Math.abs(p - c.kept) < 1e-7)).toBe(true);
          }
        expect(reported.reduce((sum, c) => sum + c.kept, 0)).toBeLessThan(1 + 1e-7);
        if (kept.length <= CANDIDATES && params.repetitionPenalty === 1)
          expect(reported.reduce((sum, c) => sum + c.kept, 0)).toBeCloseTo(1, 7);
        // The chosen token is where the draw falls on the way down.
        let before = 0;
        for (const id of kept) {
          if (id === choice.id) break;
          before += probability.get(id) ?? 0;
        }
        const own = probability.get(choice.id) ?? 0;
        expect(draw).toBeGreaterThanOrEqual(before - 1e-7);
        expect(draw).toBeLessThanOrEqual(before + own + 1e-7);
      }),
      { numRuns: 500, examples: FOUND.map((found) => [found]) },
    );
  });
});

describe('draws', () => {
  it('come out as often as their probability says', () => {
    const logits = logitsOf(200, 7, 2);
    const params = { ...PLAIN, temperature: 0.9, topK: 50, topP: 0.95 };
    const sampler = new Sampler(200);
    const { kept, probability } = naive(logits, params, NONE);
    const random = new Random(11);
    const draws = 20_000;
    const counts = new Map<number, number>();
    for (let i = 0; i < draws; i++) {
      const { id } = sampler.choose(logits, params, NONE, random.random());
      counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    expect([...counts.keys()].every((id) => probability.has(id))).toBe(true);
    // Pearson's statistic: its mean is the number of kept tokens less one.
    const chi2 = kept.reduce((sum, id) => {
      const expected = draws * (probability.get(id) ?? 0);
      return sum + ((counts.get(id) ?? 0) - expected) ** 2 / expected;
    }, 0);
    const freedom = kept.length - 1;
    expect(chi2).toBeLessThan(freedom + 5 * Math.sqrt(2 * freedom));
  });

  it('settings that cut nothing change nothing', () => {
    const logits = logitsOf(300, 5);
    const sampler = new Sampler(300);
    const random = new Random(3);
    for (let i = 0; i < 50; i++) {
      const draw = random.random();
      const plain = sampler.choose(logits, PLAIN, NONE, draw);
      for (const same of [{ topK: 300 }, { topK: 1000 }, { topP: 1 }, { minP: 0 }]) {
        const other = sampler.choose(logits, { ...PLAIN, ...same }, NONE, draw);
        expect(other.id).toBe(plain.id);
        expect(other.top.map((c) => c.kept)).toEqual(plain.top.map((c) => c.kept));
      }
    }
  });

  it('takes equal logits in the order of their ids', () => {
    const logits = new Float32Array(1000).fill(1.5);
    const sampler = new Sampler(1000);
    expect(sampler.choose(logits, { ...PLAIN, temperature: 0 }, NONE, 0.9).id).toBe(0);
    const choice = sampler.choose(logits, { ...PLAIN, topK: 10 }, NONE, 0.95);
    expect(keptOf(choice)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(choice.id).toBe(9);
    expect(sampler.choose(logits, PLAIN, NONE, 0.5).id).toBe(499);
  });

  it('never leaves the vocabulary at the ends of the draw', () => {
    const logits = logitsOf(49_152, 9);
    const sampler = new Sampler(49_152);
    const top = logits.indexOf(Math.max(...logits));
    expect(sampler.choose(logits, PLAIN, NONE, 0).id).toBe(top);
    const last = sampler.choose(logits, { ...PLAIN, temperature: 5 }, NONE, 1 - 2 ** -53);
    expect(last.rank).toBeGreaterThan(40_000);
    expect(last.logprob).toBeGreaterThan(-Infinity);
  });
});

describe('logits that are no numbers', () => {
  it.each([NaN, Infinity, -Infinity])('%s is an error of its own', (bad) => {
    const logits = logitsOf(100, 1);
    logits[37] = bad;
    expect(() => new Sampler(100).choose(logits, PLAIN, NONE, 0.5)).toThrow(
      expect.objectContaining({ code: 'not-finite' }),
    );
  });
});

describe('expMinus', () => {
  it('is exp(-d) to nine digits', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 63.99, noNaN: true }), (d) => {
        expect(Math.abs(expMinus(d) / Math.exp(-d) - 1)).toBeLessThan(3e-9);
      }),
    );
    expect(expMinus(0)).toBe(1);
    expect(expMinus(64)).toBe(0);
    expect(expMinus(Infinity)).toBe(0);
    expect(expMinus(NaN)).toBe(0);
  });
});
