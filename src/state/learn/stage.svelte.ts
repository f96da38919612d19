/**
 * Where a segment runs: its recording first, then what a person runs here, on the lanes and models
 * of the session and beside what Watch shows, which stays as it is. Every run is a trace.
 */
import type { WireError } from '../../core/errors';
import { EngineError } from '../../core/errors';
import type { ForkRequest } from '../../core/mechanism/mechanism';
import type { ModelManifest } from '../../core/manifest';
import type { RunSpec } from '../../core/run/run';
import type { RunOptions } from '../../core/run/engine';
import { append, type Trace } from '../../core/run/trace';
import type { SavedRun } from '../../core/saved/codec';
import { text } from '../../text/errors';
import type { Environment } from '../session/environment';
import { notHere, specOfFork } from '../session/forks';
import type { Lane } from '../session/lane.svelte';
import { Playhead } from '../session/playhead.svelte';
import type { Session } from '../session/session.svelte';
import { checkPrompt, specOf } from '../session/specs';
import type { LaneSettings, PageValues } from '../settings/values';
import { planOf } from './plan';
import type { Made, Part, Scene } from './scene';

/** What a stage needs beside the session. */
interface Backstage extends Pick<Environment, 'frames' | 'newId' | 'now'> {
  readonly session: Session;
  /** A recording of this site; null where there is none that can be read. */
  recording(file: string): Promise<SavedRun | null>;
  /** Fetches what a model says of its settings, where that is not known yet. */
  know(model: string): Promise<void>;
  /**
   * Runs that came to an end here.
   * @param branches what they were forked from or into
   */
  onmade(traces: readonly Trace[], branches: readonly Trace[]): void;
}

export class Stage {
  words = $state('');
  seed = $state(0);
  /** Those whose traces are on show, or will be. */
  parts = $state.raw<readonly Part[]>([]);
  made = $state.raw<Made>({});
  /** Of each part all that it was forked from or into. */
  families = $state.raw<Readonly<Record<string, readonly Trace[]>>>({});
  source = $state<'nothing' | 'recording' | 'live'>('nothing');
  recording = $state.raw<SavedRun | null>(null);
  /** Why there is no recording on show: it could not be fetched or read. */
  missing = $state(false);
  /** Something of this stage loads or runs. */
  busy = $state(false);
  error = $state.raw<WireError | null>(null);
  readonly playhead: Playhead;

  #asked = false;
  #newest: Made = {};
  #cancelFrame: (() => void) | null = null;
  /** Lanes that the newest run asked for. */
  #lanes = $state.raw<readonly string[]>([]);

  constructor(
    readonly scene: Scene,
    private readonly back: Backstage,
  ) {
    this.words = scene.words;
    this.seed = scene.seed;
    this.parts = scene.parts(this.words, this.seed);
    this.playhead = new Playhead(() => this.traces, back.frames);
  }

  /** In the order of the parts. */
  get traces(): Trace[] {
    return this.parts.flatMap(({ id }) => this.made[id] ?? []);
  }

  get lanes(): readonly Lane[] {
    return this.#lanes.map((id) => this.back.session.lane(id));
  }

  /** Megabytes that a run would fetch the first time, to two digits. */
  get megabytes(): number {
    const models = this.scene.parts(this.words, this.seed).map(({ model }) => model);
    const { models: all } = this.back.session.settings;
    const bytes = all.reduce((sum, { id, bytes }) => sum + (models.includes(id) ? bytes : 0), 0);
    return Number((bytes / 1e6).toPrecision(2));
  }

  /** What a model says of itself; null while it is not known. */
  manifest(id: string): ModelManifest | null {
    return this.back.session.settings.manifest(id);
  }

