/** The models that this site ships, known from the start: the catalogue is built into the page. */
import index from '../../../public/models/index.json';
import type { RuntimeId } from '../../core/ids';
import type { Backend } from '../../core/run/run';
import {
  keyOf,
  parseCatalogue,
  siteModel,
  type CatalogueEntry,
  type ModelRef,
} from '../../core/model';

export const SITE_MODELS: readonly CatalogueEntry[] = parseCatalogue(index, 'models/index.json');

/** The lanes that the page opens with: a model each, on its first runtime. */
export const FIRST_LANES: readonly string[] = ['smollm2-135m-instruct', 'emoji-denoiser'];

/** A model that this site ships; undefined where it has none of this id. */
export function siteEntry(id: string): CatalogueEntry | undefined {
  return SITE_MODELS.find((entry) => entry.id === id);
}

/**
 * Whether a lane can take the model, of whatever version.
 * @param models of the page; those that this site ships where none are given
 */
export function isHere(model: ModelRef, models: readonly CatalogueEntry[] = SITE_MODELS): boolean {
  const key = keyOf(model);
  return models.some(({ id }) => id === key);
}

export function refOf({ id, ref }: CatalogueEntry): ModelRef {
  return ref ?? siteModel(id);
}

/** Folders that a runtime needs beside the model's own. */
export function needsOf({ runtimes }: CatalogueEntry, runtime: RuntimeId): readonly string[] {
  return runtimes.find(({ id }) => id === runtime)?.needs ?? [];
}

/** For a person: what a runtime is called. */
export const RUNTIME_NAMES: Readonly<Record<RuntimeId, string>> = {
  onnxruntime: 'onnxruntime-web',
  webllm: 'WebLLM',
};

/** The backends that a runtime has. */
export const RUNTIME_BACKENDS: Readonly<Record<RuntimeId, readonly Backend[]>> = {
  onnxruntime: ['webgpu', 'wasm'],
  webllm: ['webgpu'],
};
