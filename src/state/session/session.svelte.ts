/**
 * Both lanes as one thing: a recording first, then live runs. Run loads what it needs, starts both
 * lanes on one clock under the chosen policy, and replaces whatever was going on; Stop works at any
 * moment; a lane that failed is resumed alone, with the other's result kept.
 */
import type { SavedRun } from '../../core/saved/codec';
import type { WireError } from '../../core/errors';
import { Hold } from '../../core/run/pause-gate';
import type { LaneKind } from '../../core/run/run';
import type { Trace } from '../../core/run/trace';
import { Activity } from './task-slot.svelte';
import { forkSpec, type Fork } from './forks';
import { Lane } from './lane.svelte';
import { LaneRuns } from './lane-runs';
import { Many } from './run-grid.svelte';
import { duration, Playhead } from './playhead.svelte';
import { checkPrompt } from '../settings/prompt';
import type { Settings } from '../settings/settings.svelte';
import { specs } from '../settings/specs';
import { LANE_NAMES, plural } from '../words';
import type { World } from './environment';

export class Comparison {
  readonly language: Lane;
  readonly diffusion: Lane;
  readonly lanes: readonly [Lane, Lane];
  readonly playhead: Playhead;
  readonly many: Many;

  /** Where the traces on show come from. */
  source = $state<'nothing' | 'recording' | 'file' | 'live'>('nothing');
  recording = $state.raw<SavedRun | null>(null);
  /** Why the words cannot run: shown at the field. */
  promptError = $state.raw<WireError | null>(null);
  /** Something runs that is not on show in the lanes. */
  working = $state(false);
  /** Runs wait between two passes. */
  held = $state(false);
  /** The tab was in the background during this run: its times are not to be compared. */
  wasHidden = $state(false);

