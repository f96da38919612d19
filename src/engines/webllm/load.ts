/** From a library's name to something that generates: fetched, verified, compiled, checked. */
import type { LoadOptions, LoadProgress, OnProgress } from '../../core/engine';
import { EngineError, throwIfAborted } from '../../core/errors';
import { fileOf } from '../../core/manifest';
import type { AdapterInfo, EngineInfo, KnownAnswer } from '../../core/run';
import { Sampler } from '../../core/sampling';
import { compare, type Golden } from '../lm/known-answer';
import type { Loaded } from '../lm/load';
import { Memory } from '../lm/memory';
import { unless } from '../lm/unless';
import { warmUp } from '../lm/warm-up';
import { chooseBackend } from '../runtime/backend';
import { readManifests, readWebLlmFiles } from './files';
import { RUNTIME, WebLlmModel } from './model';

/**
 * Largest deviation of a logit, which reach 30, from the published weights in float32. Nothing is
 * rounded on the way: what is left is the order of the sums (5e-5 on SwiftShader).
 */
const TOLERANCE = 0.02;

/**
 * @param options `model` names a library, which names the language model.
 * @throws EngineError; nothing stays loaded then. `webgpu-unavailable` without a GPU or with WASM
 *   asked for.
 */
export async function loadWebLlm(
  options: LoadOptions,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<Loaded<WebLlmModel>> {
  const began = performance.now();
  const adapter = await adapterFor(options.backend);
  const say = (phase: LoadProgress['phase'], label: string, next: string) =>
    onProgress({ phase, label, loaded: 0, total: 0, fromDevice: false, next });
  const { baseUrl } = options;
  say('runtime', RUNTIME, 'Weights of the language model');
  const manifests = await readManifests(baseUrl, options.model, signal);
  const { library, model: manifest } = manifests;
  const label = `${manifest.name} for WebLLM, weights`;
  const files = await readWebLlmFiles(
    baseUrl,
    manifests,
    (bytes) => onProgress({ phase: 'weights', label, next: 'Compiling the kernels', ...bytes }),
    signal,
  );
  throwIfAborted(signal);
  say('prepare', 'Compiling the kernels', 'Known answer and warm-up');
  const model = await WebLlmModel.create(files.handed);
  try {
    throwIfAborted(signal);
    say('warm-up', 'Known answer and warm-up', '');
    const knownAnswer = await unless(model.lost, checkKnownAnswer(model, files.golden));
    const sampler = new Sampler(manifest.config.vocab);
    // All kernels are compiled by now; a GPU also has a clock to bring up, a CPU adapter has not.
    if (!adapter.software) await unless(model.lost, warmUp(model, sampler, 'webgpu', signal));
    const info: EngineInfo = {
      lane: 'language',
      model: {
        id: manifest.id,
        name: manifest.name,
        sha256: fileOf(manifest, 'weights').sha256,
      },
      runtime: RUNTIME,
      backend: 'webgpu',
      backendReason: '',
      adapter,
      threads: 0,
      knownAnswer,
      loadMs: performance.now() - began,
      fromDevice: files.fromDevice,
    };
    const parts = {
      model,
      tokenizer: files.tokenizer,
      sampler,
      context: library.config.context,
      stopIds: new Set(manifest.config.stopIds),
      memory: new Memory(),
      lost: model.lost,
    };
    return { info, parts };
  } catch (cause) {
    await model.dispose().catch(() => undefined);
    throw cause;
  }
}

/** @throws EngineError `webgpu-unavailable` unless WebGPU was asked for or is there by itself. */
async function adapterFor(choice: LoadOptions['backend']): Promise<AdapterInfo> {
  if (choice === 'wasm')
    throw new EngineError(
      'webgpu-unavailable',
      'WebLLM runs on WebGPU only, and WASM was asked for.',
      'Choose "auto" or "webgpu" as backend, or onnxruntime-web as engine.',
    );
  const { adapter, reason } = await chooseBackend(choice);
  if (adapter) return adapter;
  throw new EngineError(
    'webgpu-unavailable',
    `WebLLM runs on WebGPU only: ${reason.replace('Running on the CPU: ', '')}`,
    'Choose onnxruntime-web as engine. On an emulated GPU WebLLM runs, slowly, with "webgpu" as backend.',
  );
}

function checkKnownAnswer(model: WebLlmModel, golden: Golden): Promise<KnownAnswer> {
  return compare(model, golden, { ...golden.exact, tolerance: TOLERANCE });
}
