/**
 * Many runs of the same words: what changes from one to the next is the seed, the sampler, the
 * guidance or the temperature, or each text becomes the words of a picture. Each is a trace like
 * any other. One after the other on each model: a batch in one pass would give no sooner what the
 * cores or the GPU have no room for, and would hide how each run comes about.
 */
import { SAMPLERS } from '../../core/diffusion/denoise';
import type { LaneKind, RunSpec } from '../../core/run/run';
import { append, textOf, type Trace } from '../../core/run/trace';
import type { Comparison } from './session.svelte';
import { checkPrompt } from '../settings/prompt';
import { specs } from '../settings/specs';
import type { Values } from '../settings/values';
import type { World } from './environment';

export const KINDS = {
  seed: { label: 'seeds', lanes: ['language', 'diffusion'] },
  sampler: { label: 'samplers', lanes: ['diffusion'] },
  guidance: { label: 'guidance', lanes: ['diffusion'] },
  temperature: { label: 'temperature', lanes: ['language'] },
  pipeline: { label: 'text to picture', lanes: ['language', 'diffusion'] },
} as const satisfies Record<string, { label: string; lanes: readonly LaneKind[] }>;
export type ManyKind = keyof typeof KINDS;

const GUIDANCES = [1, 2, 3, 5, 8, 12];
const TEMPERATURES = [0, 0.4, 0.7, 1, 1.4, 2];
/** A run of many kept as one file holds at most this many traces (`core/run/codec`). */
export const MOST_CELLS = 8;

/** What the language model is asked where its answer becomes the words of a picture. */
const SCENE = 'Name one thing that goes well with {prompt}, in at most five words.';
/** The picture model reads about a dozen words. */
const PICTURE_WORDS = 12;

export interface Cell {
  /** What is special about it: "seed 8", "Euler". */
  readonly label: string;
  readonly language: Trace | null;
  readonly diffusion: Trace | null;
}

interface Plan {
  readonly label: string;
  readonly values: Values;
}

export class Many {
  kind = $state<ManyKind>('seed');
  count = $state(4);
  cells = $state.raw<readonly Cell[]>([]);
  /** What the cells are of; the choice may have changed since. */
  made = $state<ManyKind | null>(null);
  running = $state(false);

  #cancelFrame: (() => void) | null = null;
  #newest: Cell[] = [];

  constructor(
    private readonly session: Comparison,
    private readonly world: Pick<World, 'frames' | 'newId' | 'now'>,
  ) {}

  /** Runs them all; what is going on ends, and what is on show stays. */
  async start(): Promise<void> {
    const { session, kind } = this;
    const { values } = session.settings;
    const task = kind === 'pipeline' ? SCENE : values.task;
    session.promptError = checkPrompt(task, values.prompt);
    if (session.promptError) return;
    session.settings.save();
    const plans = plansOf(kind, this.count, { ...values, task });
    const lanes: readonly LaneKind[] = KINDS[kind].lanes;
    await session.takeOver(lanes, async (signal) => {
      this.#newest = plans.map(({ label }) => ({ label, language: null, diffusion: null }));
      this.cells = this.#newest;
      this.made = kind;
      this.running = true;
      try {
        const row = async (lane: LaneKind) => {
          for (const [i, plan] of plans.entries()) await this.#run(lane, i, plan, signal);
        };
        if (kind === 'pipeline' || values.policy === 'alone') {
          for (const [i, plan] of plans.entries())
            for (const lane of lanes) await this.#run(lane, i, plan, signal);
        } else await Promise.all(lanes.map(row));
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

  async #run(kind: LaneKind, i: number, plan: Plan, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return;
    const spec = this.#spec(kind, i, plan);
    if (!spec) return;
    let trace: Trace | null = null;
    for await (const event of this.session[kind].stream(spec, signal)) {
      trace = append(trace, event);
      this.#newest = this.#newest.with(i, { ...(this.#newest[i] as Cell), [kind]: trace });
      this.#cancelFrame ??= this.world.frames.request(() => this.#publish());
    }
  }

  /** Null where a text came to nothing that could be painted. */
  #spec(kind: LaneKind, i: number, { values }: Plan): RunSpec | null {
    let { prompt, policy } = values;
    const text = this.#newest[i]?.language;
    if (this.made === 'pipeline') {
      policy = 'alone';
      if (kind === 'diffusion') prompt = text ? pictureWords(prompt, textOf(text)) : '';
      if (!prompt) return null;
    }
    // A picture that waits for its text is on the clock of that text.
    const epoch = (policy === 'alone' ? text?.spec.epoch : null) ?? this.world.now();
    return specs({ ...values, prompt, policy }, epoch, () => this.world.newId())[kind];
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

function plansOf(kind: ManyKind, count: number, values: Values): Plan[] {
  const some = <T>(list: readonly T[], make: (value: T) => Plan) => list.slice(0, count).map(make);
  switch (kind) {
    case 'seed':
    case 'pipeline':
      return Array.from({ length: count }, (_, i) => {
        const seed = (values.seed + i) % 2 ** 32;
        return { label: `seed ${seed}`, values: { ...values, seed } };
      });
    case 'sampler':
      return some(SAMPLERS, (sampler) => ({ label: sampler, values: { ...values, sampler } }));
    case 'guidance':
      return some(GUIDANCES, (guidance) => ({
        label: guidance === 1 ? 'no guidance' : `guidance ${guidance}`,
        values: { ...values, guidance },
      }));
    case 'temperature':
      return some(TEMPERATURES, (temperature) => ({
        label: temperature === 0 ? 'greedy' : `temperature ${temperature}`,
        values: { ...values, temperature },
      }));
    default:
      return kind satisfies never;
  }
}
