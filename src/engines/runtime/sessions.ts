/**
 * The sessions of one load. Passes run one at a time, also of different models: the runtime keeps
 * one stack for a worker. When the GPU is lost, the pass in flight ends with `device-lost` instead
 * of waiting for an answer that never comes.
 */
import { EngineError } from '../../core/errors';
import type { Backend } from '../../core/run/run';
import { CapturedSession } from './captured';
import { neverLost, whenLost } from './lost-gpu';
import { createSession, deviceLost, type Tensor } from './ort';
import { rejectOnAbort } from './reject-on-abort';

/** A loaded network. */
export interface Network {
  /** One forward pass; the outputs are on the CPU. */
  run(feeds: Record<string, Tensor>): Promise<Record<string, Tensor>>;
}

interface Session {
  run(feeds: Record<string, Tensor>): Promise<Readonly<Record<string, unknown>>>;
  release(): Promise<void>;
}

export class Sessions {
  readonly #open: Session[] = [];
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
   * @param usual inputs of the shapes that most passes have. On WebGPU those are then replayed,
   *   where the runtime can, by a second session: it costs the weights once more.
   * @throws EngineError as `createSession`.
   */
  async open(
    graph: Uint8Array,
    weights: Uint8Array,
    usual?: Record<string, Tensor>,
  ): Promise<Network> {
    const data = [{ path: 'weights.bin', data: weights }];
    const session = await createSession(graph, data, { backend: this.backend });
    // The runtime opens the GPU with the first session, and closes it with the last.
    if (this.backend === 'webgpu' && !this.#open.length) this.#lost = whenLost(deviceLost());
    this.#open.push(session);
    const queued: Network = {
      run: (feeds) => {
        const one = captured?.fits(feeds) ? captured : session;
        const result = this.#last.then(() => this.#pass(one, feeds));
        this.#last = result.catch(() => undefined);
        return result;
      },
    };
    let captured: CapturedSession | null = null;
    if (usual && this.backend === 'webgpu')
      captured = await CapturedSession.open(graph, data, usual, await queued.run(usual));
    // Before the first: with the last one the GPU is closed.
    if (captured) this.#open.unshift(captured);
    return queued;
  }

  async release(): Promise<void> {
    await this.#last;
    for (const session of this.#open.splice(0))
      // After a lost GPU there is nothing left to release.
      await session.release().catch(() => undefined);
  }

  async #pass(session: Session, feeds: Record<string, Tensor>): Promise<Record<string, Tensor>> {
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
