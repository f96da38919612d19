import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import type { RunEvent } from '../../../../src/core/run/run';
import { append, at, events, passes, textOf, type Trace } from '../../../../src/core/run/trace';
import { diffusionTraces, languageTraces } from '../../../helpers/arbitrary';
import {
  diffusionEvents,
  diffusionTrace,
  languageEvents,
  languageTrace,
  traceOf,
} from '../../../helpers/traces';

// Property tests on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const anyTrace = fc.oneof(languageTraces, diffusionTraces);
const play = (list: Iterable<RunEvent>) => [...list].reduce<Trace | null>(append, null);

describe('append', () => {
  const stream = languageEvents();
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

  it('keeps when the run began: the second lane of a run one after the other', () => {
    const late = append(null, { ...start, t: 1500 });
    expect(late).toMatchObject({ startedAt: 1500, duration: 1500, lastSeq: 0 });
  });
});

describe('events', () => {
  it.each([
    ['language', languageEvents()],
    ['diffusion', diffusionEvents({ size: 4 })],
    ['a run that is still going', languageEvents({ end: null })],
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

describe('at', () => {
  const trace = languageTrace({ tokens: 3 });
  const times = trace.tokens.map(({ t }) => t);

  it('counts what is there at a moment, the moment included', () => {
    expect(at(trace, -1)).toEqual({ tokens: 0, steps: 0, ended: false });
    expect(at(trace, times[0] ?? 0).tokens).toBe(1);
    expect(at(trace, (times[1] ?? 0) - 0.001).tokens).toBe(1);
    expect(at(trace, Infinity)).toEqual({ tokens: 3, steps: 0, ended: true });
  });

  it('never counts less as time goes on', () => {
    const moment = fc.double({ min: -10, max: 1e5, noNaN: true });
    fc.assert(
      fc.property(anyTrace, moment, moment, (any, a, b) => {
        const [early, late] = [at(any, Math.min(a, b)), at(any, Math.max(a, b))];
        expect(late.tokens).toBeGreaterThanOrEqual(early.tokens);
        expect(late.steps).toBeGreaterThanOrEqual(early.steps);
        expect(Number(late.ended)).toBeGreaterThanOrEqual(Number(early.ended));
      }),
    );
  });

  it('has not ended while the run goes on', () => {
    expect(at(languageTrace({ end: null }), Infinity).ended).toBe(false);
  });
});

it('passes lists every forward pass: N tokens are N passes, a picture encode and N steps', () => {
  const text = passes(languageTrace({ tokens: 4 }));
  expect(text.map(({ kind }) => kind)).toEqual(['prefill', 'decode', 'decode', 'decode']);
  const picture = passes(diffusionTrace({ size: 4, spec: { steps: 3 } }));
  expect(picture.map(({ kind }) => kind)).toEqual(['encode', 'denoise', 'denoise', 'denoise']);
});

it('textOf is the text so far', () => {
  const trace = languageTrace({ tokens: 4 });
  expect(textOf(trace)).toBe('A green dragon is');
  expect(textOf(trace, 2)).toBe('A green');
  expect(textOf(trace, 0)).toBe('');
});
