/** A masked text model: a prompt is encoded once, then a text is filled in, pass by pass. */
import type { MaskedTrace } from '../../core/masked-diffusion/spec';
import { LoadedEngine, type Asked } from '../runtime/loaded-engine';
import type { EngineEvent } from '../runtime/stream';
import { loadModels, type Loaded } from './load';
import { checkSpec } from './spec';
import { unmask, type Captions } from './unmask';

export class MaskedTextEngine extends LoadedEngine<Loaded> {
  readonly #captions: Captions = new Map();

  protected override open = loadModels;

  protected override async *events(asked: Asked<Loaded>): AsyncGenerator<EngineEvent> {
    const { spec, loaded, signal, clock, parent } = asked;
    const from = parent as MaskedTrace | null;
    yield* unmask(checkSpec(spec), loaded, this.#captions, signal, clock, from);
  }

  protected override forget(): void {
    this.#captions.clear();
  }
}
