/**
 * Who computes on this machine. While the Compare view measures, a run of the Watch view would make
 * its figures wrong without a word: whatever wants to begin then waits for the user's answer.
 */

/** Something that measures, and must be alone. */
export interface Measurement {
  readonly busy: boolean;
  /** Ends it; what is measured so far stays. Resolves when nothing computes any more. */
  stop(): Promise<void>;
}

export class Machine {
  /** Null until there is something that could measure. */
  measurement = $state.raw<Measurement | null>(null);
  /** What was asked for last while a measurement went on. */
  #begin = $state.raw<(() => Promise<void>) | null>(null);

  get measuring(): boolean {
    return this.measurement?.busy ?? false;
  }

  /** Something waits for the answer; no longer so when the measurement ends by itself. */
  get asked(): boolean {
    return this.measuring && this.#begin !== null;
  }

  /** Keeps what is to begin until the user has answered. */
  ask(begin: () => Promise<void>): void {
    this.#begin = begin;
  }

  /** The answer: the measurement ends, then what was asked for begins. */
  async stopAndBegin(): Promise<void> {
    const begin = this.#begin;
    this.#begin = null;
    await this.measurement?.stop();
    await begin?.();
  }

  /** The answer: the measurement goes on. */
  keepMeasuring(): void {
    this.#begin = null;
  }
}
