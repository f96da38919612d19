import { describe, expect, it } from 'vitest';
import { shade, unshade } from '../../../../src/core/image';
import { codesOf, idOf } from '../../../../src/core/picture-tokens/cell';
import {
  forkSpec,
  type PictureForkRequest,
} from '../../../../src/core/autoregression-picture/fork';
import { patchOf } from '../../../../src/core/picture-tokens/patch';
import type { PictureTrace } from '../../../../src/core/autoregression-picture/spec';
import { FORMATS } from '../../../../src/core/formats';
import { MECHANISMS } from '../../../../src/core/mechanisms';
import { decodeRun, encodeRun } from '../../../../src/core/saved/codec';
import { numbersParts } from '../../../../src/state/saved/numbers';
import { cellSpec, cellTrace, shaded, SIZE } from '../../../helpers/cells';

const createdAt = '2026-11-27T00:10:00.000Z';
const userAgent = 'test browser';
const spec = { from: { runId: 'parent', at: 1, forced: [71] }, topK: 5 };
const trace = cellTrace({ spec });
const mechanism = MECHANISMS['autoregression-picture'];
const format = FORMATS['autoregression-picture'];

/** As a file holds it: figures of candidates in single precision, pictures as the bytes they are shown with. */
const stored = (given: PictureTrace): PictureTrace => ({
  ...given,
  results: given.results.map((result) => {
    const bytes = new Uint8Array(result.picture?.length ?? 0);
    if (result.picture) shade(result.picture, bytes, 0);
    return {
      ...result,
      picture: result.picture && unshade(bytes),
      candidates: result.candidates.map((c) => ({
        id: c.id,
        logprob: Math.fround(c.logprob),
        kept: Math.fround(c.kept),
      })),
    };
  }),
});

