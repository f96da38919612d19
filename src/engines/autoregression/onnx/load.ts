/** From a model's name to something that generates: read, rewritten, warm, checked. */
import type { LoadOptions, OnProgress } from '../../../core/run/engine';
import { throwIfAborted } from '../../../core/errors';
import type { EngineInfo } from '../../../core/run/run';
import { Sampler } from '../../../core/sampling';
import type { ChosenBackend } from '../../runtime/backend';
import { loadWithFallback, sayPhase } from '../../runtime/loading';
import { neverLost, whenLost } from '../../runtime/lost-gpu';
import { deviceLost, readWhileStarting, RUNTIME } from '../../runtime/ort';
import { rejectOnAbort } from '../../runtime/reject-on-abort';
import { CountedNetwork } from '../counted';
import type { Loaded } from '../engine';
import { PrefixCache } from '../prefix-cache';
import { checkKnownAnswer } from '../known-answer';
import type { Network } from '../network';
import { QUESTION, selfCheck } from '../self-check';
import type { LanguageSource, Opened } from '../source';
import { siteSource } from './site';
import type { LanguageModel } from './model';
import { storedSource } from './stored';
import { warmUp } from '../warm-up';
import { text } from '../../../text/engines';

const { phases } = text;

interface Job<N extends Network> {
  readonly options: LoadOptions;
  readonly source: LanguageSource<N>;
  /** When the load was asked for, `performance.now()`. */
  readonly began: number;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

/**
 * A model of this site.
 * @throws EngineError; nothing stays loaded then.
 */
export async function loadLanguageModel(
  options: LoadOptions,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<Loaded<LanguageModel>> {
  const began = performance.now();
  const source = await siteSource(options, signal);
  return loadSource({ options, source, began, onProgress, signal });
}

/**
 * A model of this site, of a hub, or of a file.
 * @throws EngineError; nothing stays loaded then.
 */
export async function loadAnyLanguageModel(
  options: LoadOptions,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<Loaded> {
  if (options.model.source === 'site') return loadLanguageModel(options, onProgress, signal);
  const began = performance.now();
  const source = await storedSource(options);
  return loadSource({ options, source, began, onProgress, signal });
}

function loadSource<N extends Network>(job: Job<N>): Promise<Loaded<N>> {
  return loadWithFallback(
    job.options.backend,
    (chosen) => load(job, chosen),
    ({ parts }) => parts.model.dispose(),
  );
}

async function load<N extends Network>(job: Job<N>, chosen: ChosenBackend): Promise<Loaded<N>> {
  const { options, source, signal, onProgress } = job;
  const { backend } = chosen;
  sayPhase(onProgress, 'runtime', phases.runtime, phases.weights(source.name));
  const start = { backend, threads: options.threads, signal };
  const { files, threads } = await readWhileStarting(start, (stop) =>
    source.read(backend, onProgress, stop),
  );
  const { tokenizer, golden, context, fromDevice } = files;
  const { model, vocab } = await files.open();
  const counted = new CountedNetwork(model);
  try {
    sayPhase(onProgress, 'warm-up', phases.warmUp, '');
    throwIfAborted(signal);
    const lost = backend === 'webgpu' ? whenLost(deviceLost()) : neverLost();
    const knownAnswer =
      golden && (await rejectOnAbort(lost, checkKnownAnswer(counted, golden, backend)));
    const itself = golden
      ? null
      : await rejectOnAbort(lost, checkItself(job, chosen, files, counted));
    const sampler = new Sampler(vocab);
    await rejectOnAbort(lost, warmUp(counted, sampler, backend, signal, context));
    const info: EngineInfo = {
      ...source.identity,
      runtime: RUNTIME,
      backend,
      backendReason: chosen.reason,
      adapter: chosen.adapter,
      threads,
      knownAnswer,
      ...(itself && { selfCheck: itself }),
      ...(backend === 'webgpu' && { dispatches: counted.dispatches }),
      loadMs: performance.now() - job.began,
      fromDevice,
    };
    const stopIds = new Set(files.stopIds);
    const prefixCache = new PrefixCache();
    return { info, parts: { model, tokenizer, sampler, context, stopIds, prefixCache, lost } };
  } catch (cause) {
    await model.dispose().catch(() => undefined);
    throw cause;
  }
}

function checkItself(
  { source: { name, identity } }: Pick<Job<Network>, 'source'>,
  { backend }: ChosenBackend,
  { tokenizer, context }: Pick<Opened, 'tokenizer' | 'context'>,
  model: Network,
) {
  const promptIds = tokenizer.encodeChat(QUESTION).slice(-(context >> 1));
  return selfCheck(model, { name, sha256: identity.model.sha256, backend, promptIds });
}
