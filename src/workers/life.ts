/**
 * Whether a worker lives. One that ends itself, or that the browser ends, fires no event: but its
 * Web Locks are free from then on, and the page waits for one of them.
 */
export class Life {
  /** Of the lock that the worker takes before anything else. */
  readonly name = `decode-and-denoise/worker/${crypto.getRandomValues(new Uint32Array(4)).join('-')}`;
  /** Called once, when the worker has ended and `over` was not called before. */
  onend: (() => void) | null = null;
  readonly #watch = new AbortController();

  /** The worker holds its lock. */
  begins(): void {
    const { signal } = this.#watch;
    navigator.locks
      .request(this.name, { signal }, () => this.onend?.())
      // `over` was called.
      .catch(() => undefined);
  }

  /** Nobody needs to know any more. */
  over(): void {
    this.onend = null;
    this.#watch.abort();
  }
}