  #outcome = $state<'idle' | 'done' | 'failed'>('idle');
  readonly #hold = new Hold();
  readonly #runs: LaneRuns;
  readonly #activity = new Activity(
    () => {
      this.#release();
      this.#outcome = 'idle';
    },
    (how) => {
      this.#release();
      if (how === 'concluded') this.#conclude();
    },
  );

  constructor(
    readonly settings: Settings,
    private readonly world: World,
  ) {
    this.language = new Lane('language', world);
    this.diffusion = new Lane('diffusion', world);
    this.lanes = [this.language, this.diffusion];
    this.#runs = new LaneRuns(this.lanes, this.#hold, world);
    this.playhead = new Playhead(() => this.traces, world.frames);
    this.many = new Many(this, world);
    world.tab.addEventListener('visibilitychange', () => this.#noticeHidden());
  }

  /** True from Run until both lanes are over. */
  get busy(): boolean {
    return this.#activity.busy;
  }

  get stopping(): boolean {
    return this.#activity.stopping;
  }

  /** For the live region: the last thing that began or ended. */
  get announcement(): string {
    return this.#activity.announcement;
  }

  announce(what: string): void {
    this.#activity.announcement = what;
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
    await this.#activity.aside(async (signal) => {
      await Promise.all(
        this.lanes.map((lane) => {
          const trace = run.traces.find((t) => t.lane === lane.kind);
          if (!trace) return undefined;
          return still ? lane.show(trace) : lane.follow(this.world.replay(trace, signal), signal);
        }),
      );
      if (signal.aborted) this.#playOn(run);
    });
  }

  /** A recording that Run cut short goes on by the playhead, so that the wait shows something. */
  #playOn({ traces }: SavedRun): void {
    const at = duration(this.traces);
    for (const lane of this.lanes) {
      const trace = traces.find((t) => t.lane === lane.kind);
      if (trace) lane.show(trace);
    }
    if (!this.playhead.live || at >= duration(this.traces)) return;
    this.playhead.seek(at);
    this.playhead.play();
  }

  /** Shows a saved run, of this device or from a file; ends whatever goes on. */
  async open({ traces }: Pick<SavedRun, 'traces'>): Promise<void> {
    if (!(await this.close())) return;
    for (const lane of this.lanes) {
      const family = traces.filter((trace) => trace.lane === lane.kind);
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
    if (!(await this.#activity.stop())) return false;
    for (const lane of this.lanes) lane.reset();
    this.#runs.forget();
    this.#outcome = 'idle';
    this.source = 'nothing';
    this.recording = null;
    this.wasHidden = false;
    return true;
  }

  /** Loads what is needed and runs both lanes; replaces whatever is going on. */
  async run(): Promise<void> {
    // As they are now: what is typed during a long load is for the next run.
    const { values } = this.settings;
    this.promptError = checkPrompt(values.task, values.prompt);
    if (this.promptError) {
      this.announce(this.promptError.message);
      return;
    }
    this.settings.save();
    await this.#instead(async (signal) => {
      const ready = await this.#runs.load(this.lanes, values, signal);
      if (signal.aborted || !ready.length) return;
      const { language, diffusion } = specs(values, this.world.now(), () => this.world.newId());
      this.#runs.ask(language);
      this.#runs.ask(diffusion);
      this.#begin(ready);
      await this.#runs.run(ready, signal);
    });
  }

  /**
   * Runs again what failed. One lane of two: with the words and settings it had, while the other
   * goes on or keeps its result.
   */
  async resume(): Promise<void> {
    const [lane, other] = this.lanes.filter(({ phase }) => phase === 'failed');
    if (!lane) return;
    if (other || !this.#runs.wasAsked(lane)) return this.run();
    const again = async (signal: AbortSignal) => {
      const ready = await this.#runs.load([lane], this.settings.values, signal);
      if (signal.aborted || !ready.length) return;
      this.#runs.askAgain(lane);
      this.playhead.goLive();
      await this.#runs.run(ready, signal);
    };
    if (this.busy) await this.#activity.join(again(this.#activity.signal));
    else await this.#instead(again);
  }

  /**
   * Goes on from a token or step of the run on show, in that lane alone; what it is forked from
   * stays in the lane's family.
   */
  async fork(kind: LaneKind, fork: Fork): Promise<void> {
    const lane = this[kind];
    const parent = lane.trace;
    if (!parent) return;
    const spec = forkSpec(parent, fork, this.settings.values, this.world.now(), () =>
      this.world.newId(),
    );
    await this.#instead(async (signal) => {
      const [ready] = lane.info
        ? [lane]
        : await this.#runs.load([lane], this.settings.values, signal);
      if (signal.aborted || !ready) return;
      if (lane.info?.model.sha256 !== parent.engine.model.sha256) {
        lane.refuse(notOfThisModel(parent));
        return;
      }
      this.#runs.ask(spec, parent);
      const { family } = lane;
      // A recording of the other lane has no part in what is made here and now.
      if (this.source === 'recording')
        for (const other of this.lanes) if (other !== lane) other.clear();
      this.#showLive('Going on.');
      await this.#runs.run([lane], signal);
      // What could not even begin leaves its parent on show.
      if (!lane.trace?.tokens.length && !lane.trace?.steps.length) lane.show(parent, family);
    });
  }

  /** Ends what is going on, loads these lanes and gives them to the work. */
  async takeOver(
    kinds: readonly LaneKind[],
    work: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const lanes = this.lanes.filter(({ kind }) => kinds.includes(kind));
    await this.#instead(async (signal) => {
      const ready = await this.#runs.load(lanes, this.settings.values, signal);
      if (signal.aborted || ready.length < lanes.length) return;
      this.announce('Running.');
      this.working = true;
      try {
        await work(signal);
      } finally {
        this.working = false;
      }
    });
  }

  /** Holds what is running between two passes, or lets it go on. */
  setHeld(held: boolean): void {
    this.held = held;
    if (held) this.#hold.hold();
    else this.#hold.release();
    this.announce(held ? 'Held between two passes.' : 'Going on.');
  }

  /** One pass more of everything that is held. */
  onePass(): void {
    this.#hold.step();
  }

  /** Ends loading or running; what has been generated stays. */
  async stop(): Promise<void> {
    await this.#activity.stop();
  }

  #instead(work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    return this.#activity.instead('Loading the models.', work);
  }

  #release(): void {
    this.held = false;
    this.#hold.release();
  }

  #conclude(): void {
    const failed = this.lanes.filter((lane) => lane.phase === 'failed');
    this.#outcome = failed.length ? 'failed' : 'done';
    // What failed is said by the lane itself; this says that it is over.
    this.announce(
      failed.length
        ? failed.map((lane) => `${LANE_NAMES[lane.kind]}: failed.`).join(' ')
        : `Finished: ${plural(this.language.trace?.tokens.length ?? 0, 'token')}, ${plural(this.diffusion.trace?.steps.length ?? 0, 'step')}.`,
    );
  }

  /** Makes room for a live run: the lanes that run are emptied, and no recording stays beside them. */
  #begin(ready: readonly Lane[]): void {
    for (const lane of this.lanes) if (ready.includes(lane) || this.source !== 'live') lane.clear();
    this.wasHidden = this.world.tab.hidden;
    this.#showLive('Running.');
  }

  /** From now on what is on show is made here. */
  #showLive(what: string): void {
    this.source = 'live';
    this.recording = null;
    this.playhead.goLive();
    this.announce(what);
  }

  #noticeHidden(): void {
    if (this.world.tab.hidden && this.busy && this.phase === 'running') this.wasHidden = true;
  }
}

function notOfThisModel({ engine }: Trace): WireError {
  return {
    code: 'unsupported-model',
    message: `This run was made by ${engine.model.name}, which is not the model that is loaded: it cannot be gone on with.`,
    hint: 'Run again from the start.',
  };
}
