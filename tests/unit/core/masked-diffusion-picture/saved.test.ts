import { describe, expect, it } from 'vitest';
import { FORMATS } from '../../../../src/core/formats';
import { shade, unshade } from '../../../../src/core/image';
import {
  forkSpec,
  type MaskedPictureForkRequest,
} from '../../../../src/core/masked-diffusion-picture/fork';
import { cellsAt, idsAt } from '../../../../src/core/masked-diffusion-picture/places';
import type { MaskedPictureTrace } from '../../../../src/core/masked-diffusion-picture/spec';
import { MECHANISMS } from '../../../../src/core/mechanisms';
import { decodeRun, encodeRun } from '../../../../src/core/saved/codec';
import { numbersParts } from '../../../../src/state/saved/numbers';
import { shaded } from '../../../helpers/cells';
import { askedCell, FILLED, filledTrace, maskedPictureSpec } from '../../../helpers/masked-cells';
import { figures } from '../../../helpers/traces';

const createdAt = '2026-11-27T00:10:00.000Z';
const userAgent = 'test browser';
const mechanism = MECHANISMS['masked-diffusion-picture'];
const format = FORMATS['masked-diffusion-picture'];
const put = [{ at: 1, place: 2, id: 72 }];
const trace = filledTrace({
  spec: { from: { runId: 'parent', at: 1, put }, remask: true },
  passes: [
    ...FILLED.slice(0, 1),
    { asked: [askedCell(1, true)], remasked: [0], picture: shaded(0.5) },
    { asked: [askedCell(0, true)], remasked: [], picture: null },
  ],
});

/** As a file holds it: figures of candidates in single precision, pictures as the bytes they are shown with. */
const stored = (given: MaskedPictureTrace): MaskedPictureTrace => ({
  ...given,
  results: given.results.map((result) => {
    const bytes = new Uint8Array(result.picture?.length ?? 0);
    if (result.picture) shade(result.picture, bytes, 0);
    return {
      ...result,
      picture: result.picture && unshade(bytes),
      asked: result.asked.map((one) => ({
        ...one,
        candidates: one.candidates.map((c) => ({
          ...c,
          logprob: Math.fround(c.logprob),
          kept: Math.fround(c.kept),
        })),
      })),
    };
  }),
});

describe('a masked picture', () => {
  it('comes back from a file as it was, forks and given cells included', () => {
    const bytes = encodeRun({ createdAt, userAgent, traces: [trace] });
    expect(decodeRun(bytes).traces).toEqual([stored(trace)]);
  });

  it('is refused where a candidate is damaged or bytes are missing', () => {
    const bytes = encodeRun({ createdAt, userAgent, traces: [trace] });
    const broken = bytes.slice();
    // The last pass has no picture: the last candidate's share becomes no number.
    broken.set([0, 0, 0xc0, 0x7f], broken.length - 4);
    expect(() => decodeRun(broken)).toThrow(/candidate of a cell is damaged/);
    expect(() => decodeRun(bytes.slice(0, -8))).toThrow();
  });

  it('has settings that make its spec again', () => {
    const own = maskedPictureSpec({
      ...{ passes: 5, temperature: 0.4, topP: 0.5, guidance: 4 },
      ...{ noise: 0, remask: true, style: 2 },
    });
    expect(mechanism.spec(own, mechanism.valuesOf(own, own.prompt))).toEqual(own);
    // What is not said is as it is at first.
    expect(mechanism.spec(own, {})).toMatchObject({ passes: 12, guidance: 3, remask: false });
  });

  it('shows the newest picture, and tells other programs all but pixels', () => {
    expect(mechanism.picture?.(trace, 0)).toBeNull();
    expect(mechanism.picture?.(trace, 1)).toEqual(shaded(0.25));
    expect(mechanism.picture?.(trace, 3)).toEqual(shaded(0.5));
    const { unmasking } = JSON.parse(JSON.stringify(format.numbers(trace))) as {
      unmasking: Record<string, unknown>[];
    };
    expect(unmasking).toHaveLength(3);
    expect(unmasking[1]).toMatchObject({ painted: true, index: 1, remasked: [0] });
    expect(unmasking[2]).toMatchObject({ painted: false });
    const file = { createdAt, userAgent, traces: [trace] };
    expect([...numbersParts(file)].join('')).not.toMatch(/NaN|Infinity/);
    expect(format.table.row(trace.results[1] as never)).toHaveLength(format.table.heads.length);
  });
});

