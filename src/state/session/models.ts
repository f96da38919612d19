/** What the manifests of models say that the page needs before a load. */
import { EngineError } from '../../core/errors';
import { parseManifest, type ModelManifest } from '../../core/manifest';
import { locate } from '../../core/model';
import type { LoadOptions } from '../../core/run/engine';
import { needsOf } from '../settings/catalogue';
import type { LaneSettings } from '../settings/values';

/** What an engine is asked to load for a lane. */
export function loadOf(
  { mechanism, model, runtime, entry }: LaneSettings,
  where: Pick<LoadOptions, 'baseUrl' | 'backend' | 'threads'>,
): LoadOptions {
  return { mechanism, model, runtime, needs: needsOf(entry, runtime), ...where };
}

/**
 * A manifest as a convenience: without it the page has its own defaults and no estimates, and a
 * damaged one is reported by the load that needs it.
 * @returns null where it cannot be read
 */
export async function fetchManifest(baseUrl: string, id: string): Promise<ModelManifest | null> {
  try {
    const url = locate(baseUrl, id, 'manifest.json');
    const response = await fetch(url);
    return response.ok ? parseManifest(await response.json(), url) : null;
  } catch (cause) {
    if (cause instanceof EngineError || cause instanceof SyntaxError || cause instanceof TypeError)
      return null;
    throw cause;
  }
}
