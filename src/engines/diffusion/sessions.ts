/**
 * The sessions of one load. Passes run one at a time, also of different models: the runtime keeps
 * one stack for a worker. When the GPU goes, the pass in flight ends with `device-lost` instead of
 * waiting for an answer that never comes.
 */
import { EngineError } from '../../core/errors';
import type { Backend } from '../../core/run/run';
import { createSession, deviceLost, type InferenceSession, type Tensor } from '../runtime/ort';

/** A loaded network. */
export interface Network {
  /** One forward pass; the outputs are on the CPU. */
  run(feeds: Record<string, Tensor>): Promise<Record<string, Tensor>>;
}

export class Sessions {
  readonly #open: InferenceSession[] = [];
  #last: Promise<unknown> = Promise.resolve();
  #lost: EngineError | null = null;
  /** Ends the pass in flight. */
  #abandon: ((error: EngineError) => void) | null = null;

  /** `loadOrt` for the backend comes first. */
  constructor(private readonly backend: Backend) {}

  /** Set once the GPU is gone: nothing here works any more. */
  get lost(): EngineError | null {
    return this.#lost;
  }

  /**
   * @param weights the external data that the graph refers to as weights.bin.
   * @throws EngineError as `createSession`.
   */
  async open(graph: Uint8Array, weights: Uint8Array): Promise<Network> {
    const session = await createSession(graph, [{ path: 'weights.bin', data: weights }], {
      backend: this.backend,
    });
    // The runtime opens the GPU with the first session, and closes it with the last.
    if (this.backend === 'webgpu' && !this.#open.length) void this.#watch();
    this.#open.push(session);
    return {
      run: (feeds) => {
        const result = this.#last.then(() => this.#pass(session, feeds));
        this.#last = result.catch(() => undefined);
        return result;
      },
    };
  }

  async release(): Promise<void> {
    await this.#last;
    for (const session of this.#open.splice(0))
      // After a lost GPU there is nothing left to release.
      await session.release().catch(() => undefined);
  }

  async #pass(
    session: InferenceSession,
    feeds: Record<string, Tensor>,
  ): Promise<Record<string, Tensor>> {
    if (this.#lost) throw this.#lost;
    try {
      return await new Promise((resolve, reject) => {
        this.#abandon = reject;
        session.run(feeds).then((outputs) => resolve(outputs as Record<string, Tensor>), reject);
      });
    } catch (cause) {
      throw this.#lost ?? EngineError.from(cause);
    } finally {
      this.#abandon = null;
    }
  }

  async #watch(): Promise<void> {
    const { message } = await deviceLost();
    this.#lost = new EngineError(
      'device-lost',
      `The browser took the GPU away${message ? `: ${message}` : '.'}`,
      'What was made so far is kept. Press Run to open the GPU again, or choose "wasm" in settings.',
    );
    this.#abandon?.(this.#lost);
  }
}
