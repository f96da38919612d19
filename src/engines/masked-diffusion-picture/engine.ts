/** A masked picture: a prompt is encoded once, then all cells are filled in, pass by pass. */
import type { MaskedPictureTrace } from '../../core/masked-diffusion-picture/spec';
import type { PaintQuestion } from '../../core/run/paint';
import { paint } from '../picture-tokens/paint';
import { LoadedEngine, type Asked } from '../runtime/loaded-engine';
import type { EngineEvent } from '../runtime/stream';
import { loadModels, type LoadedMasked } from './load';
import { ReadPrompt } from './prompt';
import { checkSpec } from './spec';
import { unmask } from './unmask';

export class MaskedPictureEngine extends LoadedEngine<LoadedMasked> {
  readonly #read = new ReadPrompt();

  protected override open = loadModels;

  protected override async *events(asked: Asked<LoadedMasked>): AsyncGenerator<EngineEvent> {
    const { spec, loaded, signal, clock, parent } = asked;
    const from = parent as MaskedPictureTrace | null;
    yield* unmask(checkSpec(spec, loaded.config), loaded, this.#read, signal, clock, from);
  }

  async paint(question: PaintQuestion): Promise<Float32Array[]> {
    return paint(this.loaded.model, question);
  }

  protected override forget(): void {
    this.#read.clear();
  }
}
