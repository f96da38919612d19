/**
 * A brake that a run asks between two forward passes. The page holds and releases it; an engine
 * waits on it. Not here: how it reaches a worker (`workers/protocol.ts`).
 */
export type HoldChange = 'hold' | 'release' | 'step';

export class Hold {
  #held: boolean;
  /** Passes that may still be made while held. */
  #steps = 0;
  readonly #listeners = new Set<(change: HoldChange) => void>();

  constructor(held = false) {
    this.#held = held;
  }

  get held(): boolean {
    return this.#held;
  }

  /** Takes a change; the same as the methods below, for the far side of a worker. */
  apply(change: HoldChange): void {
    if (change === 'step') {
      if (!this.#held) return;
      this.#steps++;
    } else {
      this.#held = change === 'hold';
      this.#steps = 0;
    }
    for (const listener of [...this.#listeners]) listener(change);
  }

  /** From the next gap between two passes on, runs wait. */
  hold(): void {
    this.apply('hold');
  }

  /** Runs go on. */
  release(): void {
    this.apply('release');
  }

  /** Lets a held run make one pass more. */
  step(): void {
    this.apply('step');
  }

  /** @returns a function that ends the listening */
  listen(listener: (change: HoldChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Resolves when the next pass may begin, or when the signal fires. */
  async pass(signal: AbortSignal): Promise<void> {
    while (this.#held && !signal.aborted) {
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
