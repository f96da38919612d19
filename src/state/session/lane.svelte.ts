/**
 * One lane: an engine, what it is doing, and the trace that it is writing. Knows nothing of
 * other lanes, of settings or of the page. Whatever happens, a trace once shown stays until the
 * next run of this lane begins.
 */
import type { Attention, AttentionQuestion } from '../../core/run/attention';
import type { PaintQuestion } from '../../core/run/paint';
import type { PauseGate } from '../../core/run/pause-gate';
import type { Engine, LoadOptions, LoadProgress, RunOptions } from '../../core/run/engine';
import { EngineError, type ErrorCode, type WireError } from '../../core/errors';
import type { EngineInfo, RunEvent, RunSpec } from '../../core/run/run';
import { append, type Trace } from '../../core/run/trace';
import { text } from '../../text/errors';
import { withAbortTimeout } from './abort-timeout';
import { Rate } from './rate';
import { OF_A_LOAD, OF_A_RUN, Silence, type Patience } from './silence';
import type { Environment } from './environment';

export type LanePhase = 'idle' | 'loading' | 'ready' | 'running' | 'failed';

export interface Loading extends LoadProgress {
  /** Bytes per second, or null while unknown. */
  readonly rate: number | null;
  /** Bytes are awaited, and none came for a while. */
  readonly stalled: boolean;
}

/** Without a byte for so long a download stands still. Milliseconds. */
const STALLED = 5000;

/** After these the engine behind the lane is not to be trusted: the next load makes a new one. */
const FATAL: readonly ErrorCode[] = [
  'device-lost',
  'out-of-memory',
  'no-answer',
  'not-finite',
  'internal',
];

export class Lane {
  phase = $state<LanePhase>('idle');
  /** Published once a frame. */
  trace = $state.raw<Trace | null>(null);
  /** The run on show and all that it was forked from or into, in the order they were made. */
  family = $state.raw<readonly Trace[]>([]);
  progress = $state.raw<Loading | null>(null);
  error = $state.raw<WireError | null>(null);
  /** Of the loaded engine; null before the first load and after a fatal error. */
  info = $state.raw<EngineInfo | null>(null);
  /** The engine gives no sign of life: seconds when that was first noticed; null while it does. */
  silent = $state<number | null>(null);
  /** This device did not keep what the last load fetched. */
  notKept = $state(false);

  #engine: Engine | null = null;
  /** Rises with every load and run; what an older one still reports is dropped. */
  #turn = 0;
  /** The newest trace, ahead of the published one by at most a frame. */
  #newest: Trace | null = null;
  #cancelFrame: (() => void) | null = null;
  /** Of what goes on now. */
  #silence: Silence | null = null;

  /** What the engine was made for: another needs another engine. */
  #kind = '';

  constructor(
    /** "a", "b", …; of every run that it makes. */
    readonly id: string,
    private readonly environment: Pick<Environment, 'engine' | 'frames' | 'now' | 'wait'>,
  ) {}

