/** From the files of two models, text encoder and denoiser, to networks that have been checked. */
import type { LoadOptions, OnProgress } from '../../core/run/engine';
import { throwIfAborted } from '../../core/errors';
import { fileOf, type DenoiserManifest } from '../../core/manifest';
import type { EngineInfo, KnownAnswer } from '../../core/run/run';
import type { ChosenBackend } from '../runtime/backend';
import { loadWithFallback, sayPhase } from '../runtime/loading';
import { readWhileStarting, RUNTIME } from '../runtime/ort';
import { feedsOf } from './denoiser';
import { CaptionEncoder, type Caption } from '../runtime/caption';
import { readFiles, readManifests, type Files, type Manifests } from './files';
import { widen } from '../runtime/float16';
import { checkEncoderAtLoad, worse } from '../runtime/known-answer';
import { checkDenoiser, parseDenoiserGolden } from './known-answer';
import { Sessions, type Network } from '../runtime/sessions';
import { warmUp } from './warm-up';
import { text as words } from '../../text/engines';

/** Both models, ready to run. */
export interface Loaded {
  readonly info: EngineInfo;
  readonly config: DenoiserManifest['config'];
  readonly denoiser: Network;
  readonly encoder: CaptionEncoder;
  /** The empty caption, for guidance. */
  readonly empty: Caption;
  readonly sessions: Sessions;
}

interface Job {
  readonly options: LoadOptions;
  readonly manifests: Manifests;
  /** When the load was asked for, `performance.now()`. */
  readonly began: number;
  readonly onProgress: OnProgress;
  readonly signal: AbortSignal;
}

const PREPARE = words.phases.prepare;
const WARM_UP = words.phases.warmUp;

/** @throws EngineError; nothing stays loaded then. */
export async function loadModels(
  options: LoadOptions,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<Loaded> {
  const began = performance.now();
  const manifests = await readManifests(options, signal);
  const job: Job = { options, manifests, began, onProgress, signal };
  return loadWithFallback(
    options.backend,
    (chosen) => load(job, chosen),
    ({ sessions }) => sessions.release(),
  );
}

async function load(job: Job, chosen: ChosenBackend): Promise<Loaded> {
  const { options } = job;
  const { denoiser } = job.manifests;
  const { files, threads } = await gather(job, chosen);
  const sessions = new Sessions(chosen.backend);
  try {
    const captions = new CaptionEncoder(
      await sessions.open(files.encoder.graph, files.encoder.weights),
      files.encoder.tokenizer,
    );
    throwIfAborted(job.signal);
    const empty = await captions.encode(captions.tokenize(''));
    // With guidance, which is what runs have unless someone turns it off.
    const row = { caption: empty, style: 0 };
    const network = await sessions.open(
      files.denoiser.graph,
      widen(files.denoiser.weights),
      feedsOf(denoiser.config.size, [row, row]),
    );
    sayPhase(job.onProgress, 'warm-up', WARM_UP, '');
    throwIfAborted(job.signal);
    const knownAnswer = await check(job.manifests, files, captions, network);
    await warmUp(network, denoiser.config.size, empty, job.signal);
    const info: EngineInfo = {
      mechanism: 'diffusion',
      modality: 'picture',
      model: { ...options.model, name: denoiser.name, sha256: fileOf(denoiser, 'weights').sha256 },
      runtimeId: options.runtime,
      runtime: RUNTIME,
      backend: chosen.backend,
      backendReason: chosen.reason,
      adapter: chosen.adapter,
      threads,
      knownAnswer,
      loadMs: performance.now() - job.began,
      fromDevice: files.fromDevice,
    };
    return {
      info,
      config: denoiser.config,
      denoiser: network,
      encoder: captions,
      empty,
      sessions,
    };
  } catch (cause) {
    await sessions.release();
    throw cause;
  }
}

function gather(
  { options, manifests, onProgress, signal }: Job,
  { backend }: ChosenBackend,
): Promise<{ files: Files; threads: number }> {
  const label = words.phases.weightsOfTwo(manifests.denoiser.name, manifests.encoder.name);
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

/** What of the two networks comes with a known answer; null where neither does. */
async function check(
  { denoiser, encoder }: Manifests,
  files: Files,
  captions: CaptionEncoder,
  network: Network,
): Promise<KnownAnswer | null> {
  const answers: KnownAnswer[] = [];
  if (files.encoder.golden)
    answers.push(await checkEncoderAtLoad(captions, files.encoder.golden, encoder.name));
  if (files.denoiser.golden) {
    const golden = parseDenoiserGolden(files.denoiser.golden, denoiser.name);
    const { size } = denoiser.config;
    answers.push(await checkDenoiser(network, golden, size, encoder.config.hidden));
  }
  return answers.length ? worse(answers) : null;
}
