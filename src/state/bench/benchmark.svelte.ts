/**
 * A benchmark as the page and the command line run it: the jobs of a plan one after the other, with
 * progress, Stop and a way on. Whatever was measured is kept; a run that was spoiled (the tab in the
 * background) is dropped as a whole and measured again. Figures come from the traces alone
 * (`core/bench/sample.ts`).
 */
import type { BenchEnd, BenchPlan, BenchResult } from '../../core/bench/bench';
import { checkPlan, completed, jobsOf, type BenchJob } from '../../core/bench/plan';
import { steady } from '../../core/bench/summary';
import { EngineError, throwIfAborted, type WireError } from '../../core/errors';
import { threadsPerLane } from '../../core/limits';
import { keyOf, type LanePlan } from '../../core/model';
import type { LoadProgress } from '../../core/run/engine';
import type { Trace } from '../../core/run/trace';
import { FrontWatch, inFront } from '../session/foreground';
import { POLICIES } from '../words';
import { text } from '../../text/bench';
import { BenchDraft } from './draft';
import { benchManifests, type BenchEnvironment } from './environment';
import { Lanes } from './lanes';
import { benchSpec } from './specs';
import { TimeLeft } from './time-left';

/** A run that is spoiled this often is given up. */
const ATTEMPTS = 5;

export interface BenchProgress {
  /** Runs. */
  readonly done: number;
  /** With rounds until the spread is small: the most that it can be. */
  readonly total: number;
  readonly atMost: boolean;
  /** Milliseconds; null while nothing is known. */
  readonly leftMs: number | null;
  /** What goes on, for a person. */
  readonly what: string;
}

export class Benchmark {
  /** `waiting`: the tab is in the background, and what is measured there would be wrong. */
  phase = $state<'idle' | 'loading' | 'running' | 'waiting' | 'done' | 'stopped' | 'failed'>(
    'idle',
  );
  progress = $state.raw<BenchProgress | null>(null);
  /** Of the model that is being loaded. */
  loading = $state.raw<LoadProgress | null>(null);
  /** What is measured so far, after each run; of the benchmark before until the first is over. */
  result = $state.raw<BenchResult | null>(null);
  error = $state.raw<WireError | null>(null);
  /** Stop was pressed, and a forward pass or a load is still to come to its end. */
  stopping = $state(false);

  #control = new AbortController();
  #activity: Promise<void> = Promise.resolve();
  #draft = $state.raw<BenchDraft | null>(null);
  /** What is left to do, and how many are done. */
  #jobs = $state.raw<BenchJob[]>([]);
  #done = 0;
  /** Rises with every wish of the user; the latest one wins. */
  #turn = 0;
  #began = 0;
  #timeLeft = new TimeLeft();
  readonly #lanes: Lanes;

  constructor(private readonly environment: BenchEnvironment) {
    this.#lanes = new Lanes(environment);
  }

  get busy(): boolean {
    return ['loading', 'running', 'waiting'].includes(this.phase);
  }

  /** Something of the last plan is left to do: `resume` goes on with it. */
  get resumable(): boolean {
    return !this.busy && this.#draft !== null && this.#jobs.length > 0;
  }

