import type { Measurement } from '../../src/state/session/machine.svelte';

/** A measurement that goes on until it is told to stop. */
export class Measured implements Measurement {
  busy = $state(true);
  #stopping: Promise<void> = Promise.resolve();
  ended: () => void = () => undefined;

  /** Takes until `ended` to stop, as one does in a long forward pass. */
  slow(): void {
    this.#stopping = new Promise((resolve) => (this.ended = resolve));
  }

  async stop(): Promise<void> {
    await this.#stopping;
    this.busy = false;
  }
}
