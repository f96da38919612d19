/** From a model's name to something that generates: fetched, verified, rewritten, warm, checked. */
import type { LoadOptions, LoadProgress, OnProgress } from '../../../core/run/engine';
import { EngineError, throwIfAborted } from '../../../core/errors';
import { fileOf, type LanguageManifest } from '../../../core/manifest';
import type { EngineInfo } from '../../../core/run/run';
import { Sampler } from '../../../core/autoregression/sampling';
import { chooseBackend, type ChosenBackend } from '../../runtime/backend';
import { deviceLost, loadOrt, RUNTIME } from '../../runtime/ort';
import { fetchManifest } from '../../runtime/store';
import { readModelFiles, type ModelFiles } from './files';
import type { Loaded } from '../engine';
import { Memory } from '../prefix-cache';
import { checkKnownAnswer } from '../known-answer';
import { LanguageModel } from './model';
import { unless } from '../reject-on-abort';
import { warmUp } from '../warm-up';

interface Job {
  readonly options: LoadOptions;
  readonly manifest: LanguageManifest;
  /** When the load was asked for, `performance.now()`. */
  readonly began: number;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

/** Failures that another backend would meet again. */
const NOT_THE_BACKEND: readonly string[] = ['aborted', 'model-fetch', 'integrity'];

/**
 * Loads on the backend that was asked for; with `auto`, on WASM when the model fails on the GPU or
 * does not give its known answer there.
 * @throws EngineError; nothing stays loaded then.
 */
export async function loadLanguageModel(
  options: LoadOptions,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<Loaded<LanguageModel>> {
  const began = performance.now();
  const manifest = await fetchManifest(options.baseUrl, options.model, signal);
  if (manifest.kind !== 'language')
    throw new EngineError('unsupported-model', `${manifest.name} is not a language model.`);
  const job: Job = { options, manifest, began, onProgress, signal };
  const chosen = await chooseBackend(options.backend);
  if (options.backend !== 'auto' || chosen.backend !== 'webgpu') return load(job, chosen);

  let trouble: string;
  try {
    const onGpu = await load(job, chosen);
    const { ok, worst, tolerance } = onGpu.info.knownAnswer;
    if (ok) return onGpu;
    await onGpu.parts.model.dispose();
    trouble = `its known answer was off by ${worst.toPrecision(3)}, with ${tolerance} allowed`;
  } catch (cause) {
    const error = EngineError.from(cause);
    if (NOT_THE_BACKEND.includes(error.code)) throw error;
    trouble = `the model failed (${error.message})`;
  }
  const reason = `Running on the CPU: on the GPU ${trouble}.`;
  return load(job, { backend: 'wasm', adapter: null, reason });
}

async function load(job: Job, chosen: ChosenBackend): Promise<Loaded<LanguageModel>> {
  const { manifest, signal } = job;
  const { backend } = chosen;
  const { name, config } = manifest;
  const { files, threads } = await gather(job, chosen);
  const { graph, golden, tokenizer, weights, fromDevice } = files;
  const model = await LanguageModel.create(graph, weights, config, backend);
  try {
    say(job, 'warm-up', 'Known answer and warm-up', '');
    throwIfAborted(signal);
    const lost = backend === 'webgpu' ? whenLost() : new AbortController().signal;
    const knownAnswer = await unless(lost, checkKnownAnswer(model, golden, backend));
    const sampler = new Sampler(config.vocab);
    await unless(lost, warmUp(model, sampler, backend, signal));
    const info: EngineInfo = {
      lane: 'language',
      model: { id: manifest.id, name, sha256: fileOf(manifest, 'weights').sha256 },
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
    const memory = new Memory();
    const { context } = config;
    return { info, parts: { model, tokenizer, sampler, context, stopIds, memory, lost } };
  } catch (cause) {
    await model.dispose().catch(() => undefined);
    throw cause;
  }
}

/** The runtime starts (compiles, opens the GPU) on other threads while the weights arrive. */
async function gather(
  job: Job,
  { backend }: ChosenBackend,
): Promise<{ files: ModelFiles; threads: number }> {
  const { options, manifest, signal } = job;
  const label = `${manifest.name}, weights`;
  say(job, 'runtime', 'Runtime', label);
  const stop = new AbortController();
  const reading = readModelFiles(
    options.baseUrl,
    manifest,
    backend,
    (bytes) => job.onProgress({ phase: 'weights', label, next: 'Preparing the model', ...bytes }),
    AbortSignal.any([signal, stop.signal]),
  ).then((files) => {
    say(job, 'prepare', 'Preparing the model', 'Known answer and warm-up');
    return files;
  });
  try {
    const [files, { threads }] = await Promise.all([reading, loadOrt(backend, options.threads)]);
    throwIfAborted(signal);
    return { files, threads };
  } catch (cause) {
    stop.abort();
    throw cause;
  }
}

function say(job: Job, phase: LoadProgress['phase'], label: string, next: string): void {
  job.onProgress({ phase, label, loaded: 0, total: 0, fromDevice: false, next });
}

/** Fires when the GPU is lost. */
function whenLost(): AbortSignal {
  const lost = new AbortController();
  void deviceLost().then(({ message }) => {
    const what = `The GPU was lost${message ? `: ${message}` : ''}.`;
    const hint = 'Press Run: the model is loaded anew. If it happens often, choose "wasm".';
    lost.abort(new EngineError('device-lost', what, hint));
  });
  return lost.signal;
}
