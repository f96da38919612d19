import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { RunEvent } from '../../../../src/core/run/run';
import {
  append,
  at,
  collect,
  events,
  lastResultAt,
  passes,
  until,
  type Trace,
} from '../../../../src/core/run/trace';
import { pictureTraces, textTraces } from '../../../helpers/arbitrary';
import {
  pictureEvents,
  pictureTrace,
  textEvents,
  textOf,
  textTrace,
  traceOf,
} from '../../../helpers/traces';

// Property tests on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const anyTrace = fc.oneof(textTraces, pictureTraces);
const play = (list: Iterable<RunEvent>) => [...list].reduce<Trace | null>(append, null);

describe('append', () => {
  const stream = textEvents();
  const start = stream[0] as RunEvent;
  const second = stream[1] as RunEvent;
  const running = append(append(null, start), second);

  it('does not change the trace it is given', () => {
    const before = structuredClone(running);
    append(running, stream[2] as RunEvent);
    expect(running).toEqual(before);
  });

  it('refuses an event before start, and a second start', () => {
    expect(() => append(null, second)).toThrow(/begins with start/);
    expect(() => append(running, { ...start, seq: 2 })).toThrow(/one start/);
    expect(() => append(null, { ...start, seq: 1 })).toThrow(/starts at seq 0/);
  });

  it('refuses a gap or a repetition in seq', () => {
    const token = stream[2] as RunEvent;
    expect(() => append(running, { ...token, seq: 3 })).toThrow(/seq 3 after 1/);
    expect(() => append(running, { ...token, seq: 1 })).toThrow(/seq 1 after 1/);
  });

  it('refuses time that falls', () => {
    const later = append(running, stream[2] as RunEvent);
    expect(() => append(later, { ...(stream[3] as RunEvent), t: 1 })).toThrow(/time fell/);
  });

  it("refuses another run's event", () => {
    expect(() => append(running, { ...(stream[2] as RunEvent), runId: 'other' })).toThrow(
      /run other/,
    );
  });

  it.each([
    { type: 'done', reason: 'stop' },
    { type: 'aborted' },
    { type: 'error', error: { code: 'device-lost', message: 'Lost.', hint: '' } },
  ] as const)('takes nothing after $type', (end) => {
    const ended = append(running, { ...end, runId: 'run-1', seq: 2, t: 300 });
    expect(ended.end?.type).toBe(end.type);
    expect(() => append(ended, { ...(stream[2] as RunEvent), seq: 3, t: 400 })).toThrow(
      /after the end/,
    );
  });

  it('keeps when the run began: the second of lanes that run one after the other', () => {
    const late = append(null, { ...start, t: 1500 });
    expect(late).toMatchObject({ startedAt: 1500, duration: 1500, lastSeq: 0 });
  });
});

describe('events', () => {
  it.each([
    ['a text', textEvents()],
    ['a picture', pictureEvents({ size: 4 })],
    ['a run that is still going', textEvents({ end: null })],
  ])('gives back the stream in its order: %s', (_, stream) => {
    expect([...events(traceOf(stream))]).toEqual(stream);
  });

  it('rebuilds the very trace, for every trace', () => {
    fc.assert(
      fc.property(anyTrace, (trace) => {
        expect(play(events(trace))).toEqual(trace);
      }),
    );
  });
});

describe('collect', () => {
  it('gives what append gives event by event, for every trace', () => {
    fc.assert(
      fc.property(anyTrace, (trace) => {
        const stream = [...events(trace)];
        expect(collect(stream)).toEqual(play(stream));
      }),
    );
  });

  it('refuses what append refuses, and nothing at all', () => {
    const [start, second, third] = textEvents() as [RunEvent, RunEvent, RunEvent];
    expect(() => collect([])).toThrow(/begins with start/);
    expect(() => collect([second])).toThrow(/begins with start/);
    expect(() => collect([start, second, { ...start, seq: 2 }])).toThrow(/one start/);
    expect(() => collect([start, second, { ...second, seq: 2 }])).toThrow(/one input/);
    expect(() => collect([start, third])).toThrow(/seq 2 after 0/);
  });
});

describe('until', () => {
  const trace = textTrace({ tokens: 3 });

  it('is what append would have made of the events up to then', () => {
    const moments = [0, ...trace.results.map(({ t }) => t)];
    for (const moment of moments) {
      const made = play([...events(trace)].filter(({ t }) => t <= moment));
      const { results, input, end, duration } = until(trace, moment);
      expect({ results, input, end, duration }).toMatchObject({
        ...{ results: made?.results, input: made?.input, end: made?.end },
        duration: made?.duration,
      });
    }
    expect(until(trace, Infinity)).toBe(trace);
  });
});

it('lastResultAt is the newest result, not the end', () => {
  const late = traceOf([
    ...textEvents({ tokens: 2, end: null }),
    { type: 'done', reason: 'stop', runId: 'run-1', seq: 4, t: 9000 },
  ]);
  expect(lastResultAt(late)).toBe(late.results[1]?.t);
  expect(lastResultAt(traceOf(textEvents().slice(0, 1)))).toBe(0);
});

describe('at', () => {
  const trace = textTrace({ tokens: 3 });
  const times = trace.results.map(({ t }) => t);

  it('counts what is there at a moment, the moment included', () => {
    expect(at(trace, -1)).toEqual({ results: 0, input: false, ended: false });
    expect(at(trace, times[0] ?? 0).results).toBe(1);
    expect(at(trace, (times[1] ?? 0) - 0.001).results).toBe(1);
    expect(at(trace, Infinity)).toEqual({ results: 3, input: true, ended: true });
  });

  it('never counts less as time goes on', () => {
    const moment = fc.double({ min: -10, max: 1e5, noNaN: true });
    fc.assert(
      fc.property(anyTrace, moment, moment, (any, a, b) => {
        const [early, late] = [at(any, Math.min(a, b)), at(any, Math.max(a, b))];
        expect(late.results).toBeGreaterThanOrEqual(early.results);
        expect(Number(late.input)).toBeGreaterThanOrEqual(Number(early.input));
        expect(Number(late.ended)).toBeGreaterThanOrEqual(Number(early.ended));
      }),
    );
  });

  it('has not ended while the run goes on', () => {
    expect(at(textTrace({ end: null }), Infinity).ended).toBe(false);
  });
});

it('passes lists every forward pass: N tokens are N passes, a picture encode and N steps', () => {
  const text = passes(textTrace({ tokens: 4 }));
  expect(text.map(({ kind }) => kind)).toEqual(['prefill', 'decode', 'decode', 'decode']);
  const picture = passes(pictureTrace({ size: 4, spec: { steps: 3 } }));
  expect(picture.map(({ kind }) => kind)).toEqual(['encode', 'denoise', 'denoise', 'denoise']);
});

it('textOf is the text so far', () => {
  const trace = textTrace({ tokens: 4 });
  expect(textOf(trace)).toBe('A green dragon is');
  expect(textOf(trace, 2)).toBe('A green');
  expect(textOf(trace, 0)).toBe('');
});
