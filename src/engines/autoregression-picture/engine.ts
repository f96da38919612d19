/** A picture by tokens: a prompt is encoded once, then the picture is said cell by cell. */
import type { PictureTrace } from '../../core/autoregression-picture/spec';
import type { PictureByTokensManifest } from '../../core/manifest';
import type { PaintQuestion } from '../../core/run/paint';
import type { Loaded } from '../picture-tokens/load';
import { paint } from '../picture-tokens/paint';
import { LoadedEngine, type Asked } from '../runtime/loaded-engine';
import type { EngineEvent } from '../runtime/stream';
import { Held } from './held';
import { loadModels } from './load';
import { checkSpec } from './spec';
import { write } from './write';

export class PictureByTokensEngine extends LoadedEngine<Loaded<PictureByTokensManifest>> {
  #held = new Held();

  protected override open = loadModels;

  protected override async *events(
    asked: Asked<Loaded<PictureByTokensManifest>>,
  ): AsyncGenerator<EngineEvent> {
    const { spec, loaded, signal, clock, parent } = asked;
    const from = parent as PictureTrace | null;
    yield* write(checkSpec(spec, loaded.config), loaded, this.#held, signal, clock, from);
  }

  async paint(question: PaintQuestion): Promise<Float32Array[]> {
    return paint(this.loaded.model, question);
  }

  protected override forget(): void {
    this.#held = new Held();
  }
}
