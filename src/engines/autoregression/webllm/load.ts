/** From a model's name to something that generates: fetched, verified, compiled, checked. */
import type { LoadOptions, OnProgress } from '../../../core/run/engine';
import { EngineError, throwIfAborted } from '../../../core/errors';
import type { AdapterInfo, EngineInfo, KnownAnswer } from '../../../core/run/run';
import { Sampler } from '../../../core/sampling';
import { compare, type Golden } from '../known-answer';
import { CountedNetwork } from '../counted';
import type { Loaded } from '../engine';
import type { Network } from '../network';
import { PrefixCache } from '../prefix-cache';
import { warmUp } from '../warm-up';
import { chooseBackend } from '../../runtime/backend';
import { sayPhase } from '../../runtime/loading';
import { rejectOnAbort } from '../../runtime/reject-on-abort';
import { QUESTION, selfCheck } from '../self-check';
import { RUNTIME, WebLlmModel } from './model';
import { siteWebLlm } from './source';
import { storedWebLlm } from './stored';
import { text } from '../../../text/engines';
import { text as stored } from '../../../text/stored-models';

const { phases, webLlm: said } = text;

/**
 * Largest deviation of a logit, which reach 30, from the published weights in float32. Nothing is
 * rounded on the way: what is left is the order of the sums (5e-5 on SwiftShader).
 */
const TOLERANCE = 0.02;

/**
 * @param options whose `needs` name the library for a model of this site; others bring theirs.
 * @throws EngineError; nothing stays loaded then. `webgpu-unavailable` without a GPU or with WASM
 *   asked for; `unsupported-model` where it takes half precision and the GPU has none.
 */
export async function loadWebLlm(
  options: LoadOptions,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<Loaded<WebLlmModel>> {
  const began = performance.now();
  const adapter = await adapterFor(options.backend);
  sayPhase(onProgress, 'runtime', RUNTIME, phases.anyWeights);
  const source =
    options.model.source === 'site'
      ? await siteWebLlm(options, signal)
      : await storedWebLlm(options);
  if (source.needsF16) await needHalf(source.name);
  const parts = await source.read(onProgress, signal);
  const { tokenizer, golden, context, fromDevice } = parts;
  throwIfAborted(signal);
  const { total } = parts;
  const weights = { label: stored.reading(source.name), next: phases.compile, total, fromDevice };
  const onShare = (share: number) =>
    onProgress({ ...weights, phase: 'weights', loaded: Math.round(share * total) });
  if (total) onShare(0);
  else sayPhase(onProgress, 'prepare', phases.compile, phases.warmUp);
  const overrides = { context_window_size: context, sliding_window_size: -1 };
  const model = await WebLlmModel.create(parts.files, overrides, total ? onShare : undefined);
  const counted = new CountedNetwork(model);
  try {
    throwIfAborted(signal);
    sayPhase(onProgress, 'warm-up', phases.warmUp, '');
    const knownAnswer =
      golden && (await rejectOnAbort(model.lost, checkKnownAnswer(counted, golden)));
    const itself = golden
      ? null
      : await rejectOnAbort(
          model.lost,
          selfCheck(counted, {
            ...{ name: source.name, sha256: source.identity.model.sha256, backend: 'webgpu' },
            promptIds: tokenizer.encodeChat(QUESTION).slice(-(context >> 1)),
          }),
        );
    const sampler = new Sampler(parts.vocab);
    // All kernels are compiled by now; a GPU also has a clock to bring up, a CPU adapter has not.
    if (!adapter.software)
      await rejectOnAbort(model.lost, warmUp(counted, sampler, 'webgpu', signal, context));
    const info: EngineInfo = {
      ...source.identity,
      runtime: RUNTIME,
      backend: 'webgpu',
      backendReason: '',
      adapter,
      threads: 0,
      knownAnswer,
      ...(itself && { selfCheck: itself }),
      dispatches: counted.dispatches,
      loadMs: performance.now() - began,
      fromDevice,
    };
    const { lost } = model;
    const stopIds = new Set(parts.stopIds);
    const prefixCache = new PrefixCache();
    return { info, parts: { model, tokenizer, sampler, context, stopIds, prefixCache, lost } };
  } catch (cause) {
    await model.dispose().catch(() => undefined);
    throw cause;
  }
}

/** Its program says so too, but in words of its own and after all was read. @throws EngineError */
async function needHalf(name: string): Promise<void> {
  const adapter = await navigator.gpu.requestAdapter();
  if (adapter?.features.has('shader-f16')) return;
  throw new EngineError('unsupported-model', stored.webLlm.half(name), stored.webLlm.halfHint);
}

/** @throws EngineError `webgpu-unavailable` unless WebGPU was asked for or is there by itself. */
async function adapterFor(choice: LoadOptions['backend']): Promise<AdapterInfo> {
  if (choice === 'wasm') throw new EngineError('webgpu-unavailable', said.wasm, said.wasmHint);
  const { adapter, reason } = await chooseBackend(choice);
  if (adapter) return adapter;
  throw new EngineError('webgpu-unavailable', said.cpu(reason), said.cpuHint);
}

function checkKnownAnswer(model: Network, golden: Golden): Promise<KnownAnswer> {
  return compare(model, golden, { ...golden.exact, tolerance: TOLERANCE });
}
