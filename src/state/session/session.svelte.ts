/**
 * All lanes as one thing: a recording first, then live runs. Run loads what it needs, starts every
 * lane on one clock under the chosen policy, and replaces whatever was going on; Stop works at any
 * moment; a lane that failed is resumed alone, with the others' results kept.
 */
import type { WireError } from '../../core/errors';
import type { ForkRequest } from '../../core/mechanism/mechanism';
import { PauseGate } from '../../core/run/pause-gate';
import type { Trace } from '../../core/run/trace';
import type { SavedRun } from '../../core/saved/codec';
import { text } from '../../text/session';
import { LANE_IDS } from '../settings/lanes';
import type { Settings } from '../settings/settings.svelte';
import type { LaneSettings } from '../settings/values';
import { sizeOf } from '../words';
import type { Environment } from './environment';
import { notHere, runFork, specOfFork } from './forks';
import { Lane } from './lane.svelte';
import { LaneRuns, type Planned } from './lane-runs';
import { Machine } from './machine.svelte';
import { planFor } from './plans';
import { Playhead } from './playhead.svelte';
import { playRecording } from './recording';
import { RunGrid } from './run-grid.svelte';
import { shownLanes, type ShownLane } from './shown';
import { checkPrompt, specOf } from './specs';
import { TaskSlot } from './task-slot.svelte';

export class Session {
  readonly playhead: Playhead;
  readonly grid: RunGrid;
  /** Run, forks and the rest ask it before they compute. */
  readonly machine = new Machine();

  /** Where the traces on show come from. */
  source = $state<'nothing' | 'recording' | 'file' | 'live'>('nothing');
  recording = $state.raw<SavedRun | null>(null);
  /** Why the words cannot run: shown at the field. */
  promptError = $state.raw<WireError | null>(null);
  /** Something runs that is not on show in the lanes. */
  working = $state(false);
  /** Runs wait between two passes. */
  paused = $state(false);
  /** The tab was in the background during this run: its times are not to be compared. */
  wasHidden = $state(false);

