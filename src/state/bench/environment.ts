/** What a benchmark needs of the world around it, beyond what a session does. */
import type { BenchHardware } from '../../core/bench/bench';
import type { LanguageEngineName } from '../../core/run/engine';
import { EngineError } from '../../core/errors';
import { parseManifest, type ModelManifest } from '../../core/manifest';
import type { modelOf } from '../session/models';
import type { World } from '../session/environment';

export interface BenchWorld extends Pick<
  World,
  'engine' | 'baseUrl' | 'cores' | 'now' | 'wait' | 'newId' | 'tab'
> {
  readonly modelOf: typeof modelOf;
  hardware(): Promise<BenchHardware>;
  /** Null where it cannot be read: the result then has no estimate of costs. */
  manifest(id: string): Promise<ModelManifest | null>;
  /** Brings to rest whatever else on this page uses the machine. */
  rest(): Promise<void>;
}

export async function fetchManifest(baseUrl: string, id: string): Promise<ModelManifest | null> {
  try {
    const url = new URL(`models/${id}/manifest.json`, baseUrl);
    const response = await fetch(url);
    return response.ok ? parseManifest(await response.json(), url.pathname) : null;
  } catch (cause) {
    if (cause instanceof EngineError || cause instanceof SyntaxError || cause instanceof TypeError)
      return null;
    throw cause;
  }
}

/**
 * Of both lanes' models, the picture model's text encoder included; those that can be read. WebLLM's
 * is a program whose passes are not counted.
 */
export async function benchManifests(
  { modelOf, manifest }: Pick<BenchWorld, 'modelOf' | 'manifest'>,
  engine: LanguageEngineName,
): Promise<ModelManifest[]> {
  const ids = [modelOf('language', engine).model, modelOf('diffusion', engine).model];
  const both = await Promise.all(ids.map((id) => manifest(id)));
  const picture = both[1];
  const encoder = picture?.kind === 'denoiser' ? await manifest(picture.config.encoder) : null;
  return [...both, encoder].filter((found) => found !== null);
}
