/**
 * The moment that both lanes show: now, or a time on the run's clock. Moves by hand, by forward
 * pass, or by playing at true speed or slower. The run itself goes on whatever the playhead does.
 */
import type { Trace } from '../core/trace';
import type { Frames } from './frames';
import { duration, stops } from './stops';

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

  /** Moves by one forward pass of either lane: +1 to the next result, -1 to the one before. */
  step(direction: 1 | -1): void {
    this.pause();
    const times = stops(this.traces());
    const from = this.live ? (times.at(-1) ?? 0) : this.t;
    const next =
      direction > 0 ? times.find((t) => t > from) : (times.findLast((t) => t < from) ?? 0);
    this.t = next === undefined ? Infinity : this.#settle(next);
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
