/**
 * Many runs of the same words: what changes from one to the next is the seed, or a setting that is
 * worth varying (`vary` of a mechanism's settings), or each text becomes the words of a picture.
 * Each is a trace like any other. One after the other on each model: a batch in one pass would give
 * no sooner what the cores or the GPU have no room for, and would hide how each run comes about.
 */
import { MECHANISMS, mechanismOf } from '../../core/mechanisms';
import type { Modality } from '../../core/ids';
import type { SettingValues } from '../../core/model';
import type { RunSpec } from '../../core/run/run';
import { append, type Trace } from '../../core/run/trace';
import { text as words } from '../../text/session';
import type { LaneSettings, PageValues } from '../settings/values';
import type { Environment } from './environment';
import type { Session } from './session.svelte';
import { checkPrompt, specOf } from './specs';

/** Enough to see what chance does; of four lanes, still fewer traces than a file holds. */
export const MOST_CELLS = 12;

const SEED = 'seed';
const PIPELINE = 'pipeline';

/** What the text model is asked where its answer becomes the words of a picture. */
export const SCENE = 'Name one thing that goes well with {prompt}, in at most five words.';
/** The picture model reads about a dozen words. */
const PICTURE_WORDS = 12;

/** What may change from one run to the next. */
export interface Variation {
  readonly id: string;
  readonly label: string;
  /** What differs and what does not, a sentence. */
  readonly what: string;
  /** Ids of the lanes that run. */
  readonly lanes: readonly string[];
}

export interface Cell {
  /** What is special about it: "seed 8", "Euler". */
  readonly label: string;
  /** By the id of the lane. */
  readonly traces: Readonly<Record<string, Trace>>;
}

interface CellPlan {
  readonly label: string;
  readonly seed: number;
  /** Changed settings, for the lanes that have them. */
  readonly values: SettingValues;
}

export class RunGrid {
  variation = $state<string>(SEED);
  count = $state(4);
  cells = $state.raw<readonly Cell[]>([]);
  /** What the cells are of; the choice may have changed since. */
  made = $state.raw<Variation | null>(null);
  running = $state(false);

  #cancelFrame: (() => void) | null = null;
  #newest: Cell[] = [];

  constructor(
    private readonly session: Session,
    private readonly environment: Pick<Environment, 'frames' | 'newId' | 'now'>,
  ) {}

  /** Of the lanes that are chosen. */
  get variations(): readonly Variation[] {
    return variationsOf(this.session.settings.lanes);
  }

  /** Runs them all; what is going on ends, and what is on show stays. */
  async start(): Promise<void> {
    const { session } = this;
    const { settings } = session;
    const variation = this.variations.find(({ id }) => id === this.variation) ?? this.variations[0];
    if (!variation) return;
    const pipeline = variation.id === PIPELINE;
    const lanes = settings.lanes
      .filter(({ id }) => variation.lanes.includes(id))
      .map((lane) => (pipeline ? asScene(lane) : lane));
    const page: PageValues = pipeline ? { ...settings.page, policy: 'alone' } : settings.page;
    session.promptError = checkPrompt(lanes, page);
    if (session.promptError) return;
    settings.save();
    const plans = plansOf(variation.id, this.count, page, lanes);
    await session.takeOver(variation.lanes, async (signal) => {
      this.#newest = plans.map(({ label }) => ({ label, traces: {} }));
      this.cells = this.#newest;
      this.made = variation;
      this.running = true;
      const run = (lane: LaneSettings, i: number) =>
        this.#run(lane, i, plans[i] as CellPlan, page, pipeline, signal);
      try {
        if (page.policy === 'alone') {
          for (const i of plans.keys()) for (const lane of lanes) await run(lane, i);
        } else
          await Promise.all(
            lanes.map(async (lane) => {
              for (const i of plans.keys()) await run(lane, i);
            }),
          );
      } finally {
        this.running = false;
        this.#publish();
      }
    });
  }

  clear(): void {
    if (this.running) return;
    this.cells = [];
    this.made = null;
  }

