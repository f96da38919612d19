/** What loading a model is whatever the model: which backend in the end, and how it is told. */
import { EngineError } from '../../core/errors';
import type { ModelFile, ModelManifest } from '../../core/manifest';
import type { ModelRef } from '../../core/model';
import type { BackendChoice, LoadProgress, OnProgress } from '../../core/run/engine';
import { computesWrongly, type EngineInfo } from '../../core/run/run';
import { chooseBackend, type ChosenBackend } from './backend';
import { text } from '../../text/engines';
import { localised } from '../../text/language';

const { backend: words } = text;

/** Failures that another backend would meet again. */
const NOT_THE_BACKEND: readonly string[] = ['aborted', 'model-fetch', 'integrity'];

/**
 * Loads on the backend that was asked for; with `auto`, on WASM when the model fails on the GPU or
 * does not give its known answer there.
 * @param load throws an EngineError with nothing left loaded
 * @param release frees a model that computes wrongly
 * @throws EngineError; nothing stays loaded then.
 */
export async function loadWithFallback<T extends { readonly info: EngineInfo }>(
  choice: BackendChoice,
  load: (chosen: ChosenBackend) => Promise<T>,
  release: (loaded: T) => Promise<void>,
): Promise<T> {
  const chosen = await chooseBackend(choice);
  if (choice !== 'auto' || chosen.backend !== 'webgpu') return load(chosen);
  let trouble: string;
  try {
    const onGpu = await load(chosen);
    if (!computesWrongly(onGpu.info)) return onGpu;
    await release(onGpu);
    trouble = offBy(onGpu.info);
  } catch (cause) {
    const error = EngineError.from(cause);
    if (NOT_THE_BACKEND.includes(error.code)) throw error;
    trouble = words.modelFailed(error.detail);
  }
  return load({ backend: 'wasm', adapter: null, reason: words.onCpu(trouble) });
}

function offBy({ knownAnswer, selfCheck }: EngineInfo): string {
  if (!knownAnswer) return selfCheck ? words.selfCheck(selfCheck.what) : words.notChecked;
  const { worst, tolerance, what } = knownAnswer;
  return words.offBy(what, localised(worst.toPrecision(3)), tolerance);
}

/** Says that a phase without a size begins. */
export function sayPhase(
  onProgress: OnProgress,
  phase: LoadProgress['phase'],
  label: string,
  next: string,
): void {
  onProgress({ phase, label, loaded: 0, total: 0, fromDevice: false, next });
}

/**
 * Folder of a model under `models/`.
 * @throws EngineError `unsupported-model` where it is not one of this site's.
 */
export function siteFolder({ source, id }: ModelRef): string {
  if (source === 'site') return id;
  throw new EngineError('unsupported-model', text.files.notOfSite(id));
}

/** The known answer that a model comes with, if it does. */
export function goldenOf({ files }: ModelManifest): ModelFile | null {
  return files.find(({ role }) => role === 'golden') ?? null;
}

/** @throws EngineError `unsupported-model` unless the bytes are a JSON object. */
export function parseJson(bytes: Uint8Array, { path }: Pick<ModelFile, 'path'>): object {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new EngineError('unsupported-model', text.files.notJson(path), '', { cause });
  }
  if (typeof value === 'object' && value !== null) return value;
  throw new EngineError('unsupported-model', text.files.noObject(path));
}
