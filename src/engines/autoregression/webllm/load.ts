/** From a model's name to something that generates: fetched, verified, compiled, checked. */
import type { LoadOptions, OnProgress } from '../../../core/run/engine';
import { EngineError, throwIfAborted } from '../../../core/errors';
import type { AdapterInfo, EngineInfo, KnownAnswer } from '../../../core/run/run';
import { Sampler } from '../../../core/autoregression/sampling';
import { compare, type Golden } from '../known-answer';
import type { Loaded } from '../engine';
import { identityOf } from '../manifest';
import { PrefixCache } from '../prefix-cache';
import { warmUp } from '../warm-up';
import { chooseBackend } from '../../runtime/backend';
import { sayPhase } from '../../runtime/loading';
import { rejectOnAbort } from '../../runtime/reject-on-abort';
import { readManifests, readWebLlmFiles } from './files';
import { RUNTIME, WebLlmModel } from './model';
import { text } from '../../../text/engines';

const { phases, webLlm: said } = text;

/**
 * Largest deviation of a logit, which reach 30, from the published weights in float32. Nothing is
 * rounded on the way: what is left is the order of the sums (5e-5 on SwiftShader).
 */
const TOLERANCE = 0.02;

/**
 * @param options whose `needs` name the library for the model.
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
  const { baseUrl } = options;
  sayPhase(onProgress, 'runtime', RUNTIME, phases.anyWeights);
  const manifests = await readManifests(options, signal);
  const { library, model: manifest } = manifests;
  const label = phases.weightsFor(manifest.name, 'WebLLM');
  const files = await readWebLlmFiles(
    baseUrl,
    manifests,
    (bytes) => onProgress({ phase: 'weights', label, next: phases.compile, ...bytes }),
    signal,
  );
  throwIfAborted(signal);
  sayPhase(onProgress, 'prepare', phases.compile, phases.warmUp);
  const model = await WebLlmModel.create(files.handed);
  try {
    throwIfAborted(signal);
    sayPhase(onProgress, 'warm-up', phases.warmUp, '');
    const { golden } = files;
    const knownAnswer =
      golden && (await rejectOnAbort(model.lost, checkKnownAnswer(model, golden)));
    const sampler = new Sampler(manifest.config.vocab);
    // All kernels are compiled by now; a GPU also has a clock to bring up, a CPU adapter has not.
    if (!adapter.software)
      await rejectOnAbort(
        model.lost,
        warmUp(model, sampler, 'webgpu', signal, library.config.context),
      );
    const info: EngineInfo = {
      ...identityOf(options, manifest),
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
      prefixCache: new PrefixCache(),
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
  if (choice === 'wasm') throw new EngineError('webgpu-unavailable', said.wasm, said.wasmHint);
  const { adapter, reason } = await chooseBackend(choice);
  if (adapter) return adapter;
  throw new EngineError('webgpu-unavailable', said.cpu(reason), said.cpuHint);
}

function checkKnownAnswer(model: WebLlmModel, golden: Golden): Promise<KnownAnswer> {
  return compare(model, golden, { ...golden.exact, tolerance: TOLERANCE });
}
