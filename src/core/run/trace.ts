/**
 * A trace is the append-only record of one run. Streaming, scrubbing, replay, recordings, export
 * and tests all read this one thing; every view is a pure function of (trace, playhead).
 */
import type { EngineInfo, EventBody, LaneKind, Pass, RunEvent, RunSpec } from './run';
import { isTerminal } from './run';
import type { TokenStep } from '../autoregression/token';
import type { DenoiseStep } from '../diffusion/denoise';

type EventOf<T extends EventBody['type']> = Extract<EventBody, { type: T }> & {
  readonly t: number;
};

export interface Trace {
  readonly lane: LaneKind;
  readonly spec: RunSpec;
  readonly engine: EngineInfo;
  /** False for the first run after a load. */
  readonly warm: boolean;
  /** When the run began on its clock: later than 0 where the lanes run one after the other. */
  readonly startedAt: number;
  readonly prompt: EventOf<'prompt'> | null;
  readonly encoded: EventOf<'encoded'> | null;
  readonly tokens: readonly (TokenStep & { readonly t: number })[];
  readonly steps: readonly (DenoiseStep & { readonly t: number })[];
  readonly end: EventOf<'done'> | EventOf<'aborted'> | EventOf<'error'> | null;
  readonly lastSeq: number;
  /** Time of the newest event, milliseconds on the run's clock. */
  readonly duration: number;
}

/**
 * Adds an event; the given trace is not changed.
 * @throws Error on a broken stream: no `start` first, a gap in `seq`, time that falls, another
 *   run's event, or anything after the end.
 */
export function append(trace: Trace | null, event: RunEvent): Trace {
  if (event.type === 'start') {
    if (trace) throw new Error('a trace has one start');
    if (event.seq !== 0) throw new Error(`a trace starts at seq 0, got ${event.seq}`);
    return {
      lane: event.spec.lane,
      spec: event.spec,
      engine: event.engine,
      warm: event.warm,
      startedAt: event.t,
      prompt: null,
      encoded: null,
      tokens: [],
      steps: [],
      end: null,
      lastSeq: 0,
      duration: event.t,
    };
  }
  if (!trace) throw new Error(`a trace begins with start, got ${event.type}`);
  if (event.runId !== trace.spec.runId) throw new Error(`an event of run ${event.runId}`);
  if (trace.end) throw new Error(`${event.type} after the end`);
  if (event.seq !== trace.lastSeq + 1) throw new Error(`seq ${event.seq} after ${trace.lastSeq}`);
  if (event.t < trace.duration) throw new Error(`time fell from ${trace.duration} to ${event.t}`);
  const next = { ...trace, lastSeq: event.seq, duration: event.t };
  switch (event.type) {
    case 'prompt':
      return { ...next, prompt: event };
    case 'encoded':
      return { ...next, encoded: event };
    case 'token':
      return { ...next, tokens: [...trace.tokens, { ...event.token, t: event.t }] };
    case 'step':
      return { ...next, steps: [...trace.steps, { ...event.step, t: event.t }] };
    case 'done':
    case 'aborted':
    case 'error':
      return { ...next, end: event };
    default:
      return event satisfies never;
  }
}

/** The events a trace was made of: `events(trace).reduce(append, null)` gives it back. */
export function* events(trace: Trace): Generator<RunEvent> {
  const { runId } = trace.spec;
  let seq = 0;
  const at = (t: number) => ({ runId, seq: seq++, t });
  yield {
    type: 'start',
    spec: trace.spec,
    engine: trace.engine,
    warm: trace.warm,
    ...at(trace.startedAt),
  };
  const rest: ({ t: number } & EventBody)[] = [];
  if (trace.prompt) rest.push(trace.prompt);
  for (const { t, ...token } of trace.tokens) rest.push({ type: 'token', token, t });
  for (const { t, ...step } of trace.steps) rest.push({ type: 'step', step, t });
  // Its place is a matter of time: a fork encodes its prompt after the steps that it keeps.
  const { encoded } = trace;
  const place = encoded ? rest.findIndex(({ t }) => t >= encoded.t) : -1;
  if (encoded) rest.splice(place < 0 ? rest.length : place, 0, encoded);
  if (trace.end) rest.push(trace.end);
  for (const event of rest) yield { ...event, ...at(event.t) } as RunEvent;
}

/** What of a trace is there at a moment: how many tokens and steps, and whether it had ended. */
export interface Moment {
  readonly tokens: number;
  readonly steps: number;
  readonly ended: boolean;
}

/** @param playhead milliseconds on the run's clock; `Infinity` is now. */
export function at(trace: Trace, playhead: number): Moment {
  return {
    tokens: countUntil(trace.tokens, playhead),
    steps: countUntil(trace.steps, playhead),
    ended: trace.end !== null && trace.end.t <= playhead,
  };
}

/** Every forward pass in the order it ran. */
export function passes(trace: Trace): Pass[] {
  const list: Pass[] = [];
  if (trace.encoded) list.push(trace.encoded.pass);
  for (const token of trace.tokens) list.push(token.pass);
  for (const step of trace.steps) list.push(...step.passes);
  return list;
}

/** The answer as far as it goes; characters split over tokens are whole or absent. */
export function textOf(trace: Trace, tokens = trace.tokens.length): string {
  let text = '';
  for (let i = 0; i < tokens; i++) text += trace.tokens[i]?.text ?? '';
  return text;
}

/** Binary search: events are in order of time. */
function countUntil(list: readonly { readonly t: number }[], playhead: number): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const mid = (low + high) >> 1;
    if ((list[mid]?.t ?? Infinity) <= playhead) low = mid + 1;
    else high = mid;
  }
  return low;
}

export { isTerminal };
