/**
 * The moment that all lanes show: now, or a time on the run's clock. Moves by hand, or by playing
 * at true speed or slower. The run itself goes on whatever the playhead does.
 */
import type { Trace } from '../../core/run/trace';
import type { Frames } from './frames';

/** Shares of true speed. */
export const SPEEDS = [1, 0.5, 0.25, 0.1] as const;
export type Speed = (typeof SPEEDS)[number];

export class Playhead {
  /** Milliseconds on the run's clock; `Infinity` is now, or the end of a run that is over. */
  t = $state(Infinity);
  playing = $state(false);
  speed = $state<Speed>(1);

  #last = 0;
  #cancel: (() => void) | null = null;

  constructor(
    private readonly traces: () => readonly Trace[],
    private readonly frames: Frames,
  ) {}

  get live(): boolean {
    return this.t === Infinity;
  }

  /** Back to now. */
  goLive(): void {
    this.pause();
    this.t = Infinity;
  }

  /** @param t milliseconds; outside the run it becomes its first or last moment. */
  seek(t: number): void {
    if (Number.isNaN(t)) return;
    this.t = this.#settle(Math.max(0, t));
  }

  play(): void {
    if (this.playing) return;
    // At the end, play means once more.
    if (this.live) this.t = 0;
    this.playing = true;
    this.#last = NaN;
    this.#tick();
  }

  pause(): void {
    this.playing = false;
    this.#cancel?.();
    this.#cancel = null;
  }

  /** A time at or after all that is known is the end of a finished run, and now for a growing one. */
  #settle(t: number): number {
    return t >= duration(this.traces()) ? Infinity : t;
  }

  #tick(): void {
    this.#cancel = this.frames.request((now) => {
      const passed = Number.isNaN(this.#last) ? 0 : now - this.#last;
      this.#last = now;
      this.t = this.#settle(this.t + passed * this.speed);
      if (this.live) this.pause();
      else this.#tick();
    });
  }
}

/** Time of the newest event of all traces, milliseconds on the run's clock. */
export function duration(traces: readonly Trace[]): number {
  return traces.reduce((most, trace) => Math.max(most, trace.duration), 0);
}

/**
 * The moments at which a forward pass has given its result, rising, milliseconds on the run's
 * clock. The last pass of an input or result counts at the time of its event, when it can be shown.
 */
export function stops(traces: readonly Trace[]): number[] {
  const times: number[] = [];
  for (const { input, results } of traces)
    for (const { passes, t } of [...(input?.passes.length ? [input] : []), ...results]) {
      for (const pass of passes.slice(0, -1)) times.push(pass.start + pass.ms);
      times.push(t);
    }
  return times.sort((a, b) => a - b).filter((t, i) => t !== times[i - 1]);
}
