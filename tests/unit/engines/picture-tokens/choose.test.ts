import { describe, expect, it } from 'vitest';
import { Sampler } from '../../../../src/core/sampling';
import {
  chooseFirst,
  chooseSecond,
  type Chance,
} from '../../../../src/engines/picture-tokens/choose';

const CODES = 5;
const log = (...shares: number[]) => Float32Array.from(shares, Math.log);
const flat = log(0.2, 0.2, 0.2, 0.2, 0.2);
/** The second code is most likely the one after the first. */
const after = (first: number) =>
  Float32Array.from({ length: CODES }, (_, i) => (i === (first + 1) % CODES ? 2 : 0));

const chance = { temperature: 1, topK: 0, topP: 1, guidance: 1 };

interface Changes {
  readonly chance?: Chance;
  readonly draws?: readonly [number, number];
  readonly forced?: number;
  readonly first?: readonly Float32Array[];
  readonly second?: (firsts: readonly number[]) => readonly (readonly Float32Array[])[];
}

function choose(changes: Changes = {}) {
  const sampler = new Sampler(CODES);
  const [a, b] = changes.draws ?? [0, 0];
  const asked = { chance: changes.chance ?? chance, forced: changes.forced };
  const logits = changes.first ?? [log(0.5, 0.3, 0.1, 0.06, 0.04)];
  const first = chooseFirst(sampler, { ...asked, draw: a }, logits, 6);
  const said = (changes.second ?? ((firsts) => [firsts.map(after)]))(first.firsts);
  const cell = chooseSecond(sampler, { ...asked, draw: b }, first, said);
  return { cell, firsts: first.firsts };
}

describe('a cell', () => {
  it('is drawn code by code, the second from the first', () => {
    const { cell } = choose();
    expect(cell.id).toBe(0 * CODES + 1);
    const likely = Math.exp(2) / (Math.exp(2) + 4);
    expect(cell.logprob).toBeCloseTo(Math.log(0.5 * likely));
    expect(choose({ draws: [0.7, 0] }).cell.id).toBe(1 * CODES + 2);
    expect(choose({ draws: [0.7, 0.999] }).cell.id).not.toBe(1 * CODES + 2);
  });

  it('has candidates that are pairs, likeliest first, with their own probabilities', () => {
    const { cell, firsts } = choose({ draws: [0.999, 0] });
    // All first codes are asked about: there are fewer than the most.
    expect(firsts).toEqual([0, 1, 2, 3, 4]);
    expect(cell.candidates[0]).toMatchObject({ id: 0 * CODES + 1 });
    const [best] = cell.candidates;
    expect(Math.exp(best?.logprob ?? 0)).toBeCloseTo((0.5 * Math.exp(2)) / (Math.exp(2) + 4));
    // The chosen one is the least likely first code, and stands among them none the less.
    expect(cell.candidates.at(-1)?.id).toBe(cell.id);
    expect(new Set(cell.candidates.map(({ id }) => id)).size).toBe(cell.candidates.length);
    expect(cell.candidates.length).toBeLessThanOrEqual(9);
  });

  it('is what is given, whatever the draw says', () => {
    const { cell, firsts } = choose({ forced: 3 * CODES + 2 });
    expect(cell.id).toBe(3 * CODES + 2);
    expect(firsts).toContain(3);
    expect(cell.candidates.map(({ id }) => id)).toContain(cell.id);
  });

  it('is drawn from what top-k and top-p leave', () => {
    for (const draw of [0, 0.5, 0.99]) {
      const one = choose({ chance: { ...chance, topK: 1 }, draws: [draw, draw] });
      expect(one.cell.id).toBe(1);
      const least = choose({ chance: { ...chance, topP: 0.01 }, draws: [draw, draw] });
      expect(least.cell.id).toBe(1);
      const greedy = choose({ chance: { ...chance, temperature: 0 }, draws: [draw, draw] });
      expect(greedy.cell.id).toBe(1);
    }
  });

  it('is guided away from what is said without the prompt', () => {
    const first = [log(0.4, 0.35, 0.1, 0.1, 0.05), log(0.6, 0.1, 0.1, 0.1, 0.1)];
    const second = (firsts: readonly number[]) => [firsts.map(after), firsts.map(() => flat)];
    const plain = choose({ first: first.slice(0, 1), chance: { ...chance, temperature: 0 } });
    expect(Math.floor(plain.cell.id / CODES)).toBe(0);
    const guided = choose({
      first,
      second,
      chance: { ...chance, temperature: 0, guidance: 3 },
    });
    expect(Math.floor(guided.cell.id / CODES)).toBe(1);
  });

  it('is refused where a value is no number', () => {
    expect(() => choose({ first: [Float32Array.of(0, NaN, 0, 0, 0)] })).toThrow(/no finite/);
  });
});
