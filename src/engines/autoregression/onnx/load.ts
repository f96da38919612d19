/** From a model's name to something that generates: fetched, verified, rewritten, warm, checked. */
import type { LoadOptions, OnProgress } from '../../../core/run/engine';
import { throwIfAborted } from '../../../core/errors';
import type { LanguageManifest } from '../../../core/manifest';
import type { EngineInfo } from '../../../core/run/run';
import { Sampler } from '../../../core/autoregression/sampling';
import type { ChosenBackend } from '../../runtime/backend';
import { loadWithFallback, sayPhase } from '../../runtime/loading';
import { neverLost, whenLost } from '../../runtime/lost-gpu';
import { deviceLost, readWhileStarting, RUNTIME } from '../../runtime/ort';
import { rejectOnAbort } from '../../runtime/reject-on-abort';
import { readModelFiles, type ModelFiles } from './files';
import type { Loaded } from '../engine';
import { PrefixCache } from '../prefix-cache';
import { checkKnownAnswer } from '../known-answer';
import { identityOf, readLanguageManifest } from '../manifest';
import { LanguageModel } from './model';
import { warmUp } from '../warm-up';
import { text } from '../../../text/engines';

const { phases } = text;

interface Job {
  readonly options: LoadOptions;
  readonly manifest: LanguageManifest;
  /** When the load was asked for, `performance.now()`. */
  readonly began: number;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

/** @throws EngineError; nothing stays loaded then. */
export async function loadLanguageModel(
  options: LoadOptions,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<Loaded<LanguageModel>> {
  const began = performance.now();
  const manifest = await readLanguageManifest(options, signal);
  const job: Job = { options, manifest, began, onProgress, signal };
  return loadWithFallback(
    options.backend,
    (chosen) => load(job, chosen),
    ({ parts }) => parts.model.dispose(),
  );
}

async function load(job: Job, chosen: ChosenBackend): Promise<Loaded<LanguageModel>> {
  const { options, manifest, signal } = job;
  const { backend } = chosen;
  const { config } = manifest;
  const { files, threads } = await gather(job, chosen);
  const { graph, golden, tokenizer, weights, fromDevice } = files;
  const model = await LanguageModel.create(graph, weights, config, backend);
  try {
    sayPhase(job.onProgress, 'warm-up', phases.warmUp, '');
    throwIfAborted(signal);
    const lost = backend === 'webgpu' ? whenLost(deviceLost()) : neverLost();
    const knownAnswer =
      golden && (await rejectOnAbort(lost, checkKnownAnswer(model, golden, backend)));
    const sampler = new Sampler(config.vocab);
    await rejectOnAbort(lost, warmUp(model, sampler, backend, signal));
    const info: EngineInfo = {
      ...identityOf(options, manifest),
      runtime: RUNTIME,
      backend,
      backendReason: chosen.reason,
      adapter: chosen.adapter,
      threads,
      knownAnswer,
      loadMs: performance.now() - job.began,
      fromDevice,
    };
    const stopIds = new Set(config.stopIds);
    const prefixCache = new PrefixCache();
    const { context } = config;
    return { info, parts: { model, tokenizer, sampler, context, stopIds, prefixCache, lost } };
  } catch (cause) {
    await model.dispose().catch(() => undefined);
    throw cause;
  }
}

function gather(
  { options, manifest, onProgress, signal }: Job,
  { backend }: ChosenBackend,
): Promise<{ files: ModelFiles; threads: number }> {
  const label = phases.weights(manifest.name);
  sayPhase(onProgress, 'runtime', phases.runtime, label);
  const { baseUrl, threads } = options;
  return readWhileStarting({ backend, threads, signal }, async (stop) => {
    const files = await readModelFiles(
      baseUrl,
      manifest,
      backend,
      (bytes) => onProgress({ phase: 'weights', label, next: phases.prepare, ...bytes }),
      stop,
    );
    sayPhase(onProgress, 'prepare', phases.prepare, phases.warmUp);
    return files;
  });
}
