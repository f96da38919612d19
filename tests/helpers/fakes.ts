/**
 * What is around a session, turned by hand: engines that do what a test says when it says it,
 * frames and clocks that move when they are moved. Nothing here waits for time to pass.
 */
import type {
  Engine,
  LoadOptions,
  LoadProgress,
  OnProgress,
  RunOptions,
} from '../../src/core/run/engine';
import { EngineError } from '../../src/core/errors';
import type { MechanismId } from '../../src/core/ids';
import type { EngineInfo, EventBody, RunEvent, RunSpec } from '../../src/core/run/run';
import { isTerminal } from '../../src/core/run/run';
import type { Trace } from '../../src/core/run/trace';
import type { Address } from '../../src/state/settings/settings.svelte';
import type { Frames } from '../../src/state/session/frames';
import type { Environment } from '../../src/state/session/environment';
import { engineInfo } from './traces';

/** What an engine is made for. */
export type EngineKind = Pick<LoadOptions, 'mechanism' | 'runtime'>;

/** Lets everything that is already possible happen. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = () => {
      port1.close();
      resolve();
    };
    port2.postMessage(null);
  });
}

/** A promise with its handles outside. */
function promised<T>() {
  let resolve!: (value: T) => void;
  let reject!: (cause: unknown) => void;
  const promise = new Promise<T>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

export class FakeLoad {
  /** Neither finished nor failed. */
  open = true;
  readonly #answer = promised<EngineInfo>();
  readonly promise = this.#answer.promise;

  constructor(
    readonly options: LoadOptions,
    private readonly onProgress: OnProgress,
  ) {}

  progress(change: Partial<LoadProgress>): void {
    this.onProgress({
      phase: 'weights',
      label: 'Weights',
      loaded: 0,
      total: 0,
      fromDevice: false,
      next: 'warm-up',
      ...change,
    });
  }

  finish(change: Partial<EngineInfo> = {}): void {
    this.open = false;
    const { mechanism, runtime } = this.options;
    this.#answer.resolve(engineInfo(mechanism, { runtimeId: runtime, ...change }));
  }

  fail(error: unknown): void {
    this.open = false;
    this.#answer.reject(error);
  }
}

export class FakeRun implements AsyncIterable<RunEvent> {
  readonly #queue: IteratorResult<RunEvent, undefined>[] = [];
  #waiting: ReturnType<typeof promised<IteratorResult<RunEvent, undefined>>> | null = null;
  #seq = 0;
  #t = 0;
  over = false;

  constructor(
    readonly spec: RunSpec,
    readonly engine: EngineInfo,
    readonly options: RunOptions = {},
  ) {
    this.emit({ type: 'start', spec, engine, warm: true });
  }

  /** Each event 10 ms after the one before, unless `at` says when. */
  emit(body: EventBody, at = this.#t + (this.#seq ? 10 : 0)): void {
    this.#t = at;
    const event = { ...body, runId: this.spec.runId, seq: this.#seq++, t: at };
    this.#push({ value: event, done: false });
    if (isTerminal(body)) this.#push({ value: undefined, done: true });
  }

  /** Ends the stream without a last event: a broken engine. */
  cut(): void {
    this.#push({ value: undefined, done: true });
  }

  #push(result: IteratorResult<RunEvent, undefined>): void {
    if (result.done) this.over = true;
    if (this.#waiting) {
      this.#waiting.resolve(result);
      this.#waiting = null;
    } else this.#queue.push(result);
  }

  [Symbol.asyncIterator](): AsyncIterator<RunEvent, undefined> {
    return {
      next: () => {
        const ready = this.#queue.shift();
        if (ready) return Promise.resolve(ready);
        this.#waiting = promised();
        return this.#waiting.promise;
      },
    };
  }
}

export class FakeEngine implements Engine {
  readonly loads: FakeLoad[] = [];
  readonly runs: FakeRun[] = [];
  disposed = false;
  /** A deaf engine does not hear Stop. */
  deaf = false;
  #info: EngineInfo;

  constructor(readonly kind: EngineKind) {
    this.#info = engineInfo(kind.mechanism, { runtimeId: kind.runtime });
  }

  async load(options: LoadOptions, onProgress: OnProgress, signal: AbortSignal) {
    const load = new FakeLoad(options, onProgress);
    this.loads.push(load);
    const stop = () => {
      if (!this.deaf) load.fail(new EngineError('aborted', 'Stopped.'));
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop);
    this.#info = await load.promise;
    return this.#info;
  }

  run(spec: RunSpec, signal: AbortSignal, options?: RunOptions): FakeRun {
    const run = new FakeRun(spec, this.#info, options);
    this.runs.push(run);
    const stop = () => {
      if (!this.deaf && !run.over) run.emit({ type: 'aborted' });
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop);
    return run;
  }

  async dispose(): Promise<void> {
    this.disposed = true;
  }

  /** The newest load; throws where the test expects one that never began. */
  get loading(): FakeLoad {
    const load = this.loads.at(-1);
    if (!load) throw new Error(`no load of the ${this.kind.mechanism} engine`);
    return load;
  }

  get running(): FakeRun {
    const run = this.runs.at(-1);
    if (!run) throw new Error(`no run of the ${this.kind.mechanism} engine`);
    return run;
  }
}

export class FakeFrames implements Frames {
  #waiting = new Set<(now: number) => void>();
  #now = 0;

  request(callback: (now: number) => void): () => void {
    this.#waiting.add(callback);
    return () => this.#waiting.delete(callback);
  }

  /** One frame, `ms` after the last. @returns how many were waiting for it */
  tick(ms = 16): number {
    this.#now += ms;
    const due = [...this.#waiting];
    this.#waiting.clear();
    for (const callback of due) callback(this.#now);
    return due.length;
  }
}

class FakeTab extends EventTarget {
  hidden = false;

  show(visible: boolean): void {
    this.hidden = !visible;
    this.dispatchEvent(new Event('visibilitychange'));
  }
}

export class FakeEnvironment implements Environment {
  /** Every engine that was made, oldest first. */
  readonly made: FakeEngine[] = [];
  /** Every recording that was played, oldest first. */
  readonly replays: FakeRun[] = [];
  readonly frames = new FakeFrames();
  readonly tab = new FakeTab();
  readonly baseUrl = 'https://example.org/page/';
  readonly cores = 2;
  #clock = 1_795_000_000_000;
  #waits: { due: number; done: () => void }[] = [];
  #ids = 0;

  engine(kind: EngineKind): FakeEngine {
    const engine = new FakeEngine(kind);
    this.made.push(engine);
    return engine;
  }

  replay(trace: Pick<Trace, 'spec' | 'engine'>, signal: AbortSignal): FakeRun {
    const run = new FakeRun(trace.spec, trace.engine);
    signal.addEventListener('abort', () => run.over || run.emit({ type: 'aborted' }));
    this.replays.push(run);
    return run;
  }

  now(): number {
    return this.#clock;
  }

  newId(): string {
    return `run-${++this.#ids}`;
  }

  wait(ms: number): Promise<void> {
    return new Promise((done) => this.#waits.push({ due: this.#clock + ms, done }));
  }

  /** Moves the clock. */
  pass(ms: number): void {
    this.#clock += ms;
    for (const { due, done } of this.#waits) if (due <= this.#clock) done();
    this.#waits = this.#waits.filter(({ due }) => due > this.#clock);
  }

  /** Lets everything that loads succeed. */
  finishLoads(): void {
    for (const load of this.made.flatMap(({ loads }) => loads)) if (load.open) load.finish();
  }

  /** Engines of a mechanism, oldest first. */
  of(mechanism: MechanismId): FakeEngine[] {
    return this.made.filter(({ kind }) => kind.mechanism === mechanism);
  }

  /** The newest engine of a mechanism. */
  newest(mechanism: MechanismId): FakeEngine {
    const engine = this.of(mechanism).at(-1);
    if (!engine) throw new Error(`no ${mechanism} engine was made`);
    return engine;
  }
}

/** An address bar and the storage of a tab. */
export function fakeAddress(search = '', stored = new Map<string, string>()) {
  let current = search;
  return {
    read: () => current,
    write: (next: string) => {
      current = next;
    },
    storage: {
      getItem: (key: string) => stored.get(key) ?? null,
      setItem: (key: string, value: string) => void stored.set(key, value),
    },
    stored,
  } satisfies Address & { stored: Map<string, string> };
}
