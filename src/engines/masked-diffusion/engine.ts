/** A masked text model: a prompt is encoded once, then a text is filled in, pass by pass. */
import { isMasked } from '../../core/masked-diffusion/spec';
import {
  sameLoad,
  type Engine,
  type LoadOptions,
  type OnProgress,
  type RunOptions,
} from '../../core/run/engine';
import { EngineError } from '../../core/errors';
import { onClockOf } from '../../core/run/fork';
import type { EngineInfo, RunEvent, RunSpec } from '../../core/run/run';
import { sharedNow } from '../runtime/clock';
import { eventStream, type EngineEvent } from '../runtime/stream';
import { loadModels, type Loaded } from './load';
import { checkSpec } from './spec';
import { unmask, type Captions } from './unmask';
import { text as words } from '../../text/engines';

export class MaskedTextEngine implements Engine {
  #loaded: Loaded | null = null;
  #options: LoadOptions | null = null;
  #warm = false;
  #captions: Captions = new Map();

  async load(
    options: LoadOptions,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<EngineInfo> {
    const [loaded, before] = [this.#loaded, this.#options];
    if (loaded && before && !loaded.sessions.lost.aborted && sameLoad(options, before))
      return loaded.info;
    try {
      const loaded = await loadModels(options, onProgress, signal);
      await this.dispose();
      this.#loaded = loaded;
      this.#options = options;
      return loaded.info;
    } catch (cause) {
      throw EngineError.from(cause);
    }
  }

  /** @throws EngineError `internal` at the first event when nothing is loaded. */
  async *run(
    given: RunSpec,
    signal: AbortSignal,
    options: RunOptions = {},
  ): AsyncGenerator<RunEvent> {
    const loaded = this.#loaded;
    if (!loaded) throw new EngineError('internal', words.run.noModel, words.run.noModelHint);
    const warm = this.#warm;
    this.#warm = true;
    const parent = options.parent && isMasked(options.parent) ? options.parent : null;
    const spec = given.from && parent ? onClockOf(given, parent, sharedNow()) : given;
    const captions = this.#captions;
    const body = async function* (clock: () => number): AsyncGenerator<EngineEvent> {
      yield* unmask(checkSpec(spec), loaded, captions, signal, clock, parent);
    };
    yield* eventStream(spec, loaded.info, warm, signal, body, options);
  }

  async dispose(): Promise<void> {
    const loaded = this.#loaded;
    this.#loaded = null;
    this.#options = null;
    this.#warm = false;
    this.#captions = new Map();
    await loaded?.sessions.release();
  }
}
