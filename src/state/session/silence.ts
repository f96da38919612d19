/**
 * Notices that an engine gives no sign of life any more: a worker that ended without a word, a GPU
 * that never answers. A slow pass is no silence: what counts as long follows from the longest gap
 * seen so far. Time in which the machine slept does not count.
 */
import { EngineError } from '../../core/errors';
import { text } from '../../text/errors';
import type { Environment } from './environment';

/** How long is long, in milliseconds; of a run and of a load. */
export interface Patience {
  /** After so long it is said. */
  readonly say: number;
  /** After so long nothing will come any more. */
  readonly end: number;
}

export const OF_A_RUN: Patience = { say: 20_000, end: 240_000 };
/** Opening a network on a slow phone takes its time, and says nothing meanwhile. */
export const OF_A_LOAD: Patience = { say: 60_000, end: 600_000 };

const LOOK_EVERY = 5000;
/** A gap is long, and hopeless, that is so many times the longest before it. */
const LONG = 4;
const HOPELESS = 16;

export class Silence {
  readonly #end = new AbortController();
  #gap = 0;
  #longest = 0;
  #said = false;
  #over = false;

  /**
   * Watches from now on.
   * @param resting true while nothing is to be expected
   * @param say told once when it has been silent for so many seconds, and null when it no longer is
   */
  constructor(
    private readonly environment: Pick<Environment, 'now' | 'wait'>,
    private readonly patience: Patience,
    private readonly resting: () => boolean = () => false,
    private readonly say: (seconds: number | null) => void = () => undefined,
  ) {
    void this.#watch();
  }

  /** Fires with an EngineError `no-answer` when nothing is waited for any more. */
  get signal(): AbortSignal {
    return this.#end.signal;
  }

  /** A sign of life. */
  heard(): void {
    this.#longest = Math.max(this.#longest, this.#gap);
    if (this.#said) this.say(null);
    this.#said = false;
    this.#gap = 0;
  }

  /** Waits no longer. */
  giveUp(): void {
    const seconds = Math.round(this.#gap / 1000);
    this.#end.abort(new EngineError('no-answer', text.lane.noAnswer(seconds)));
    this.over();
  }

  /** There is nothing to wait for. */
  over(): void {
    if (!this.#over) this.heard();
    this.#over = true;
  }

  async #watch(): Promise<void> {
    let before = this.environment.now();
    for (;;) {
      await this.environment.wait(LOOK_EVERY);
      if (this.#over) return;
      const now = this.environment.now();
      // A machine that slept wakes up with a long time gone.
      this.#gap = this.resting() ? 0 : this.#gap + Math.min(now - before, 2 * LOOK_EVERY);
      before = now;
      if (this.#gap >= Math.max(this.patience.end, HOPELESS * this.#longest)) this.giveUp();
      else if (!this.#said && this.#gap >= Math.max(this.patience.say, LONG * this.#longest)) {
        this.#said = true;
        this.say(Math.round(this.#gap / 1000));
      }
    }
  }
}
