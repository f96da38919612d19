/**
 * When the page draws next. Traces are published and the playhead moves on these ticks; tests
 * turn them by hand.
 */
export interface Frames {
  /**
   * Calls back once, at the next tick.
   * @returns a function that takes the request back.
   */
  request(callback: (now: number) => void): () => void;
}

/** A hidden tab draws no frames; after this long without one, a timer stands in. Milliseconds. */
const HIDDEN_TICK = 250;

/** Animation frames, with a timer behind them for the time when the tab is hidden. */
export const browserFrames: Frames = {
  request(callback) {
    let open = true;
    const fire = () => {
      if (!open) return;
      cancel();
      callback(performance.now());
    };
    const frame = requestAnimationFrame(fire);
    const timer = setTimeout(fire, HIDDEN_TICK);
    const cancel = () => {
      open = false;
      cancelAnimationFrame(frame);
      clearTimeout(timer);
    };
    return cancel;
  },
};
