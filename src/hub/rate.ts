/**
 * How fast a download is now, and how long it will take: over the last few seconds, so that a
 * connection that stands still says so instead of showing what it once had.
 */

export interface Pace {
  /** Bytes a second; null before anything can be said. */
  readonly rate: number | null;
  /** Seconds; null when it cannot be said. */
  readonly left: number | null;
  /** Nothing has come for a while. */
  readonly stalled: boolean;
}

const WINDOW_MS = 5000;
const SLOT_MS = 250;
/** Before this, the first packets would give a wild figure. */
const SETTLED_MS = 1000;
const STALLED_MS = 3000;

export class RateMeter {
  /** What came, in slots of a quarter of a second, oldest first. */
  #slots: { from: number; bytes: number }[] = [];
  #newest: number;

  /** @param start when fetching began, in milliseconds of any clock. */
  constructor(private start: number) {
    this.#newest = start;
  }

  /** This many bytes came over the network. */
  add(bytes: number, now: number): void {
    if (bytes <= 0) return;
    // After a stall it is measured anew: with the stall in it, hours would be left at first.
    if (now - this.#newest >= STALLED_MS) {
      this.start = now;
      this.#slots = [];
    }
    this.#newest = now;
    const last = this.#slots.at(-1);
    if (last && now - last.from < SLOT_MS) last.bytes += bytes;
    else this.#slots.push({ from: now, bytes });
    this.#forget(now);
  }

  /** @param missing bytes that are still to come. */
  pace(missing: number, now: number): Pace {
    this.#forget(now);
    if (now - this.#newest >= STALLED_MS) return { rate: 0, left: null, stalled: true };
    const span = Math.min(now - this.start, WINDOW_MS);
    if (span < SETTLED_MS) return { rate: null, left: null, stalled: false };
    const bytes = this.#slots.reduce((sum, slot) => sum + slot.bytes, 0);
    const rate = (bytes / span) * 1000;
    return { rate, left: rate > 0 ? missing / rate : null, stalled: false };
  }

  #forget(now: number): void {
    this.#slots = this.#slots.filter(({ from }) => now - from <= WINDOW_MS);
  }
}