describe('its cells after so many passes', () => {
  const states = (count: number, run = trace) => cellsAt(run, count).map(({ state }) => state);

  it('are all there from the beginning, and decided in any order', () => {
    const run = filledTrace();
    expect(states(0, run)).toEqual(new Array(4).fill('masked'));
    expect(states(1, run)).toEqual(['revealed', 'masked', 'masked', 'revealed']);
    expect(states(2, run)).toEqual(['kept', 'revealed', 'revealed', 'kept']);
    expect(idsAt(run, 1)).toEqual([1, null, null, 34]);
    expect(idsAt(run, 2)).toEqual([1, 12, 23, 34]);
  });

  it('say what was given and what was taken back', () => {
    expect(states(1)).toEqual(['revealed', 'masked', 'fixed', 'revealed']);
    expect(states(2)).toEqual(['remasked', 'revealed', 'fixed', 'kept']);
    expect(cellsAt(trace, 2)[2]).toMatchObject({ known: { id: 72 }, asked: null });
    expect(figures(trace)['remasked']).toBe(1);
  });

  it('are final from the last pass on that changed them', () => {
    expect(mechanism.settled(filledTrace()).map(({ share }) => share)).toEqual([0.5, 1]);
    // The first one was taken back and decided again.
    expect(mechanism.settled(trace).map(({ share }) => share)).toEqual([0.5, 0.75, 1]);
  });
});

it('has the figures of its passes and of what it decided', () => {
  const whole = filledTrace();
  const probabilities = [0.5, 0.6, 0.7, 0.8];
  const mean = (of: (p: number) => number) => probabilities.reduce((sum, p) => sum + of(p), 0) / 4;
  // Encoder, prompt, two for each pass; painting waits for nothing.
  expect(figures(whole)).toMatchObject({ passes: 2, depth: 6, batch: 2, remasked: 0, paintMs: 5 });
  expect(figures(whole)['nats']).toBeCloseTo(mean((p) => -Math.log(p)));
  expect(figures(whole)['confidence']).toBeCloseTo(mean((p) => p));
  expect(figures(whole)['entropy']).toBeCloseTo(2.5);
  const none = figures(filledTrace({ passes: [], end: null }));
  expect(none).toMatchObject({ nats: null, pictureMs: null, msPerPass: null, passes: 0 });
});

describe('forks', () => {
  const parent = maskedPictureSpec({ runId: 'parent' });
  const wanted = maskedPictureSpec({ runId: 'new', passes: 5, prompt: 'a tree', style: 1 });
  const of = (request: MaskedPictureForkRequest, from = parent) => forkSpec(from, request, wanted);

  it('put another token in a cell, and keep what was put before', () => {
    const first = of({ kind: 'cell', at: 1, put: { place: 2, id: 72 } });
    expect(first).toEqual({
      ...parent,
      from: { runId: 'parent', at: 1, put: [{ place: 2, id: 72, at: 1 }] },
    });
    const again = of({ kind: 'cell', at: 1, put: { place: 2, id: 92 } }, first);
    expect(again.from?.put).toEqual([{ place: 2, id: 92, at: 1 }]);
    expect(of({ kind: 'settings', at: 0 }, first).from).toEqual({ runId: 'parent', at: 0 });
  });

  it('fill a hole: from the start, the other cells given, with the words and settings of now', () => {
    const given = [
      { place: 0, id: 1 },
      { place: 3, id: 34 },
    ];
    const hole = of({ kind: 'hole', at: 0, given });
    expect(hole).toMatchObject({ prompt: 'a tree', passes: 5, style: 1 });
    expect(hole.from).toEqual({
      ...{ runId: 'parent', at: 0 },
      put: given.map((one) => ({ ...one, at: 0 })),
    });
    expect(
      mechanism.branch(filledTrace({ spec: { from: { ...hole.from, runId: 'parent', at: 0 } } })),
    ).toBe('2 cells anew');
    expect(() => forkSpec(parent, { kind: 'other', at: 0 }, wanted)).toThrow(/no fork/);
  });

  it('are named by what they change', () => {
    expect(mechanism.branch(trace)).toBe('pass 2: cell 3 is 7·2');
    expect(mechanism.branch(filledTrace())).toBe('from the start');
    expect(mechanism.changes(parent, wanted)).toEqual(['5 passes', 'other style']);
    expect(mechanism.continuation(trace, 0)).toBeNull();
    expect(mechanism.continuation(trace, 3)).toMatchObject({ at: 2 });
    expect(format.cite(trace)).toMatch(
      /^2 passes, 3 made, temperature 1,.*with remasking, style 3$/,
    );
  });
});
