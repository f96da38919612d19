/**
 * How a model that is conditioned by a text encoder is loaded, whatever it generates: manifests, then
 * files while the runtime starts, then sessions on the backend that was asked for or on the other one.
 */
import type { MechanismId, Modality } from '../../core/ids';
import { fileOf, type ModelManifest } from '../../core/manifest';
import type { LoadOptions, OnProgress } from '../../core/run/engine';
import type { Backend, EngineInfo, KnownAnswer } from '../../core/run/run';
import { text as words } from '../../text/engines';
import type { ChosenBackend } from './backend';
import type { OnDownload } from './download-progress';
import { loadWithFallback, sayPhase } from './loading';
import { readWhileStarting, RUNTIME } from './ort';
import type { Sessions } from './sessions';

/** A load as it was asked for. */
export interface Job<M> {
  readonly options: LoadOptions;
  readonly manifests: M;
  /** When the load was asked for, `performance.now()`. */
  readonly began: number;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

const PREPARE = words.phases.prepare;
const WARM_UP = words.phases.warmUp;

/**
 * @param load on one backend; nothing stays loaded where it throws
 * @throws EngineError; nothing stays loaded then.
 */
export async function loadConditioned<
  M,
  L extends { readonly info: EngineInfo; readonly sessions: Sessions },
>(
  asked: Pick<Job<M>, 'options' | 'onProgress' | 'signal'>,
  readManifests: (options: LoadOptions, signal: AbortSignal) => Promise<M>,
  load: (job: Job<M>, chosen: ChosenBackend) => Promise<L>,
): Promise<L> {
  const began = performance.now();
  const manifests = await readManifests(asked.options, asked.signal);
  const job: Job<M> = { ...asked, manifests, began };
  return loadWithFallback(
    asked.options.backend,
    (chosen) => load(job, chosen),
    ({ sessions }) => sessions.release(),
  );
}

/** Reads the files while the runtime starts. @param label what is read, for people */
export function gather<M, F>(
  { options, manifests, onProgress, signal }: Job<M>,
  { backend }: ChosenBackend,
  label: string,
  readFiles: (
    baseUrl: string,
    manifests: M,
    backend: Backend,
    onDownload: OnDownload,
    signal: AbortSignal,
  ) => Promise<F>,
): Promise<{ files: F; threads: number }> {
  sayPhase(onProgress, 'runtime', words.phases.runtime, label);
  const { baseUrl, threads } = options;
  return readWhileStarting({ backend, threads, signal }, async (stop) => {
    const files = await readFiles(
      baseUrl,
      manifests,
      backend,
      (bytes) => onProgress({ phase: 'weights', label, next: PREPARE, ...bytes }),
      stop,
    );
    sayPhase(onProgress, 'prepare', PREPARE, WARM_UP);
    return files;
  });
}

export function sayWarmUp({ onProgress }: Pick<Job<unknown>, 'onProgress'>): void {
  sayPhase(onProgress, 'warm-up', WARM_UP, '');
}

/** What a loaded model says of itself; the load ends with it. */
export function infoOf<M>(
  { options, began }: Job<M>,
  { backend, reason, adapter }: ChosenBackend,
  model: ModelManifest,
  own: {
    readonly mechanism: MechanismId;
    readonly modality: Modality;
    readonly threads: number;
    readonly knownAnswer: KnownAnswer | null;
    /** By kind of pass, as counted. */
    readonly dispatches: Readonly<Record<string, number>>;
    readonly fromDevice: boolean;
  },
): EngineInfo {
  const { dispatches, ...rest } = own;
  return {
    ...rest,
    ...(backend === 'webgpu' && { dispatches }),
    model: { ...options.model, name: model.name, sha256: fileOf(model, 'weights').sha256 },
    runtimeId: options.runtime,
    runtime: RUNTIME,
    backend,
    backendReason: reason,
    adapter,
    loadMs: performance.now() - began,
  };
}
