import { describe, expect, it } from 'vitest';
import { placesAt, spelled, textOf } from '../../../../src/core/masked-diffusion/places';
import { FORMATS } from '../../../../src/core/formats';
import { mechanismOf } from '../../../../src/core/mechanisms';
import { asked, maskedTrace, PASSES } from '../../../helpers/masked';
import { figures } from '../../../helpers/traces';

const trace = maskedTrace();
const states = (count: number, run = trace) => placesAt(run, count).map(({ state }) => state);

describe('positions after so many passes', () => {
  it('are all masked, then decided in any order, block by block', () => {
    expect(states(0)).toEqual(new Array(12).fill('later'));
    expect(states(1)).toEqual([
      ...['revealed', 'masked', 'revealed', 'masked'],
      ...new Array<string>(8).fill('later'),
    ]);
    expect(states(2).slice(0, 5)).toEqual(['kept', 'revealed', 'kept', 'revealed', 'later']);
    expect(states(4).slice(4, 8)).toEqual(['kept', 'revealed', 'kept', 'revealed']);
  });

  it('keep what decided them, and the newest answer where nothing did', () => {
    const places = placesAt(trace, 2);
    expect(places[0]).toMatchObject({ id: 100, pass: 0, asked: { place: 0, revealed: true } });
    expect(placesAt(trace, 1)[1]).toMatchObject({ id: null, pass: 0, asked: { revealed: false } });
    expect(places[5]).toMatchObject({ id: null, asked: null, pass: null });
  });

  it('behind the end are not read', () => {
    expect(placesAt(trace, 4).map(({ after }) => after)).toEqual([
      ...new Array<boolean>(7).fill(false),
      ...new Array<boolean>(5).fill(true),
    ]);
  });

  it('that are masked again say so once, and have no word', () => {
    const again = { begin: 4, end: 8, asked: [asked(5, true)], remasked: [4] };
    const run = maskedTrace({ passes: [...PASSES.slice(0, 3), again, PASSES[3] ?? again] });
    expect(placesAt(run, 4)[4]).toMatchObject({ state: 'remasked', id: null });
    expect(placesAt(run, 5)[4]).toMatchObject({ state: 'masked', id: null });
    expect(figures(run)['remasked']).toBe(1);
  });

  it('that were given are not the model’s; those put by hand are there from their pass on', () => {
    const fixed = [{ place: 1, id: 9, piece: '▁tiny' }];
    const run = maskedTrace({ input: { fixed } });
    expect(placesAt(run, 0)[1]).toMatchObject({ state: 'fixed', piece: '▁tiny', asked: null });
    const put = [{ at: 2, place: 3, id: 8, piece: '▁who' }];
    const fork = maskedTrace({ spec: { from: { runId: 'parent', at: 2, put } } });
    expect(placesAt(fork, 1)[3]?.state).toBe('masked');
    expect(placesAt(fork, 2)[3]).toMatchObject({ state: 'fixed', piece: '▁who' });
    expect(textOf(fork)).toBe('a small bird who sings.');
  });
});

describe('the text', () => {
  it('has a gap for each position that is not decided, and stops at the end', () => {
    expect(textOf(trace, 0)).toBe('');
    expect(textOf(trace, 1)).toBe('a _ bird _');
    expect(textOf(trace)).toBe('a small bird that sings.');
  });

  it('joins bytes to characters', () => {
    expect(spelled(['▁na', '<0xC3>', '<0xAF>', 've', '▁<0xC3>'])).toBe('naïve <0xC3>');
    expect(spelled(['<0xC3>', 'x'])).toBe('\ufffdx');
  });
});

describe('the run', () => {
  const { settled, continuation } = mechanismOf(trace);
  const { table } = FORMATS['masked-diffusion'];

  it('is final position by position, in any order', () => {
    expect(settled(trace).map(({ share }) => share)).toEqual([2, 4, 6, 8].map((n) => n / 8));
  });

  it('has the figures of its passes and of its tokens', () => {
    expect(figures(trace)).toMatchObject({
      passes: 4,
      depth: 5,
      tokens: 6,
      batch: 2,
      remasked: 0,
    });
    expect(figures(trace)['msPerPass']).toBeCloseTo((115 - 32) / 4, 5);
    expect(figures(maskedTrace({ passes: [], end: null }))).toMatchObject({
      msPerPass: null,
      textMs: null,
      tokens: 0,
    });
    const given = maskedTrace({
      input: { fixed: [{ place: 0, id: 100, piece: '▁a' }] },
      passes: [{ begin: 0, end: 4, asked: [1, 2, 3].map((p) => asked(p, true)), remasked: [] }],
    });
    expect(figures(given)['tokens']).toBe(3);
  });

  it('is continued at the pass on show', () => {
    expect(continuation(trace, 0)).toBeNull();
    expect(continuation(trace, 3)).toMatchObject({ at: 2 });
  });

  it('as a table has a row for each pass', () => {
    expect(table.row(trace.results[0] as never)).toHaveLength(table.heads.length);
  });
});