  /** Plays the recording, or shows its end at once; once, and not over a run. */
  async show(still: boolean): Promise<void> {
    if (this.#asked || this.source !== 'nothing') return;
    this.#asked = true;
    for (const { model } of this.parts) void this.back.know(model);
    const { recording } = this.scene;
    const run = await this.back.recording(recording.file);
    if (this.source !== 'nothing') return;
    const traces = run && (recording.take?.(run) ?? run.traces);
    this.missing = !traces?.length;
    if (!run || !traces?.length) {
      // Asked again, it is fetched again: the network may be back.
      this.#asked = false;
      return;
    }
    this.recording = run;
    this.source = 'recording';
    this.#newest = {};
    for (const [i, { id }] of this.parts.entries()) {
      const trace = traces[i];
      if (trace) this.#newest = { ...this.#newest, [id]: trace };
    }
    this.#publish();
    if (!still) this.replay();
  }

  /** From the beginning once more. */
  replay(): void {
    this.playhead.pause();
    this.playhead.seek(0);
    this.playhead.play();
  }

  /** Loads what is needed and runs all parts; what was on show makes room when the first begins. */
  async run(): Promise<void> {
    const { session } = this.back;
    const parts = this.scene.parts(this.words, this.seed);
    this.error = null;
    await Promise.all(parts.map(({ model }) => this.back.know(model)));
    const plans = parts.flatMap((part) => {
      const plan = planOf(part, session.settings);
      return plan ? [{ part, plan }] : [];
    });
    const page = this.#page(plans.length < 2 || !this.scene.together);
    const fixed = plans.map(({ plan }) => plan);
    this.error = checkPrompt(fixed, page);
    if (this.error) return;
    await this.#perform(fixed, async (signal) => {
      this.parts = parts;
      this.#begin();
      const run = async (those: typeof plans) => {
        for (const { part, plan } of those) await this.#run(part, plan, page, signal);
      };
      if (this.scene.together)
        await Promise.all(
          distinct(fixed.map(({ id }) => id)).map((id) =>
            run(plans.filter(({ plan }) => plan.id === id)),
          ),
        );
      else await run(plans);
    });
  }

  /** Continues the run of a part with something changed, in its place. */
  async fork(id: string, request: ForkRequest): Promise<void> {
    const parent = this.made[id];
    const part = this.parts.find((one) => one.id === id);
    if (!parent || !part) return;
    const { session } = this.back;
    this.error = null;
    await this.back.know(part.model);
    const plan = planOf(part, session.settings);
    if (!plan) {
      this.error = notHere(parent);
      return;
    }
    await this.#perform([plan], async (signal) => {
      const lane = session.lane(plan.id);
      if (lane.info?.model.sha256 !== parent.engine.model.sha256) {
        this.error = notHere(parent);
        return;
      }
      const page = this.#page(true);
      const spec = specOfFork(parent, request, plan, page, this.back);
      this.#keepLive(id);
      await this.#follow(id, { ...spec, lane: plan.id }, lane, signal, { parent });
    });
  }

  async stop(): Promise<void> {
    await this.back.session.stop();
  }

  /** One of the family of a part, in its place. */
  pick(id: string, trace: Trace): void {
    this.#newest = { ...this.#newest, [id]: trace };
    this.#publish();
  }

  #page(alone: boolean): PageValues {
    const { page } = this.back.session.settings;
    const { words: prompt, seed } = this;
    return { ...page, prompt, seed, policy: alone ? 'alone' : 'together' };
  }

  async #perform(
    plans: readonly LaneSettings[],
    work: (signal: AbortSignal) => Promise<void>,
  ): Promise<void> {
    const lanes = plans.filter(({ id }, i) => plans.findIndex((one) => one.id === id) === i);
    this.#lanes = lanes.map(({ id }) => id);
    this.busy = true;
    try {
      await this.back.session.lend(lanes, async (signal) => {
        try {
          await work(signal);
        } catch (cause) {
          this.error = EngineError.from(cause).toWire();
        }
      });
    } finally {
      this.busy = false;
      this.#publish();
    }
    const made = this.traces.filter(({ end, results }) => end && results.length);
    if (this.source !== 'live' || !made.length) return;
    const branches = Object.values(this.families).flat();
    this.back.onmade(
      made,
      branches.filter((trace) => !made.includes(trace)),
    );
  }

  #begin(): void {
    this.source = 'live';
    this.recording = null;
    this.missing = false;
    this.#newest = {};
    this.families = {};
    this.playhead.goLive();
    this.#publish();
  }

  /** What is forked from a recording is made here; the other parts of the recording leave. */
  #keepLive(id: string): void {
    const own = this.#newest[id];
    if (this.source === 'recording') this.#newest = own ? { [id]: own } : {};
    this.source = 'live';
    this.recording = null;
    this.playhead.goLive();
  }

  async #run(part: Part, plan: LaneSettings, page: PageValues, signal: AbortSignal): Promise<void> {
    const prompt = typeof part.prompt === 'function' ? part.prompt(this.#newest) : part.prompt;
    if (signal.aborted || prompt === null) return;
    const before = part.after === undefined ? undefined : this.#newest[part.after];
    const epoch = before?.spec.epoch ?? this.back.now();
    const spec = specOf(plan, { ...page, prompt, seed: part.seed }, epoch, this.back.newId());
    await this.#follow(part.id, spec, this.back.session.lane(plan.id), signal);
  }

  async #follow(
    id: string,
    spec: RunSpec,
    lane: Lane,
    signal: AbortSignal,
    options: RunOptions = {},
  ): Promise<void> {
    let trace: Trace | null = null;
    for await (const event of lane.stream(spec, signal, options)) {
      trace = append(trace, event);
      this.#newest = { ...this.#newest, [id]: trace };
      this.#cancelFrame ??= this.back.frames.request(() => this.#publish());
    }
    if (!trace?.end) throw new EngineError('internal', text.lane.noEnd);
    if (trace.end.type === 'error') this.error = trace.end.error;
  }

  #publish(): void {
    this.#cancelFrame?.();
    this.#cancelFrame = null;
    if (this.made === this.#newest) return;
    this.made = this.#newest;
    const families = { ...this.families };
    for (const [id, trace] of Object.entries(this.made)) {
      const family = families[id] ?? [];
      const at = family.findIndex(({ spec }) => spec.runId === trace.spec.runId);
      families[id] = at < 0 ? [...family, trace] : family.with(at, trace);
    }
    this.families = families;
  }
}

function distinct(ids: readonly string[]): string[] {
  return ids.filter((id, i) => ids.indexOf(id) === i);
}
