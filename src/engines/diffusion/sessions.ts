/**
 * The sessions of one load. Passes run one at a time, also of different models: the runtime keeps
 * one stack for a worker. When the GPU is lost, the pass in flight ends with `device-lost` instead
 * of waiting for an answer that never comes.
 */
import { EngineError } from '../../core/errors';
import type { Backend } from '../../core/run/run';
import { neverLost, whenLost } from '../runtime/lost-gpu';
import { createSession, deviceLost, type InferenceSession, type Tensor } from '../runtime/ort';
import { rejectOnAbort } from '../runtime/reject-on-abort';

/** A loaded network. */
export interface Network {
  /** One forward pass; the outputs are on the CPU. */
  run(feeds: Record<string, Tensor>): Promise<Record<string, Tensor>>;
}

export class Sessions {
  readonly #open: InferenceSession[] = [];
  #last: Promise<unknown> = Promise.resolve();
  #lost = neverLost();

  /** `loadOrt` for the backend comes first. */
  constructor(private readonly backend: Backend) {}

  /** Fires when the GPU is gone: nothing here works any more. */
  get lost(): AbortSignal {
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
    if (this.backend === 'webgpu' && !this.#open.length) this.#lost = whenLost(deviceLost());
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
    this.#lost.throwIfAborted();
    try {
      const outputs = await rejectOnAbort(this.#lost, session.run(feeds));
      return outputs as Record<string, Tensor>;
    } catch (cause) {
      this.#lost.throwIfAborted();
      throw EngineError.from(cause);
    }
  }
}
