/** Files of a model that is not this site's, as the load brings them: complete, verified, read where they are looked at. */
import { EngineError } from '../../core/errors';
import type { LoadOptions } from '../../core/run/engine';
import type { EngineInfo } from '../../core/run/run';
import type { StoredFile, StoredFiles, StoredRole } from '../../core/stored';
import { text } from '../../text/stored-models';
import { parseJson } from './loading';

/** Largest JSON that is read: a tokenizer of 260 000 tokens has 34 MB. */
const MOST_JSON = 1 << 27;

/** @throws EngineError `unsupported-model` where the load brings no files. */
export function storedOf({ stored, model }: Pick<LoadOptions, 'stored' | 'model'>): StoredFiles {
  if (stored) return stored;
  throw new EngineError('unsupported-model', text.noFiles(model.id), text.noFilesHint);
}

/** The one file of this role; null where there is none. */
export function findFile({ files }: StoredFiles, role: StoredRole): StoredFile | null {
  return files.find((file) => file.role === role) ?? null;
}

/** @throws EngineError `unsupported-model` where there is none. */
export function fileOfRole(stored: StoredFiles, role: StoredRole): StoredFile {
  const file = findFile(stored, role);
  if (file) return file;
  throw new EngineError('unsupported-model', text.lacks(stored.name, text.roles[role]));
}

/** @throws EngineError `model-fetch` when the browser removed it meanwhile. */
export async function bytesOf({ blob, path }: StoredFile): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return new Uint8Array(await blob.arrayBuffer());
  } catch (cause) {
    throw gone(path, cause);
  }
}

/** @throws EngineError as `bytesOf`; `unsupported-model` unless it is a JSON object. */
export async function jsonOf(file: StoredFile): Promise<Record<string, unknown>> {
  if (file.blob.size > MOST_JSON)
    throw new EngineError('unsupported-model', text.tooLong(file.path));
  return parseJson(await bytesOf(file), file) as Record<string, unknown>;
}

/** The error for a file whose bytes cannot be read any more. */
export function gone(path: string, cause: unknown): EngineError {
  return new EngineError('model-fetch', text.gone(path), text.goneHint, { cause });
}

/** What the engine says of a stored model. */
export function identityOfStored(
  { model, runtime, mechanism }: LoadOptions,
  stored: StoredFiles,
): Pick<EngineInfo, 'mechanism' | 'model' | 'runtimeId'> {
  return {
    mechanism,
    model: { ...model, name: stored.name, sha256: stored.sha256 },
    runtimeId: runtime,
  };
}
