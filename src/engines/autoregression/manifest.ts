/** The manifest of the language model that a load asks for, and what the engine says of it. */
import { EngineError } from '../../core/errors';
import { fileOf, type LanguageManifest } from '../../core/manifest';
import type { LoadOptions } from '../../core/run/engine';
import type { EngineInfo } from '../../core/run/run';
import { siteFolder } from '../runtime/loading';
import { fetchManifest } from '../runtime/store';
import { text } from '../../text/engines';

/** @throws EngineError as `fetchManifest`; `unsupported-model` where it is of another kind. */
export async function readLanguageManifest(
  { baseUrl, model }: Pick<LoadOptions, 'baseUrl' | 'model'>,
  signal: AbortSignal,
): Promise<LanguageManifest> {
  const manifest = await fetchManifest(baseUrl, siteFolder(model), signal);
  if (manifest.kind === 'language') return manifest;
  throw new EngineError('unsupported-model', text.models.notLanguage(manifest.name));
}

export function identityOf(
  { model, runtime }: LoadOptions,
  manifest: LanguageManifest,
): Pick<EngineInfo, 'mechanism' | 'modality' | 'model' | 'runtimeId'> {
  const { sha256 } = fileOf(manifest, 'weights');
  return {
    mechanism: 'autoregression',
    modality: 'text',
    model: { ...model, name: manifest.name, sha256 },
    runtimeId: runtime,
  };
}
