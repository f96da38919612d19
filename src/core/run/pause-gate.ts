/**
 * A gate that a run passes between two forward passes. The page closes and opens it; an engine
 * waits at it. Not here: how it reaches a worker (`workers/protocol.ts`).
 */
export type PauseChange = 'pause' | 'resume' | 'step';

export class PauseGate {
  #paused: boolean;
  /** Passes that may still be made while paused. */
  #steps = 0;
  readonly #listeners = new Set<(change: PauseChange) => void>();

  constructor(paused = false) {
    this.#paused = paused;
  }

  get paused(): boolean {
    return this.#paused;
  }

  /** Takes a change; the same as the methods below, for the far side of a worker. */
  apply(change: PauseChange): void {
    if (change === 'step') {
      if (!this.#paused) return;
      this.#steps++;
    } else {
      this.#paused = change === 'pause';
      this.#steps = 0;
    }
    for (const listener of [...this.#listeners]) listener(change);
  }

  /** From the next gap between two passes on, runs wait. */
  pause(): void {
    this.apply('pause');
  }

  /** Runs continue. */
  resume(): void {
    this.apply('resume');
  }

  /** Lets a paused run make one more pass. */
  step(): void {
    this.apply('step');
  }

  /** @returns a function that ends the listening */
  listen(listener: (change: PauseChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves when the next pass may begin, or when the signal fires. */
  async pass(signal: AbortSignal): Promise<void> {
    while (this.#paused && !signal.aborted) {
      if (this.#steps > 0) {
        this.#steps--;
        return;
      }
      await new Promise<void>((resolve) => {
        const end = () => {
          unlisten();
          signal.removeEventListener('abort', end);
          resolve();
        };
        const unlisten = this.listen(end);
        signal.addEventListener('abort', end);
      });
    }
  }
}
