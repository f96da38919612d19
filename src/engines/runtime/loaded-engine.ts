/** The frame of an engine that loads once and then runs: all but what it loads and what a run does. */
import { EngineError } from '../../core/errors';
import {
  sameLoad,
  type Engine,
  type LoadOptions,
  type OnProgress,
  type RunOptions,
} from '../../core/run/engine';
import { onClockOf } from '../../core/run/fork';
import type { EngineInfo, RunEvent, RunSpec } from '../../core/run/run';
import type { Trace } from '../../core/run/trace';
import { text } from '../../text/engines';
import { sharedNow } from './clock';
import type { Sessions } from './sessions';
import { eventStream, type EngineEvent } from './stream';

/** A run as it is asked for. */
export interface Asked<L> {
  /** On its own clock; not checked yet. */
  readonly spec: RunSpec;
  readonly loaded: L;
  readonly signal: AbortSignal;
  /** Milliseconds on the run's clock. */
  readonly clock: () => number;
  /** The run that `spec.from` names, of the same mechanism; null where there is none. */
  readonly parent: Trace | null;
}

export abstract class LoadedEngine<
  L extends { readonly info: EngineInfo; readonly sessions: Sessions },
> implements Engine {
  #loaded: { readonly model: L; readonly options: LoadOptions } | null = null;
  #warm = false;

  /** @throws EngineError; nothing stays loaded then. */
  protected abstract open(
    options: LoadOptions,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<L>;

  /** The events of a run, without their frame. What it throws becomes the run's end. */
  protected abstract events(asked: Asked<L>): AsyncGenerator<EngineEvent>;

  /** Drops what earlier runs left: the model is another one from here on. */
  protected abstract forget(): void;

  /** @throws EngineError `internal` when nothing is loaded. */
  protected get loaded(): { readonly model: L; readonly options: LoadOptions } {
    if (!this.#loaded) throw new EngineError('internal', text.run.noModel, text.run.noModelHint);
    return this.#loaded;
  }

  async load(
    options: LoadOptions,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<EngineInfo> {
    const before = this.#loaded;
    if (before && !before.model.sessions.lost.aborted && sameLoad(options, before.options))
      return before.model.info;
    try {
      const model = await this.open(options, onProgress, signal);
      await this.dispose();
      this.#loaded = { model, options };
      return model.info;
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
    const { model: loaded } = this.loaded;
    const warm = this.#warm;
    this.#warm = true;
    const same = options.parent?.spec.mechanism === given.mechanism;
    const parent = (same && options.parent) || null;
    const spec = given.from && parent ? onClockOf(given, parent, sharedNow()) : given;
    const body = (clock: () => number) => this.events({ spec, loaded, signal, clock, parent });
    yield* eventStream(spec, loaded.info, warm, signal, body, options);
  }

  async dispose(): Promise<void> {
    const before = this.#loaded;
    this.#loaded = null;
    this.#warm = false;
    this.forget();
    await before?.model.sessions.release();
  }
}
