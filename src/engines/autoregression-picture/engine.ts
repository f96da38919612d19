/** A picture by tokens: a prompt is encoded once, then the picture is said cell by cell. */
import { isPictureByTokens } from '../../core/autoregression-picture/spec';
import {
  sameLoad,
  type Engine,
  type LoadOptions,
  type OnProgress,
  type RunOptions,
} from '../../core/run/engine';
import { EngineError } from '../../core/errors';
import { onClockOf } from '../../core/run/fork';
import type { PaintQuestion } from '../../core/run/paint';
import type { EngineInfo, RunEvent, RunSpec } from '../../core/run/run';
import { sharedNow } from '../runtime/clock';
import { eventStream, type EngineEvent } from '../runtime/stream';
import { cellCodes, decode } from './decoder';
import { Held } from './held';
import { loadModels, type Loaded } from './load';
import { checkSpec } from './spec';
import { write } from './write';
import { text as words } from '../../text/engines';

/** Most pictures of one question: what a cell has candidates, and a few. */
const MOST_PICTURES = 32;

export class PictureByTokensEngine implements Engine {
  #loaded: Loaded | null = null;
  #options: LoadOptions | null = null;
  #warm = false;
  #held = new Held();

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
    const parent = options.parent && isPictureByTokens(options.parent) ? options.parent : null;
    const spec = given.from && parent ? onClockOf(given, parent, sharedNow()) : given;
    const held = this.#held;
    const body = async function* (clock: () => number): AsyncGenerator<EngineEvent> {
      yield* write(checkSpec(spec, loaded.config), loaded, held, signal, clock, parent);
    };
    yield* eventStream(spec, loaded.info, warm, signal, body, options);
  }

  async paint({ style, pictures }: PaintQuestion): Promise<Float32Array[]> {
    const loaded = this.#loaded;
    if (!loaded) throw new EngineError('internal', words.run.noModel);
    const { side, codes, styles } = loaded.config;
    const sound =
      style in styles &&
      pictures.length > 0 &&
      pictures.length <= MOST_PICTURES &&
      // Of no cell at all there is nothing to paint.
      pictures.every((ids) => ids.length > 0 && ids.length <= side ** 2) &&
      pictures.flat().every((id) => Number.isInteger(id) && id >= 0 && id < codes ** 2);
    if (!sound) throw new EngineError('bad-input', words.models.otherCells);
    const cells = pictures.map((ids) => cellCodes(ids, side, codes));
    try {
      return await decode(loaded.decoder, cells, style);
    } catch (cause) {
      throw EngineError.from(cause);
    }
  }

  async dispose(): Promise<void> {
    const loaded = this.#loaded;
    this.#loaded = null;
    this.#options = null;
    this.#warm = false;
    this.#held = new Held();
    await loaded?.sessions.release();
  }
}