  /** Measures; replaces what is going on. Resolves when it is over, however it ended. */
  async start(plan: BenchPlan): Promise<void> {
    try {
      checkPlan(plan);
    } catch (cause) {
      if (this.busy) throw cause;
      this.#fail(cause);
      return;
    }
    const turn = this.#turn + 1;
    await this.stop();
    if (turn !== this.#turn) return;
    this.#draft = null;
    this.#jobs = [];
    await this.#go(async () => {
      const { environment } = this;
      const [hardware, manifests] = await Promise.all([
        environment.hardware(),
        benchManifests(environment, plan.lanes),
      ]);
      const lanes = plan.lanes.map((lane) => {
        const own = manifests[lane.id]?.find(({ id }) => id === keyOf(lane.model));
        return completed(lane, own ?? null);
      });
      const whole = { ...plan, lanes };
      this.#began = environment.now();
      const id = environment.newId();
      this.#draft = new BenchDraft(id, this.#began, whole, hardware, manifests);
      this.#jobs = jobsOf(whole);
      this.#done = 0;
      this.#timeLeft = new TimeLeft();
    });
  }

  /** Continues with what a stop or a failure left undone. */
  async resume(): Promise<void> {
    if (this.resumable) await this.#go(async () => undefined);
  }

  /** Ends loading or measuring; what is measured stays. */
  async stop(): Promise<void> {
    this.#turn++;
    this.stopping = this.busy;
    this.#control.abort();
    await this.#activity;
    this.stopping = false;
  }

  #go(prepare: () => Promise<void>): Promise<void> {
    const { signal } = (this.#control = new AbortController());
    this.phase = 'loading';
    this.error = null;
    this.#activity = this.#measure(prepare, signal);
    return this.#activity;
  }

  async #measure(prepare: () => Promise<void>, signal: AbortSignal): Promise<void> {
    try {
      await this.environment.rest();
      await prepare();
      for (;;) {
        const job = this.#next();
        if (!job) break;
        throwIfAborted(signal);
        await this.#measured(job, signal);
        this.#jobs = this.#jobs.slice(1);
        this.#done++;
        this.#publish({ complete: false, why: 'stopped', message: text.running.measuring });
      }
      this.#say();
      await this.#end({ complete: true });
      this.phase = 'done';
    } catch (cause) {
      const { code, message } = EngineError.from(cause);
      const stopped = signal.aborted && code === 'aborted';
      const why = stopped ? 'stopped' : cause instanceof HiddenError ? 'hidden' : code;
      const [done, total] = [this.#done, this.#done + this.#jobs.length];
      const said = stopped
        ? text.running.stopped(done, total)
        : text.running.failed(done, total, message.slice(0, 1000));
      await this.#end({ complete: false, why, message: said });
      if (stopped) this.phase = 'stopped';
      else this.#fail(cause);
    } finally {
      this.loading = null;
      await this.#lanes.dispose();
    }
  }

  #fail(cause: unknown): void {
    this.error = EngineError.from(cause).toWire();
    this.phase = 'failed';
  }

  async #end(end: BenchEnd): Promise<void> {
    const draft = this.#draft;
    if (!draft) return;
    draft.seeHardware(await this.environment.hardware());
    this.#publish(end);
  }

  #publish(end: BenchEnd): void {
    if (this.#draft?.samples.length || end.complete) this.result = this.#draft?.result(end) ?? null;
  }

  /** The next job; rounds that the figures no longer need are left out. */
  #next(): BenchJob | undefined {
    const draft = this.#draft;
    if (draft && draft.plan.rounds.kind === 'until') {
      const { min, spread } = draft.plan.rounds;
      const round = this.#jobs[0]?.round ?? 0;
      const begun = draft.samples.some((s) => !s.sweep && s.round === round);
      if (round >= min && !begun && steady(draft.plan, draft.samples, spread))
        this.#jobs = this.#jobs.filter(({ sweep }) => sweep);
    }
    return this.#jobs[0];
  }

  /** One job, measured anew each time that the tab was in the background. */
  async #measured(job: BenchJob, signal: AbortSignal): Promise<void> {
    const draft = this.#draft as BenchDraft;
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (this.environment.tab.hidden) this.phase = 'waiting';
      await inFront(this.environment.tab, signal);
      const watch = new FrontWatch(this.environment.tab);
      const others = this.environment.otherTabs.watch();
      const began = this.environment.now();
      try {
        const runs = await this.#do(job, signal);
        if (watch.hidden) draft.hiddenRuns++;
        else {
          if (others.seen) draft.sharedRuns++;
          const { round, sweep, prompt } = job;
          for (const { traces, at } of runs)
            draft.addRun(traces, { round, sweep, prompt: prompt.id, at });
          this.#timeLeft.add(job, this.environment.now() - began);
          return;
        }
      } finally {
        watch.end();
        others.end();
      }
    }
    throw new HiddenError();
  }

  /** Loads what the job needs and runs it. */
  async #do(job: BenchJob, signal: AbortSignal) {
    this.phase = 'loading';
    this.#say(job);
    const draft = this.#draft as BenchDraft;
    const lanes = draft.plan.lanes.filter(({ id }) => job.lanes.includes(id));
    // On the GPU the number of threads changes nothing: no load for it.
    const onGpu = lanes.every(({ id }) => this.#lanes.info(id)?.backend === 'webgpu');
    const policy = onGpu ? 'alone' : job.policy;
    const order = {
      backend: draft.plan.backend,
      threads: job.threads || threadsPerLane(policy, this.environment.cores, lanes.length),
      fresh: job.start === 'cold',
    };
    const onProgress = (progress: LoadProgress) => (this.loading = progress);
    const loads = await this.#lanes.load(lanes, order, onProgress, signal);
    for (const { lane, info } of loads) draft.addLoad(lane, info);
    this.loading = null;
    this.phase = 'running';
    // The first run after a load is cold: not what a warm job asks for.
    if (loads.length && job.start === 'warm') await this.#run(job, lanes, signal);
    return this.#run(job, lanes, signal);
  }

  /** The lanes alone one after the other, else all at once; the traces that belong together. */
  async #run(
    job: BenchJob,
    lanes: readonly LanePlan[],
    signal: AbortSignal,
  ): Promise<{ traces: Trace[]; at: number }[]> {
    const { plan } = this.#draft as BenchDraft;
    const spec = (lane: LanePlan, epoch: number) =>
      benchSpec(plan, job, lane, epoch, this.environment.newId());
    if (job.policy === 'alone') {
      const runs = [];
      for (const lane of lanes) {
        const epoch = this.environment.now();
        const trace = await this.#lanes.run(spec(lane, epoch), signal);
        runs.push({ traces: [trace], at: epoch - this.#began });
      }
      return runs;
    }
    const epoch = this.environment.now();
    // When one lane fails, the others' runs are worth nothing.
    const failed = new AbortController();
    const all = AbortSignal.any([signal, failed.signal]);
    let first: unknown = null;
    const traces = await Promise.all(
      lanes.map((lane) =>
        this.#lanes.run(spec(lane, epoch), all).catch((cause: unknown) => {
          first ??= cause;
          failed.abort();
          return null;
        }),
      ),
    );
    if (first) throw first;
    return [{ traces: traces.filter((trace) => trace !== null), at: epoch - this.#began }];
  }

  #say(job?: BenchJob): void {
    const left = this.#jobs;
    const own = left.some(({ sweep }) => !sweep);
    this.progress = {
      done: this.#done,
      total: this.#done + left.length,
      atMost: own && this.#draft?.plan.rounds.kind === 'until',
      leftMs: this.#timeLeft.of(left),
      what: job ? whatOf(job) : '',
    };
  }
}

function whatOf({ sweep, round, policy, start }: BenchJob): string {
  return sweep
    ? text.running.sweep(sweep.axis, sweep.value)
    : text.running.round(round + 1, POLICIES[policy].label, text.starts[start]);
}

class HiddenError extends EngineError {
  constructor() {
    super('aborted', text.running.hidden, text.running.hiddenHint);
  }
}
