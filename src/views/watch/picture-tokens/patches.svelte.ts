/** Pictures of what cells could have been, painted when they are looked at and kept meanwhile. */
import { SvelteMap } from 'svelte/reactivity';
import { EngineError } from '../../../core/errors';
import type { PaintQuestion } from '../../../core/run/paint';
import type { Trace } from '../../../core/run/trace';
import type { ModelProbe } from '../../../state/session/model-probe.svelte';

export interface PatchState {
  /** One for each candidate, [3, size, size]; null before there are any. */
  readonly pictures: readonly Float32Array[] | null;
  readonly busy: boolean;
  /** Why there are none. */
  readonly error: string;
}

/** A choice whose candidates are to be seen. */
export interface Wanted {
  readonly trace: Trace;
  /** Tells it from the other choices of the run. */
  readonly key: string;
  question(): PaintQuestion;
}

/** Milliseconds that a cell is pointed at before it is painted: on the way to another it is not. */
const STAYS = 80;
/** Cells whose pictures are kept. */
const MOST = 64;

export class Patches {
  readonly #states = new SvelteMap<string, PatchState>();
  #wanted: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly probe: Pick<ModelProbe, 'ready' | 'paint'>) {}

  of(wanted: Wanted): PatchState | null {
    return this.#states.get(keyOf(wanted)) ?? null;
  }

  /** Paints soon, where the model is there and the run is over: a run is not slowed down by a look. */
  want(wanted: Wanted): void {
    clearTimeout(this.#wanted);
    const { trace } = wanted;
    if (!trace.end || this.of(wanted) || !this.probe.ready(trace)) return;
    this.#wanted = setTimeout(() => void this.load(wanted), STAYS);
  }

  /** Paints now; loads the model where it is not loaded. */
  async load(wanted: Wanted): Promise<void> {
    const key = keyOf(wanted);
    if (this.#states.get(key)?.busy) return;
    this.#set(key, { pictures: null, busy: true, error: '' });
    try {
      const pictures = await this.probe.paint(wanted.trace, wanted.question());
      // None where the model could not be loaded, which the lane has said.
      this.#set(key, { pictures: pictures.length ? pictures : null, busy: false, error: '' });
    } catch (cause) {
      this.#set(key, { pictures: null, busy: false, error: EngineError.from(cause).message });
    }
  }

  #set(key: string, state: PatchState): void {
    const [oldest] = this.#states.keys();
    if (oldest !== undefined && this.#states.size >= MOST) this.#states.delete(oldest);
    this.#states.set(key, state);
  }
}

function keyOf({ trace, key }: Wanted): string {
  return `${trace.spec.runId} ${key}`;
}