  /** @returns whether the lane is ready; when it is not, `error` says why (unless stopped). */
  async load(options: LoadOptions, signal: AbortSignal): Promise<boolean> {
    const turn = this.#begin('loading');
    this.notKept = false;
    const engine = this.#engineFor(options);
    const rate = new Rate();
    const silence = this.#listen(OF_A_LOAD);
    const report = (progress: LoadProgress) => {
      if (turn !== this.#turn) return;
      silence.heard();
      const known = progress.total ? rate.add(this.environment.now(), progress.loaded) : null;
      const told = { ...progress, rate: known, stalled: false };
      this.progress = told;
      if (progress.notKept) this.notKept = true;
      // Nothing more came: the rate before says nothing about a line that stands still.
      void this.environment.wait(STALLED).then(() => {
        if (this.progress === told) this.progress = { ...told, rate: null, stalled: true };
      });
    };
    try {
      const either = AbortSignal.any([signal, silence.signal]);
      const coming = engine.load(options, report, either);
      const info = await this.#orGiveUp(coming, signal, silence);
      if (turn !== this.#turn) return false;
      this.info = info;
      this.#rest();
      return true;
    } catch (cause) {
      if (turn === this.#turn) this.#fail(EngineError.from(cause).toWire());
      return false;
    } finally {
      silence.over();
      if (turn === this.#turn) {
        this.progress = null;
        this.#turn++;
      }
    }
  }

  /** Runs the loaded engine to the end of the spec. What fails is in `phase` and `error`. */
  async run(spec: RunSpec, signal: AbortSignal, options: RunOptions = {}): Promise<void> {
    if (!this.#engine) throw new Error('run before load');
    if (!spec.from) this.family = [];
    const silence = this.#listen(OF_A_RUN, options.gate);
    const onPass = () => silence.heard();
    await this.follow(this.#engine.run(spec, signal, { ...options, onPass }), signal, silence);
  }

  /** Waits no longer for an engine that gives no sign of life: it ends as an error that says so. */
  giveUp(): void {
    this.#silence?.giveUp();
  }

  /** The events of a run that is not shown here. */
  async *stream(
    spec: RunSpec,
    signal: AbortSignal,
    options: RunOptions = {},
  ): AsyncGenerator<RunEvent> {
    if (!this.#engine) throw new Error('run before load');
    const silence = this.#listen(OF_A_RUN);
    const onPass = () => {
      silence.heard();
      options.onPass?.();
    };
    const events = this.#engine.run(spec, signal, { ...options, onPass })[Symbol.asyncIterator]();
    try {
      for (;;) {
        const { value, done } = await this.#orGiveUp(events.next(), signal, silence);
        if (done) return;
        silence.heard();
        yield value;
      }
    } catch (cause) {
      if (silence.signal.aborted) this.#fail(EngineError.from(cause).toWire());
      throw cause;
    } finally {
      silence.over();
    }
  }

  /** Shows the events of any engine as they come: the lane's own, or a recording's. */
  async follow(
    events: AsyncIterable<RunEvent>,
    signal: AbortSignal,
    silence?: Silence,
  ): Promise<void> {
    const turn = this.#begin('running');
    const iterator = events[Symbol.asyncIterator]();
    let trace: Trace | null = null;
    try {
      for (;;) {
        const { value, done } = await this.#orGiveUp(iterator.next(), signal, silence);
        silence?.heard();
        if (turn !== this.#turn) return;
        if (done) break;
        trace = append(trace, value);
        this.#newest = trace;
        this.#cancelFrame ??= this.environment.frames.request(() => this.#publish());
      }
      if (!trace?.end) throw new EngineError('internal', text.lane.noEnd);
      this.#publish();
      if (trace.end.type === 'error') this.#fail(trace.end.error);
      else this.#rest();
    } catch (cause) {
      if (turn !== this.#turn) return;
      const error = EngineError.from(cause).toWire();
      // The trace gets the end that the stream did not give it, so that no view waits for more.
      if (trace && !trace.end) this.#newest = ended(trace, error);
      this.#publish();
      this.#fail(error);
    } finally {
      silence?.over();
    }
  }

  /** Which word drives which pixels at a step; beside whatever the lane does. */
  async attend(question: AttentionQuestion): Promise<Attention> {
    if (!this.#engine?.attend) throw new EngineError('internal', text.lane.noModel);
    return this.#engine.attend(question);
  }

  /** Pictures of cells; beside whatever the lane does. */
  async paint(question: PaintQuestion): Promise<readonly Float32Array[]> {
    if (!this.#engine?.paint) throw new EngineError('internal', text.lane.noModel);
    return this.#engine.paint(question);
  }

  /** Says why something that was asked for is not done. */
  refuse(error: WireError): void {
    this.#fail(error);
  }

  /** Shows a finished trace as it is: one of the family, or the head of a new one. */
  show(trace: Trace, family?: readonly Trace[]): void {
    const known = this.family.some(({ spec }) => spec.runId === trace.spec.runId);
    if (family || !known) this.family = family ?? [trace];
    this.#newest = trace;
    this.#publish();
  }

  /** Shows nothing; an error that stands goes on standing. */
  clear(): void {
    this.#newest = null;
    this.family = [];
    this.#publish();
  }

  /** As before the first run; the engine stays loaded. Only while nothing goes on. */
  reset(): void {
    this.clear();
    this.error = null;
    this.#rest();
  }

  /** As it was before anything was loaded. */
  giveBack(): void {
    this.drop();
    this.reset();
  }

  /** The engine of the kind that is asked for; one of another kind is thrown away. */
  #engineFor({ mechanism, runtime }: LoadOptions): Engine {
    const kind = `${mechanism} ${runtime}`;
    if (this.#kind !== kind) this.drop();
    this.#kind = kind;
    return (this.#engine ??= this.environment.engine({ mechanism, runtime }));
  }

  #begin(phase: LanePhase): number {
    this.phase = phase;
    this.error = null;
    this.progress = null;
    return ++this.#turn;
  }

  #rest(): void {
    this.phase = this.info ? 'ready' : 'idle';
  }

  #publish(): void {
    this.#cancelFrame?.();
    this.#cancelFrame = null;
    const trace = this.#newest;
    if (this.trace === trace) return;
    this.trace = trace;
    if (!trace) return;
    const { runId } = trace.spec;
    const at = this.family.findIndex(({ spec }) => spec.runId === runId);
    this.family = at < 0 ? [...this.family, trace] : this.family.with(at, trace);
  }

  #fail(error: WireError): void {
    if (error.code === 'aborted') return this.#rest();
    this.error = error;
    this.phase = 'failed';
    if (FATAL.includes(error.code)) this.drop();
  }

  /** Throws the engine away, and with it what it holds. */
  drop(): void {
    // What fails while an engine is thrown away has been said already, or is of no use to anybody.
    this.#engine?.dispose().catch(() => undefined);
    this.#engine = null;
    this.info = null;
  }

  /** Waits for the engine; one that does not stop in time is thrown away. */
  #orGiveUp<T>(answer: Promise<T>, signal: AbortSignal, silence?: Silence): Promise<T> {
    const drop = () => this.drop();
    return withAbortTimeout(answer, signal, this.environment, drop, silence?.signal);
  }

  /** Notices from now on when the engine falls silent, unless its run is paused. */
  #listen(patience: Patience, gate?: PauseGate): Silence {
    const resting = () => gate?.paused ?? false;
    const mine = new Silence(this.environment, patience, resting, (seconds) => {
      if (this.#silence === mine) this.silent = seconds;
    });
    this.silent = null;
    return (this.#silence = mine);
  }
}

function ended(trace: Trace, error: WireError): Trace {
  const { spec, lastSeq, duration: t } = trace;
  const at = { runId: spec.runId, seq: lastSeq + 1, t };
  return append(
    trace,
    error.code === 'aborted' ? { type: 'aborted', ...at } : { type: 'error', error, ...at },
  );
}
