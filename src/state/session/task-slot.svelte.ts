/**
 * What the lanes are busy with: one thing at a time, and the newest wish of the user wins. Whatever
 * is asked for ends what goes on before it begins; Stop works at any moment. Not here: what is done.
 */
export class TaskSlot {
  /** True from a wish until all that came of it is over. */
  busy = $state(false);
  /** Stop was pressed, and a forward pass or a load is still to come to its end. */
  stopping = $state(false);
  /** For the live region: the last thing that began or ended. */
  announcement = $state('');

  #control = new AbortController();
  /** Settled when nothing goes on. */
  #settled: Promise<void> = Promise.resolve();
  /** Rises with every wish. */
  #turn = 0;

  /**
   * @param begins called when a new thing takes the place of what went on
   * @param ends called when what went on is over: by itself, or because it was stopped
   */
  constructor(
    private readonly begins: () => void,
    private readonly ends: (how: 'concluded' | 'stopped') => void,
  ) {}

  /** Of what goes on now. */
  get signal(): AbortSignal {
    return this.#control.signal;
  }

  /** Runs what is no work, and beside nothing: the next wish ends it. */
  async runDetached(show: (signal: AbortSignal) => Promise<void>): Promise<void> {
    this.#control = new AbortController();
    await (this.#settled = show(this.#control.signal));
  }

  /** Ends what goes on, then begins this, unless a newer wish came meanwhile. */
  async replaceWith(what: string, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const turn = ++this.#turn;
    this.busy = true;
    this.stopping = false;
    this.begins();
    this.#control.abort();
    await this.#settled;
    if (turn !== this.#turn) return;
    this.announcement = what;
    this.#control = new AbortController();
    await this.join(work(this.#control.signal));
  }

  /** Busy until this and all that was joined before it is over. */
  async join(work: Promise<void>): Promise<void> {
    const settled = Promise.allSettled([this.#settled, work]).then(() => undefined);
    this.#settled = settled;
    await settled;
    // A stop, or something that takes this one's place, concludes it instead.
    if (settled === this.#settled && !this.#control.signal.aborted) {
      this.busy = false;
      this.ends('concluded');
    }
    await work;
  }

  /**
   * Ends what goes on; what came of it stays.
   * @returns false where a newer wish came meanwhile
   */
  async stop(): Promise<boolean> {
    const turn = ++this.#turn;
    this.stopping = this.busy;
    this.#control.abort();
    await this.#settled;
    if (turn !== this.#turn) return false;
    if (this.busy) this.announcement = 'Stopped.';
    this.busy = false;
    this.stopping = false;
    this.ends('stopped');
    return true;
  }
}
