import { describe, expect, it } from 'vitest';
import { Random } from '../../../../src/core/random';
import type { Known } from '../../../../src/core/unmasking/places';
import {
  againIn,
  doubted,
  leftAfter,
  randomOf,
  reveal,
  surest,
} from '../../../../src/core/unmasking/reveal';

describe('how many are left after each pass', () => {
  it('falls by a cosine, as in the reference, to none', () => {
    const revealed = (size: number, passes: number) =>
      Array.from(
        { length: passes },
        (_, k) => leftAfter(size, k, passes) - leftAfter(size, k + 1, passes),
      );
    // sampling.revealed of the toolkit.
    expect(revealed(16, 4)).toEqual([1, 4, 5, 6]);
    expect(revealed(9, 4)).toEqual([1, 2, 3, 3]);
    expect(revealed(16, 1)).toEqual([16]);
    expect(revealed(64, 100).reduce((a, b) => a + b)).toBe(64);
    expect(leftAfter(16, 9, 4)).toBe(0);
  });

  it('none is taken back in the last pass, or while few are decided', () => {
    expect(againIn(10, 1, 4)).toBe(2);
    expect(againIn(4, 1, 4)).toBe(0);
    expect(againIn(10, 4, 4)).toBe(0);
  });
});

describe('which are revealed', () => {
  it('the surest without noise, others with it, always so many', () => {
    const sure = [-3, -0.1, -2, -0.5];
    expect([...surest(sure, 2, 0, new Random(1))].sort()).toEqual([1, 3]);
    const seen = new Set<number>();
    for (let seed = 0; seed < 40; seed++) {
      const some = surest(sure, 2, 4, new Random(seed));
      expect(some.size).toBe(2);
      for (const i of some) seen.add(i);
    }
    expect(seen.size).toBe(4);
  });

  it('what was less likely is taken back more often', () => {
    let unsure = 0;
    for (let seed = 0; seed < 600; seed++)
      if (doubted([Math.log(0.99), Math.log(0.01)], 1, new Random(seed)).has(1)) unsure++;
    // e^-0.01 against e^-0.99.
    expect(unsure / 600).toBeCloseTo(1 / (1 + Math.exp(-0.98)), 1);
  });
});

describe('a pass', () => {
  const drawn = [0, 1, 2, 3].map((place) => ({ place, id: 10 + place, logprob: -place }));
  const plan = { begin: 0, end: 4, size: 4, done: 0, passes: 1, noise: 0, remask: false };

  it('of one reveals all that is drawn, and knows it from then on', () => {
    const known = new Map<number, Known>();
    const { revealed, remasked } = reveal({ ...plan, drawn, known }, randomOf(7, 0));
    expect([...revealed]).toEqual([0, 1, 2, 3]);
    expect(remasked).toEqual([]);
    expect(known.get(2)).toEqual({ id: 12, logprob: -2 });
  });

  it('of several reveals the surest, as many as its plan says', () => {
    const known = new Map<number, Known>();
    const { revealed } = reveal({ ...plan, drawn, known, passes: 2 }, randomOf(7, 0));
    // A cosine leaves 3 of 4 after the first of two.
    expect([...revealed]).toEqual([0]);
  });

  it('takes back some of what it decided, never what was given, and reveals as many more', () => {
    const places = Array.from({ length: 20 }, (_, place) => place);
    for (let seed = 0; seed < 20; seed++) {
      const known = new Map<number, Known>(
        places.slice(0, 10).map((place) => [place, { id: 1, logprob: place < 5 ? null : -1 }]),
      );
      const more = places.slice(10).map((place) => ({ place, id: 2, logprob: -1 }));
      const span = { ...plan, end: 20, size: 15, done: 5, passes: 10, remask: true };
      const { revealed, remasked } = reveal({ ...span, drawn: more, known }, randomOf(seed, 5));
      expect(remasked).toHaveLength(1);
      expect(remasked.every((place) => place >= 5 && place < 10)).toBe(true);
      expect(known.size).toBe(10 + revealed.size - 1);
      expect(20 - known.size).toBe(Math.min(10, leftAfter(15, 6, 10)));
    }
  });

  it('has random numbers of its own', () => {
    const of = (seed: number, index: number) => randomOf(seed, index).random();
    expect(of(7, 0)).toBe(of(7, 0));
    expect(new Set([of(7, 0), of(7, 1), of(8, 0), of(8, 1)]).size).toBe(4);
  });
});
