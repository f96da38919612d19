/** Which models the lanes run, and what their manifests say that the page needs before a load. */
import { EngineError } from '../../core/errors';
import { parseManifest } from '../../core/manifest';
import type { LanguageEngineName, LoadOptions } from '../../core/run/engine';
import type { LaneKind } from '../../core/run/run';
import type { Values } from '../settings/values';

/** Folder names under `models/`. */
export const MODELS: Record<LaneKind, string> = {
  language: 'smollm2-135m-instruct',
  diffusion: 'emoji-denoiser',
};

/** The program with which WebLLM runs the language model. */
const WEBLLM_LIBRARY = 'smollm2-webllm';

/** What a lane loads, and what computes it. */
export function modelOf(
  lane: LaneKind,
  engine: LanguageEngineName,
): Pick<LoadOptions, 'model' | 'engine'> {
  if (lane === 'language' && engine === 'webllm') return { model: WEBLLM_LIBRARY, engine };
  return { model: MODELS[lane] };
}

/** What the picture model itself suggests. */
export interface PictureDefaults extends Pick<
  Values,
  'sampler' | 'schedule' | 'steps' | 'guidance' | 'style'
> {
  /** Names of the style input; index 0 is any. */
  readonly styles: readonly string[];
}

/**
 * Reads the defaults of the picture model. They are a convenience: without them the page has its
 * own, and a damaged manifest is reported by the load that needs it.
 * @returns null where the manifest cannot be read
 */
export async function fetchPictureDefaults(baseUrl: string): Promise<PictureDefaults | null> {
  try {
    const url = new URL(`models/${MODELS.diffusion}/manifest.json`, baseUrl);
    const response = await fetch(url);
    if (!response.ok) return null;
    const manifest = parseManifest(await response.json(), url.pathname);
    if (manifest.kind !== 'denoiser') return null;
    const { styles, defaults } = manifest.config;
    return { ...defaults, styles, style: defaults.style ?? 0 };
  } catch (cause) {
    if (cause instanceof EngineError || cause instanceof SyntaxError || cause instanceof TypeError)
      return null;
    throw cause;
  }
}