  /** Called when a live run was cut short by something else: it has ended, and is still on show. */
  onCut: (() => void) | null = null;
  /** Something is to take the place of a live run that goes on. */
  #cuts = false;
  #outcome = $state<'idle' | 'done' | 'failed'>('idle');
  readonly #gate = new PauseGate();
  readonly #every: readonly Lane[];
  readonly #runs: LaneRuns;
  readonly #task = new TaskSlot(
    () => {
      this.#unpause();
      this.#outcome = 'idle';
    },
    (how) => {
      this.#unpause();
      if (how === 'concluded') this.#conclude();
    },
  );

  constructor(
    readonly settings: Settings,
    private readonly environment: Environment,
  ) {
    this.#every = LANE_IDS.map((id) => new Lane(id, environment));
    this.#runs = new LaneRuns(() => this.lanes, this.#gate, environment);
    this.playhead = new Playhead(() => this.traces, environment.frames);
    this.grid = new RunGrid(this, environment);
    environment.tab.addEventListener('visibilitychange', () => this.#noticeHidden());
  }

  /** Those that are chosen, and those that show something; by their ids. */
  get lanes(): readonly Lane[] {
    const chosen = this.settings.lanes.map(({ id }) => id);
    return this.#every.filter(({ id, trace }) => chosen.includes(id) || trace !== null);
  }

  lane(id: string): Lane {
    const lane = this.#every.find((one) => one.id === id);
    if (!lane) throw new Error(`there is no lane ${id}`);
    return lane;
  }

  /** True from Run until all lanes are over. */
  get busy(): boolean {
    return this.#task.busy;
  }

  get stopping(): boolean {
    return this.#task.stopping;
  }

  /** For the live region: the last thing that began or ended. */
  get announcement(): string {
    return this.#task.announcement;
  }

  announce(what: string): void {
    this.#task.announcement = what;
  }

  get traces(): Trace[] {
    return this.lanes.flatMap((lane) => lane.trace ?? []);
  }

  get phase(): 'idle' | 'loading' | 'running' | 'done' | 'failed' {
    if (!this.busy) return this.promptError ? 'failed' : this.#outcome;
    const running = this.working || this.lanes.some((lane) => lane.phase === 'running');
    return running ? 'running' : 'loading';
  }

  /** Takes the words as they are typed; what was wrong with earlier ones is forgotten. */
  setPrompt(text: string): void {
    this.settings.set('prompt', text);
    this.promptError = null;
  }

  /** Plays a recording, or shows its end at once; a run that began meanwhile is not disturbed. */
  async showRecording(run: SavedRun, still: boolean): Promise<void> {
    if (this.source !== 'nothing' || this.busy) return;
    this.source = 'recording';
    this.recording = run;
    await this.#task.runDetached((signal) =>
      playRecording(run, still, this, this.environment, signal),
    );
  }

  /** Shows a saved run, of this device or from a file; ends whatever goes on. */
  async open({ traces }: Pick<SavedRun, 'traces'>): Promise<void> {
    if (!(await this.close())) return;
    for (const lane of this.#every) {
      const family = traces.filter(({ spec }) => spec.lane === lane.id);
      const [first] = family;
      if (first) lane.show(first, family);
    }
    this.source = 'file';
    this.playhead.goLive();
  }

  /**
   * Ends whatever goes on and shows nothing, as before the first run.
   * @returns false where a newer wish came between
   */
  async close(): Promise<boolean> {
    this.#cuts ||= this.#runsLive;
    if (!(await this.#task.stop())) return false;
    this.#cut();
    for (const lane of this.#every) lane.reset();
    this.#runs.forget();
    this.#outcome = 'idle';
    this.source = 'nothing';
    this.recording = null;
    this.wasHidden = false;
    return true;
  }

  /** Loads what is needed and runs every chosen lane; replaces whatever is going on. */
  async run(): Promise<void> {
    if (this.settings.pending.length) return this.#runOnceKnown();
    // As they are now: what is typed during a long load is for the next run.
    const { lanes: plans, page } = this.settings;
    this.promptError = checkPrompt(plans, page);
    if (this.promptError) {
      this.announce(this.promptError.message);
      return;
    }
    if (this.machine.measuring) return this.machine.ask(() => this.run());
    this.settings.save();
    await this.#replaceWith(async (signal) => {
      const planned = plans.map((plan) => ({ lane: this.lane(plan.id), plan }));
      // Lanes that are no longer chosen give back what they hold.
      for (const lane of this.#every)
        if (!planned.some((one) => one.lane === lane)) lane.giveBack();
      const ready = await this.#runs.load(planned, page, plans.length, signal);
      if (signal.aborted || !ready.length) return;
      const epoch = this.environment.now();
      for (const plan of plans) this.#runs.ask(specOf(plan, page, epoch, this.environment.newId()));
      this.#begin(ready);
      await this.#runs.run(ready, signal);
    });
  }

  /** What the address asks for may be on this device: no other lane runs in its place. */
  async #runOnceKnown(): Promise<void> {
    let known = false;
    await this.#replaceWith(async (signal) => {
      await this.settings.known(signal);
      known = !signal.aborted;
    });
    const [absent] = this.settings.absent;
    if (absent) this.announce(text.announce.absent(absent.id));
    else if (known) await this.run();
  }

  /**
   * Runs again what failed. One lane of several: with the words and settings it had, while the
   * others go on or keep their results.
   */
  async resume(): Promise<void> {
    if (this.machine.measuring) return this.machine.ask(() => this.resume());
    const [lane, other] = this.lanes.filter(({ phase }) => phase === 'failed');
    if (!lane) return;
    if (other || !this.#runs.wasAsked(lane)) return this.run();
    const again = async (signal: AbortSignal) => {
      const ready = await this.#load(this.#planned([lane.id]), signal);
      if (signal.aborted || !ready.length) return;
      this.#runs.askAgain(lane);
      this.playhead.goLive();
      await this.#runs.run(ready, signal);
    };
    if (this.busy) await this.#task.join(again(this.#task.signal));
    else await this.#replaceWith(again);
  }

  /**
   * Continues the run that a lane shows from one of its results, in that lane alone; what it is
   * forked from stays in the lane's family.
   */
  async fork<F extends ForkRequest>(id: string, request: F): Promise<void> {
    if (this.machine.measuring) return this.machine.ask(() => this.fork(id, request));
    const lane = this.lane(id);
    const parent = lane.trace;
    if (!parent) return;
    const plan = this.planOf(parent);
    if (!plan) {
      lane.refuse(notHere(parent));
      return;
    }
    const { page } = this.settings;
    const spec = specOfFork(parent, request, plan, page, this.environment);
    const begins = () => {
      // A recording in the other lanes has no part in what is made here and now.
      if (this.source === 'recording')
        for (const other of this.lanes) if (other !== lane) other.clear();
      this.#showLive(text.announce.continuing);
    };
    await this.#replaceWith((signal) =>
      runFork({ lane, parent, plan, spec }, page, this.#runs, begins, signal),
    );
  }

  /** The settings that continue a run; null where this page does not have its model. */
  planOf(trace: Trace): LaneSettings | null {
    const { lanes, models } = this.settings;
    return planFor(trace, lanes, models, (id) => this.settings.manifest(id));
  }

  /** Ends what is going on, loads these lanes and gives them to the work. */
  async takeOver(
    ids: readonly string[],
    work: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    if (this.machine.measuring) return this.machine.ask(() => this.takeOver(ids, work));
    await this.#lend(() => this.#planned(ids), ids.length, work);
  }

  /** The same with lanes as they are planned elsewhere, whatever is chosen for them here. */
  async lend(
    plans: readonly LaneSettings[],
    work: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    if (this.machine.measuring) return this.machine.ask(() => this.lend(plans, work));
    const planned = plans.map((plan) => ({ lane: this.lane(plan.id), plan }));
    await this.#lend(() => planned, plans.length, work);
  }

  /** @param wanted how many lanes must be ready for the work */
  async #lend(
    planned: () => readonly Planned[],
    wanted: number,
    work: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    await this.#replaceWith(async (signal) => {
      const ready = await this.#load(planned(), signal);
      if (signal.aborted || ready.length < wanted) return;
      this.announce(text.announce.running);
      this.working = true;
      try {
        await work(signal);
      } finally {
        this.working = false;
      }
    });
  }

  /** Says when this page begins and ends to compute. @returns stops doing so */
  tellWhenComputing(tell: (computing: boolean) => void): () => void {
    return $effect.root(() => {
      $effect(() => tell(this.busy || this.machine.measuring));
    });
  }

  /** Pauses what is running between two passes, or lets it continue. */
  setPaused(paused: boolean): void {
    this.paused = paused;
    if (paused) this.#gate.pause();
    else this.#gate.resume();
    this.announce(text.announce[paused ? 'paused' : 'continuing']);
  }

  /** One more pass of everything that is paused. */
  onePass(): void {
    this.#gate.step();
  }

  /** Ends loading or running; what has been generated stays. */
  async stop(): Promise<void> {
    await this.#task.stop();
  }

  #replaceWith(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.#cuts ||= this.#runsLive;
    return this.#task.replaceWith(text.announce.loading, (signal) => {
      this.#cut();
      return work(signal);
    });
  }

  get #runsLive(): boolean {
    return this.source === 'live' && this.traces.some(({ end }) => end === null);
  }

  #cut(): void {
    if (this.#cuts) this.onCut?.();
    this.#cuts = false;
  }

  /** Lanes for what is chosen, or for what they show. */
  #planned(ids: readonly string[]): Planned[] {
    return ids.flatMap((id): Planned[] => {
      const lane = this.lane(id);
      const chosen = this.settings.lanes.find((one) => one.id === id);
      const plan = chosen ?? (lane.trace && this.planOf(lane.trace));
      return plan ? [{ lane, plan }] : [];
    });
  }

  #load(planned: readonly Planned[], signal: AbortSignal): Promise<Lane[]> {
    const { lanes, page } = this.settings;
    return this.#runs.load(planned, page, Math.max(lanes.length, planned.length), signal);
  }

  #unpause(): void {
    this.paused = false;
    this.#gate.resume();
  }

  #conclude(): void {
    const failed = this.lanes.filter((lane) => lane.phase === 'failed');
    this.#outcome = failed.length ? 'failed' : 'done';
    // What failed is said by the lane itself; this says that it is over.
    this.announce(
      failed.length
        ? failed.map((lane) => text.announce.failed(this.nameOf(lane))).join(' ')
        : text.announce.finished(this.traces.map(sizeOf)),
    );
  }

  /** The lanes as they stand beside each other. */
  get shown(): readonly ShownLane[] {
    return shownLanes(this.lanes, this.settings.lanes);
  }

  nameOf({ id }: Lane): string {
    return this.shown.find((lane) => lane.id === id)?.name.title ?? text.lane.unknown(id);
  }

  /** Makes room for a live run: the lanes that run are emptied, and no recording stays beside them. */
  #begin(ready: readonly Lane[]): void {
    for (const lane of this.#every)
      if (ready.includes(lane) || this.source !== 'live') lane.clear();
    this.wasHidden = this.environment.tab.hidden;
    this.#showLive(text.announce.running);
  }

  /** From now on what is on show is made here. */
  #showLive(what: string): void {
    this.source = 'live';
    this.recording = null;
    this.playhead.goLive();
    this.announce(what);
  }

  #noticeHidden(): void {
    if (this.environment.tab.hidden && this.busy && this.phase === 'running') this.wasHidden = true;
  }
}