  async #run(
    lane: LaneSettings,
    i: number,
    plan: CellPlan,
    page: PageValues,
    pipeline: boolean,
    signal: AbortSignal,
  ): Promise<void> {
    if (signal.aborted) return;
    const spec = this.#spec(lane, i, plan, page, pipeline);
    if (!spec) return;
    let trace: Trace | null = null;
    for await (const event of this.session.lane(lane.id).stream(spec, signal)) {
      trace = append(trace, event);
      const cell = this.#newest[i] as Cell;
      const traces = { ...cell.traces, [lane.id]: trace };
      this.#newest = this.#newest.with(i, { ...cell, traces });
      this.#cancelFrame ??= this.environment.frames.request(() => this.#publish());
    }
  }

  /** Null where a text came to nothing that could be painted. */
  #spec(
    lane: LaneSettings,
    i: number,
    { seed, values }: CellPlan,
    page: PageValues,
    pipeline: boolean,
  ): RunSpec | null {
    const before = Object.values(this.#newest[i]?.traces ?? {}).at(-1);
    let { prompt } = page;
    if (pipeline && lane.entry.modality === 'picture') {
      const written = before && mechanismOf(before).text?.(before, before.results.length);
      if (!before) return null;
      prompt = pictureWords(prompt, written ?? '');
    }
    // What comes after another of its cell is on the clock of that one.
    const epoch = (page.policy === 'alone' ? before?.spec.epoch : null) ?? this.environment.now();
    const own = Object.fromEntries(
      Object.entries(values).filter(([key]) => Object.hasOwn(lane.settings, key)),
    );
    const plan = { ...lane, values: { ...lane.values, ...own } };
    return specOf(plan, { ...page, prompt, seed }, epoch, this.environment.newId());
  }

  #publish(): void {
    this.#cancelFrame?.();
    this.#cancelFrame = null;
    this.cells = this.#newest;
  }
}

/** The words of the picture: what was asked for, and the first words of what was written. */
export function pictureWords(prompt: string, text: string): string {
  const [sentence = ''] = text.trim().split(/[\n.!?;]/);
  const written = sentence.trim().split(/\s+/).filter(Boolean);
  const own = prompt.trim().split(/\s+/);
  return [...own, ...(written.length ? ['with'] : []), ...written]
    .slice(0, PICTURE_WORDS)
    .join(' ');
}

function variationsOf(lanes: readonly LaneSettings[]): Variation[] {
  const list: Variation[] = [
    {
      id: SEED,
      ...words.grid.seeds,
      lanes: lanes.map(({ id }) => id),
    },
  ];
  for (const { mechanism } of lanes)
    for (const [key, { vary }] of Object.entries(MECHANISMS[mechanism].settings)) {
      if (!vary || list.some(({ id }) => id === key)) continue;
      const having = lanes.filter(({ settings }) => settings[key]?.vary);
      const { label, what } = vary;
      list.push({ id: key, label, what, lanes: having.map(({ id }) => id) });
    }
  const first = (modality: Modality) => lanes.find(({ entry }) => entry.modality === modality)?.id;
  const [text, picture] = [first('text'), first('picture')];
  if (text && picture)
    list.push({
      id: PIPELINE,
      ...words.grid.pipeline,
      lanes: [text, picture],
    });
  return list;
}

/** A lane that is asked for a scene, where its model is asked anything at all. */
function asScene(lane: LaneSettings): LaneSettings {
  return lane.settings['task'] ? { ...lane, values: { ...lane.values, task: SCENE } } : lane;
}

function plansOf(
  variation: string,
  count: number,
  { seed }: PageValues,
  lanes: readonly LaneSettings[],
): CellPlan[] {
  const vary = lanes.map(({ settings }) => settings[variation]?.vary).find(Boolean);
  if (vary)
    return vary.values
      .slice(0, count)
      .map((value) => ({ label: vary.name(value), seed, values: { [variation]: value } }));
  return Array.from({ length: count }, (_, i) => {
    const own = (seed + i) % 2 ** 32;
    return { label: words.grid.seed(own), seed: own, values: {} };
  });
}
