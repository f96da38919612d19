/** Diffusion models of this site, of a hub and of files: what opens each is fetched when it is asked for. */
import { EngineError } from '../../core/errors';
import type { Attention, AttentionQuestion } from '../../core/run/attention';
import type { Engine, LoadOptions, OnProgress, RunOptions } from '../../core/run/engine';
import type { EngineInfo, RunEvent, RunSpec } from '../../core/run/run';
import type { LayoutId } from '../../core/stored';
import { text } from '../../text/stored-models';
import { storedOf } from '../runtime/stored';
import { DiffusionEngine } from './engine';

/** The layouts that onnxruntime-web runs as a diffusion model. */
const LAYOUTS: Readonly<Partial<Record<LayoutId, () => Promise<Engine>>>> = {
  'latent-diffusion': async () => new (await import('./latent/engine')).LatentEngine(),
};

export class AnyDiffusionEngine implements Engine {
  #engine: Engine = new DiffusionEngine();
  /** Layout of the engine; null for this site's. */
  #layout: LayoutId | null = null;

  async load(
    options: LoadOptions,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<EngineInfo> {
    const layout = options.model.source === 'site' ? null : storedOf(options).layout;
    if (layout === this.#layout) return this.#engine.load(options, onProgress, signal);
    const next = await engineOf(layout, options);
    const info = await next.load(options, onProgress, signal);
    await this.#engine.dispose();
    this.#engine = next;
    this.#layout = layout;
    return info;
  }

  run(spec: RunSpec, signal: AbortSignal, options?: RunOptions): AsyncIterable<RunEvent> {
    return this.#engine.run(spec, signal, options);
  }

  async attend(question: AttentionQuestion): Promise<Attention> {
    if (this.#engine.attend) return this.#engine.attend(question);
    throw new EngineError('unsupported-model', text.pictures.noAttention);
  }

  dispose(): Promise<void> {
    return this.#engine.dispose();
  }
}

async function engineOf(layout: LayoutId | null, options: LoadOptions): Promise<Engine> {
  if (layout === null) return new DiffusionEngine();
  const make = LAYOUTS[layout];
  if (make) return make();
  throw new EngineError(
    'unsupported-model',
    text.otherLayout(storedOf(options).name, 'onnxruntime-web'),
    text.otherRuntime,
  );
}
