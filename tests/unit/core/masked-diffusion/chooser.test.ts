import { describe, expect, it } from 'vitest';
import { forkSpec, type MaskedForkRequest } from '../../../../src/core/masked-diffusion/fork';
import { parseTemplate } from '../../../../src/core/masked-diffusion/template';
import { Chooser } from '../../../../src/core/masked-diffusion/chooser';
import { maskedSpec } from '../../../helpers/masked';

describe('the choice of a token', () => {
  const chooser = new Chooser(4);
  const ask = (changes: Partial<Parameters<Chooser['ask']>[0]> = {}) =>
    chooser.ask({
      asked: Float32Array.from([0.5, 0.3, 0.15, 0.05], Math.log),
      empty: null,
      guidance: 1,
      banned: [],
      temperature: 1,
      topP: 1,
      draw: 0.2,
      ...changes,
    });

  it('walks down the likeliest until the draw is reached', () => {
    expect([0, 0.49, 0.51, 0.79, 0.81, 0.96].map((draw) => ask({ draw }).id)).toEqual([
      0, 0, 1, 1, 2, 3,
    ]);
    expect(ask({ draw: 0.99, topP: 0.7 }).id).toBe(1);
    expect(ask({ draw: 0.99, temperature: 0 }).id).toBe(0);
    expect(ask({ topP: 0.7 }).top.map(({ kept }) => kept)).toEqual([
      expect.closeTo(0.625, 5),
      expect.closeTo(0.375, 5),
      0,
      0,
    ]);
  });

  it('leaves out what cannot stand here, and the others share what it had', () => {
    const found = ask({ banned: [0], draw: 0 });
    expect(found.id).toBe(1);
    expect(Math.exp(found.logprob)).toBeCloseTo(0.6, 5);
    expect(found.top.map(({ id }) => id)).toEqual([1, 2, 3]);
  });

  it('is guided away from what is said without the prompt', () => {
    const even = new Float32Array(4);
    const { top, entropy } = ask({ empty: even, guidance: 2 });
    const squares = [0.25, 0.09, 0.0225, 0.0025];
    const sum = squares.reduce((a, b) => a + b);
    top.forEach(({ logprob }, i) => {
      expect(Math.exp(logprob)).toBeCloseTo((squares[i] ?? 0) / sum, 5);
    });
    expect(entropy).toBeLessThan(ask().entropy);
    // A constant in either row changes nothing.
    const shifted = ask({ empty: even.map(() => 5), guidance: 2 });
    expect(shifted.logprob).toBeCloseTo(top[0]?.logprob ?? 0, 5);
  });

  it('refuses what is no number', () => {
    expect(() => ask({ asked: new Float32Array(4).fill(NaN) })).toThrow(/no finite numbers/);
  });
});

describe('given words', () => {
  it('are parts with gaps, each _ a token', () => {
    expect(parseTemplate(' a small ___ that _ ')).toEqual({
      parts: [
        { kind: 'words', text: 'a small' },
        { kind: 'gap', tokens: 3 },
        { kind: 'words', text: 'that' },
        { kind: 'gap', tokens: 1 },
      ],
      open: true,
    });
    expect(parseTemplate('a __.').open).toBe(false);
    expect(parseTemplate('  ')).toEqual({ parts: [], open: true });
  });
});

describe('forks', () => {
  const parent = maskedSpec({ runId: 'one', template: 'a ___' });
  const wanted = maskedSpec({ runId: 'two', template: 'the ___', passes: 9 });
  const of = (request: MaskedForkRequest, from = parent) => forkSpec(from, request, wanted);
  const put = { place: 2, id: 5, piece: '▁cat' };

  it('another word keeps the rest of the run, and what was put before', () => {
    const first = of({ kind: 'word', at: 3, put });
    expect(first).toMatchObject({ passes: 2, template: 'a ___' });
    expect(first.from).toEqual({ runId: 'one', at: 3, put: [{ ...put, at: 3 }] });
    const other = { place: 4, id: 6, piece: '▁dog' };
    const again = of({ kind: 'word', at: 5, put: other }, { ...first, runId: 'three' });
    expect(again.from?.put).toEqual([
      { ...put, at: 3 },
      { ...other, at: 5 },
    ]);
    // From before it was put, it is not there.
    expect(of({ kind: 'settings', at: 2 }, first).from).toEqual({ runId: 'one', at: 2 });
  });

  it('other settings keep the given words; other words begin anew', () => {
    expect(of({ kind: 'settings', at: 1 })).toMatchObject({ passes: 9, template: 'a ___' });
    const words = of({ kind: 'template', at: 0, template: 'an _' });
    expect(words).toMatchObject({ passes: 9, template: 'an _', from: { at: 0 } });
    expect(() => forkSpec(parent, { kind: 'renoise', at: 0 }, wanted)).toThrow(/no fork/);
  });
});