describe('a picture by tokens', () => {
  it('comes back from a file as it was, forks included', () => {
    const bytes = encodeRun({ createdAt, userAgent, traces: [trace] });
    expect(decodeRun(bytes).traces).toEqual([stored(trace)]);
  });

  it('is refused where a candidate is damaged or bytes are missing', () => {
    const half = cellTrace({ cells: 1, end: { type: 'aborted' } });
    const bytes = encodeRun({ createdAt, userAgent, traces: [half] });
    const broken = bytes.slice();
    // The last candidate's share becomes no number.
    broken.set([0, 0, 0xc0, 0x7f], broken.length - 4);
    expect(() => decodeRun(broken)).toThrow(/candidate of a cell is damaged/);
    expect(() => decodeRun(bytes.slice(0, -8))).toThrow();
  });

  it('has settings that make its spec again', () => {
    const own = cellSpec({ temperature: 0.4, topK: 7, topP: 0.5, guidance: 4, style: 2 });
    expect(mechanism.spec(own, mechanism.valuesOf(own, own.prompt))).toEqual(own);
  });

  it('shows the newest picture, and tells other programs all but pixels', () => {
    expect(mechanism.picture?.(trace, 1)).toBeNull();
    expect(mechanism.picture?.(trace, 3)).toEqual(shaded(1 / 4));
    expect(mechanism.picture?.(trace, 4)).toEqual(shaded(3 / 4));
    const { cells } = JSON.parse(JSON.stringify(format.numbers(trace))) as {
      cells: Record<string, unknown>[];
    };
    expect(cells).toHaveLength(4);
    expect(cells[1]).toMatchObject({ id: 12, painted: true, index: 1 });
    expect(cells[0]).toMatchObject({ painted: false });
    const file = { createdAt, userAgent, traces: [trace] };
    expect([...numbersParts(file)].join('')).not.toMatch(/NaN|Infinity/);
    expect(format.table.row(trace.results[1] as never)).toHaveLength(format.table.heads.length);
  });

  it('has figures of what it is: surprise, time to the first cell and between cells', () => {
    const of = (key: string, given: PictureTrace) =>
      mechanism.metrics.find((metric) => metric.key === key)?.of(given);
    const whole = cellTrace();
    const nats = [0.5, 0.6, 0.7, 0.8].reduce((sum, p) => sum - Math.log(p), 0) / 4;
    expect(of('nats', whole)).toBeCloseTo(nats);
    expect(of('cells', whole)).toBe(4);
    expect(of('batch', whole)).toBe(2);
    expect(of('paintMs', whole)).toBe(5);
    // Encoder, two passes a cell, two pictures.
    expect(of('passes', whole)).toBe(11);
    const [first, last] = [whole.results[0], whole.results[3]];
    expect(of('tpotMs', whole)).toBeCloseTo(((last?.t ?? 0) - (first?.t ?? 0)) / 3);
    expect(of('tpotMs', cellTrace({ cells: 1, end: null }))).toBeNull();
    expect(of('nats', cellTrace({ cells: 0, end: null }))).toBeNull();
    expect(mechanism.settled(cellTrace({ cells: 2, end: null })).map(({ share }) => share)).toEqual(
      [0.25, 0.5],
    );
  });

  it('forks at a cell, with another candidate or other settings', () => {
    const parent = cellSpec({ runId: 'parent' });
    const wanted = cellSpec({ runId: 'new', temperature: 0.2, prompt: 'a tree' });
    const cell: PictureForkRequest = { kind: 'cell', at: 2, id: 71 };
    expect(forkSpec(parent, cell, wanted)).toEqual({
      ...parent,
      from: { runId: 'parent', at: 2, forced: [71] },
    });
    expect(forkSpec(parent, { kind: 'settings', at: 3 }, wanted)).toEqual({
      ...wanted,
      from: { runId: 'parent', at: 3, forced: [] },
    });
    expect(() => forkSpec(parent, { kind: 'other', at: 0 }, wanted)).toThrow(/no fork/);
    expect(mechanism.branch(trace)).toBe('cell 2: 7·1');
    // Of a whole picture its last cell is said anew.
    expect(mechanism.continuation(cellTrace(), 4)).toMatchObject({ at: 3 });
    expect(mechanism.continuation(cellTrace(), 1)).toMatchObject({ at: 1 });
    expect(mechanism.changes(parent, wanted)).toEqual(['other sampling']);
  });
});

it('both codes of a cell are one number and back', () => {
  for (const [a, b] of [
    [0, 0],
    [3, 999],
    [999, 999],
  ] as const)
    expect(codesOf(idOf(a, b, 1000), 1000)).toEqual([a, b]);
});

describe('the part of a picture around a cell', () => {
  // Every pixel has the number of its cell, of 4 x 4.
  const size = SIZE;
  const picture = new Float32Array(3 * size * size).map((_, i) => {
    const at = i % (size * size);
    return 4 * Math.floor(Math.floor(at / size) / 2) + Math.floor((at % size) / 2);
  });

  it('has the cell in its middle, but at an edge', () => {
    const inside = patchOf(picture, 5, 4);
    expect(inside).toMatchObject({ x: 1 / 3, y: 1 / 3, width: 1 / 3 });
    expect(inside.values).toHaveLength(3 * 6 * 6);
    const at = (values: Float32Array, x: number, y: number) => values[y * 6 + x];
    expect([at(inside.values, 0, 0), at(inside.values, 2, 2), at(inside.values, 5, 5)]).toEqual([
      0, 5, 10,
    ]);
    const corner = patchOf(picture, 15, 4);
    expect(corner).toMatchObject({ x: 2 / 3, y: 2 / 3 });
    expect(at(corner.values, 5, 5)).toBe(15);
    expect(patchOf(picture, 0, 4)).toMatchObject({ x: 0, y: 0 });
  });

  it('is the whole of a small picture', () => {
    expect(patchOf(shaded(0.5), 3, 2)).toMatchObject({ x: 0.5, y: 0.5, width: 0.5 });
  });
});
