/** How fast bytes arrive, over the last few seconds: steady enough to read, quick to follow. */
const WINDOW = 3000;
/** Below this span a rate is a guess. Milliseconds. */
const LEAST = 250;

export class Rate {
  #points: { t: number; bytes: number }[] = [];

  /**
   * @param t milliseconds on any steady clock
   * @param bytes received so far; a fall starts anew (another file)
   * @returns bytes per second, or null while too little is known
   */
  add(t: number, bytes: number): number | null {
    const last = this.#points.at(-1);
    if (last && bytes < last.bytes) this.#points = [];
    // After a stall of a line whose pieces come often: the rate with the stall in it would say that
    // hours are left. Where they come seldom by themselves, such a gap is the line's own.
    const before = this.#points.at(-2);
    if (last && before && t - last.t > WINDOW && last.t - before.t <= WINDOW) this.#points = [];
    this.#points.push({ t, bytes });
    // The newest before the window too: on a slow line little else may be known.
    const within = this.#points.findIndex((p) => t - p.t <= WINDOW);
    this.#points = this.#points.slice(Math.max(0, Math.min(within, this.#points.length - 2)));
    const first = this.#points[0];
    if (!first || t - first.t < LEAST) return null;
    return ((bytes - first.bytes) / (t - first.t)) * 1000;
  }
}
