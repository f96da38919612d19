/**
 * A trace is the append-only record of one run. Streaming, scrubbing, replay, recordings, export
 * and tests all read this one thing; every view is a pure function of (trace, playhead).
 */
import { text } from '../../text/errors';
import type { Pass } from './pass';
import type { EngineInfo, EventBody, InputBase, ResultBase, RunEvent, SpecBase } from './run';

type At<T> = T & { readonly t: number };
export type EndOf = At<Extract<EventBody, { type: 'done' | 'aborted' | 'error' }>>;

export interface Trace<
  S extends SpecBase = SpecBase,
  I extends InputBase = InputBase,
  R extends ResultBase = ResultBase,
> {
  readonly spec: S;
  readonly engine: EngineInfo;
  /** False for the first run after a load. */
  readonly warm: boolean;
  /** When the run began on its clock: later than 0 where lanes run one after the other. */
  readonly startedAt: number;
  readonly input: At<I> | null;
  readonly results: readonly At<R>[];
  readonly end: EndOf | null;
  readonly lastSeq: number;
  /** Time of the newest event, milliseconds on the run's clock. */
  readonly duration: number;
}

/**
 * Adds an event; the given trace is not changed.
 * @throws Error on a broken stream: no `start` first, a gap in `seq`, time that falls, another
 *   run's event, a second input, or anything after the end.
 */
export function append(trace: Trace | null, event: RunEvent): Trace {
  if (event.type === 'start') return begin(trace, event);
  const next = following(trace, event);
  if (event.type !== 'result') return changed(next, event);
  return { ...next, results: [...next.results, { ...event.result, t: event.t }] };
}

/** The trace as it is, with an end that says that it was cut short; one that has an end as it is. */
export function cutShort(trace: Trace): Trace {
  if (trace.end) return trace;
  const { spec, lastSeq, duration } = trace;
  return append(trace, { type: 'aborted', runId: spec.runId, seq: lastSeq + 1, t: duration });
}

/**
 * The trace of a whole stream, in time that grows with its length only.
 * @throws Error as `append` does, and where there is no event.
 */
export function collect(events: Iterable<RunEvent>): Trace {
  const results: At<ResultBase>[] = [];
  let trace: Trace | null = null;
  for (const event of events) {
    if (event.type === 'start') {
      trace = { ...begin(trace, event), results };
      continue;
    }
    trace = following(trace, event);
    if (event.type === 'result') results.push({ ...event.result, t: event.t });
    else trace = changed(trace, event);
  }
  if (!trace) throw new Error(text.trace.noStart());
  return trace;
}

function begin(trace: Trace | null, event: Extract<RunEvent, { type: 'start' }>): Trace {
  if (trace) throw new Error(text.trace.twoStarts);
  if (event.seq !== 0) throw new Error(text.trace.firstNumber(event.seq));
  return {
    spec: event.spec,
    engine: event.engine,
    warm: event.warm,
    startedAt: event.t,
    input: null,
    results: [],
    end: null,
    lastSeq: 0,
    duration: event.t,
  };
}

/** The trace with the event's number and time, after checking that both follow. */
function following(trace: Trace | null, event: RunEvent): Trace {
  if (!trace) throw new Error(text.trace.noStart(event.type));
  if (event.runId !== trace.spec.runId) throw new Error(text.trace.otherRun(event.runId));
  if (trace.end) throw new Error(text.trace.afterEnd(event.type));
  if (event.seq !== trace.lastSeq + 1) throw new Error(text.trace.number(event.seq, trace.lastSeq));
  if (event.t < trace.duration) throw new Error(text.trace.time(trace.duration, event.t));
  return { ...trace, lastSeq: event.seq, duration: event.t };
}

function changed(trace: Trace, event: Exclude<RunEvent, { type: 'start' | 'result' }>): Trace {
  switch (event.type) {
    case 'input':
      if (trace.input) throw new Error(text.trace.twoInputs);
      return { ...trace, input: { ...event.input, t: event.t } };
    case 'done':
      return { ...trace, end: { type: 'done', reason: event.reason, t: event.t } };
    case 'aborted':
      return { ...trace, end: { type: 'aborted', t: event.t } };
    case 'error':
      return { ...trace, end: { type: 'error', error: event.error, t: event.t } };
    default:
      return event satisfies never;
  }
}

/** The events a trace was made of: `collect(events(trace))` gives it back. */
export function* events(trace: Trace): Generator<RunEvent> {
  const { spec, engine, warm, startedAt, input, results, end } = trace;
  let seq = 0;
  const at = (t: number) => ({ runId: spec.runId, seq: seq++, t });
  yield { type: 'start', spec, engine, warm, ...at(startedAt) };
  let entered = input === null;
  function* enter(): Generator<RunEvent> {
    if (!input || entered) return;
    entered = true;
    const { t, ...own } = input;
    yield { type: 'input', input: own, ...at(t) };
  }
  for (const { t, ...result } of results) {
    // Its place is a matter of time: a fork may read its prompt after the results that it keeps.
    if (input && input.t <= t) yield* enter();
    yield { type: 'result', result, ...at(t) };
  }
  yield* enter();
  if (end) yield { ...end, ...at(end.t) };
}

/** What of a trace is there at a moment: how many results, whether the input, whether the end. */
export interface Moment {
  readonly results: number;
  readonly input: boolean;
  readonly ended: boolean;
}

/** @param playhead milliseconds on the run's clock; `Infinity` is now. */
export function at({ results, input, end }: Trace, playhead: number): Moment {
  return {
    results: countUntil(results, playhead),
    input: input !== null && input.t <= playhead,
    ended: end !== null && end.t <= playhead,
  };
}

/**
 * The part of a trace that has happened at the playhead: what `append` would have made of the
 * events up to then.
 */
export function until<T extends Trace>(trace: T, playhead: number): T {
  if (trace.duration <= playhead) return trace;
  const { results, input, ended } = at(trace, playhead);
  return {
    ...trace,
    input: input ? trace.input : null,
    results: trace.results.slice(0, results),
    end: ended ? trace.end : null,
    duration: Math.max(trace.startedAt, playhead),
  };
}

/** Every forward pass in the order it ran. */
export function passes({ input, results }: Trace): Pass[] {
  const first = input?.passes ?? [];
  const later = results.flatMap((result) => result.passes);
  const list = [...first, ...later];
  const begun = first.at(-1)?.start ?? 0;
  // A fork may read its prompt after results that it keeps.
  return first.length && later.some(({ start }) => start < begun)
    ? list.sort((a, b) => a.start - b.start)
    : list;
}

/** When the newest input or result was on the CPU: the end event may come later. */
export function lastResultAt({ results, input, startedAt }: Trace): number {
  return Math.max(startedAt, input?.t ?? 0, results.at(-1)?.t ?? 0);
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
