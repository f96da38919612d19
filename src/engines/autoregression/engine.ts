/**
 * A language model, one token at a time, whatever computes the network: loads, runs and disposal
 * one after the other. Not here: how a model is loaded.
 */
import { isAutoregression, type AutoregressionSpec } from '../../core/autoregression/spec';
import {
  sameLoad,
  type Engine,
  type LoadOptions,
  type OnProgress,
  type RunOptions,
} from '../../core/run/engine';
import { EngineError, throwIfAborted } from '../../core/errors';
import type { EngineInfo, RunEvent, RunSpec } from '../../core/run/run';
import { sharedNow } from '../runtime/clock';
import { eventStream, type EngineEvent } from '../runtime/stream';
import { resolveFork } from './fork';
import { generate, type Parts } from './generate';
import type { Network } from './network';
import { text } from '../../text/engines';

/** A model that is ready to generate. */
export interface Loaded<N extends Network = Network> {
  readonly info: EngineInfo;
  readonly parts: Omit<Parts, 'model'> & { readonly model: N };
}

interface Current extends Loaded {
  readonly options: LoadOptions;
  /** False until the first run has begun. */
  warm: boolean;
}

/** @throws EngineError; nothing stays loaded then. */
export type Loader = (
  options: LoadOptions,
  onProgress: OnProgress,
  signal: AbortSignal,
) => Promise<Loaded>;

export class LanguageEngine implements Engine {
  #current: Current | null = null;
  /** The network does one thing at a time: runs, loads and disposal wait for each other. */
  #queue: Promise<unknown> = Promise.resolve();

  constructor(private readonly loader: Loader) {}

  async load(
    options: LoadOptions,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<EngineInfo> {
    const release = await this.#turn();
    try {
      throwIfAborted(signal);
      if (this.#current && sameLoad(this.#current.options, options)) return this.#current.info;
      const loaded = await this.loader(options, onProgress, signal);
      await this.#drop();
      const current = { ...loaded, options: { ...options }, warm: false };
      this.#current = current;
      loaded.parts.lost.addEventListener('abort', () => {
        if (this.#current === current) this.#current = null;
      });
      return loaded.info;
    } catch (cause) {
      throw EngineError.from(cause);
    } finally {
      release();
    }
  }

  async *run(
    given: RunSpec,
    signal: AbortSignal,
    options: RunOptions = {},
  ): AsyncGenerator<RunEvent> {
    const current = this.#current;
    if (!current) throw new EngineError('internal', text.run.noModel, text.run.pressRun);
    const { info, parts } = current;
    const warm = current.warm;
    current.warm = true;
    const turn = this.#turn();
    const parent = options.parent && isAutoregression(options.parent) ? options.parent : null;
    let spec: AutoregressionSpec | null = null;
    let refusal: unknown;
    try {
      spec = resolveFork(ownSpec(given), parent, parts.tokenizer, sharedNow());
    } catch (cause) {
      refusal = cause;
    }
    const body = async function* (clock: () => number): AsyncGenerator<EngineEvent> {
      if (!spec) throw refusal;
      await turn;
      yield* generate(parts, spec, signal, clock, { parent, onPass: options.onPass });
    };
    try {
      yield* eventStream(spec ?? given, info, warm, signal, body, options);
    } finally {
      (await turn)();
    }
  }

  async dispose(): Promise<void> {
    const release = await this.#turn();
    try {
      await this.#drop();
    } finally {
      release();
    }
  }

  async #drop(): Promise<void> {
    const old = this.#current;
    this.#current = null;
    // After a lost GPU there is nothing left to release.
    await old?.parts.model.dispose().catch(() => undefined);
  }

  /** Resolves, when all before have released theirs, to the function that releases this turn. */
  async #turn(): Promise<() => void> {
    const before = this.#queue;
    let release: () => void = () => undefined;
    this.#queue = new Promise<void>((resolve) => (release = resolve));
    await before;
    return release;
  }
}

/** @throws EngineError `bad-input` where the run is another mechanism's. */
function ownSpec(spec: RunSpec): AutoregressionSpec {
  if (spec.mechanism === 'autoregression') return spec as AutoregressionSpec;
  throw new EngineError('bad-input', text.run.otherMechanism(spec.mechanism, text.run.language));
}
