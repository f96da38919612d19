/** From the files of two models, text encoder and denoiser, to networks that have been checked. */
import type { LoadOptions, LoadProgress, OnProgress } from '../../core/engine';
import { EngineError, throwIfAborted } from '../../core/errors';
import { fileOf, type DenoiserManifest } from '../../core/manifest';
import type { EngineInfo, KnownAnswer } from '../../core/run';
import { chooseBackend, type ChosenBackend } from '../runtime/backend';
import { loadOrt, RUNTIME } from '../runtime/ort';
import { feedsOf } from './denoiser';
import { CaptionEncoder, type Caption } from './encoder';
import { readFiles, readManifests, type Files, type Manifests } from './files';
import { widen } from './float16';
import {
  checkDenoiser,
  checkEncoder,
  parseDenoiserGolden,
  parseEncoderGolden,
} from './known-answer';
import { Sessions, type Network } from './sessions';
import { warmUp } from './warm-up';

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

const PREPARE = 'Opening the networks';
const WARM_UP = 'Known answer and warm-up';
/** Captions of the known answer that a load compares; the tests compare all. */
const CAPTIONS = 3;
/** Failures that another backend would meet again. */
const NOT_THE_BACKEND: readonly string[] = ['aborted', 'model-fetch', 'integrity'];

/**
 * Loads on the backend that was asked for; with `auto`, on WASM when a model fails on the GPU or
 * does not give its known answer there.
 * @throws EngineError; nothing stays loaded then.
 */
export async function loadModels(
  options: LoadOptions,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<Loaded> {
  const began = performance.now();
  const manifests = await readManifests(options, signal);
  const job: Job = { options, manifests, began, onProgress, signal };
  const chosen = await chooseBackend(options.backend);
  if (options.backend !== 'auto' || chosen.backend !== 'webgpu') return load(job, chosen);

  let trouble: string;
  try {
    const onGpu = await load(job, chosen);
    const { ok, worst, tolerance, what } = onGpu.info.knownAnswer;
    if (ok) return onGpu;
    await onGpu.sessions.release();
    trouble = `${what}: off by ${worst.toPrecision(3)}, with ${tolerance} allowed`;
  } catch (cause) {
    const error = EngineError.from(cause);
    if (NOT_THE_BACKEND.includes(error.code)) throw error;
    trouble = `the model failed (${error.message})`;
  }
  const reason = `Running on the CPU: on the GPU ${trouble}.`;
  return load(job, { backend: 'wasm', adapter: null, reason });
}

async function load(job: Job, chosen: ChosenBackend): Promise<Loaded> {
  const { denoiser, encoder } = job.manifests;
  const { files, threads } = await gather(job, chosen);
  const sessions = new Sessions(chosen.backend);
  try {
    const captions = new CaptionEncoder(
      await sessions.open(files.encoder.graph, files.encoder.weights),
      {
        json: json(files.encoder.tokenizer),
        config: json(files.encoder['tokenizer-config']),
      },
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
    say(job, 'warm-up', WARM_UP, '');
    throwIfAborted(job.signal);
    const { size } = denoiser.config;
    const { hidden } = encoder.config;
    const { cases, ...golden } = parseEncoderGolden(json(files.encoder.golden), encoder.name);
    const answers = [
      await checkEncoder(captions, { ...golden, cases: cases.slice(0, CAPTIONS) }),
      await checkDenoiser(
        network,
        parseDenoiserGolden(json(files.denoiser.golden), denoiser.name),
        size,
        hidden,
      ),
    ];
    await warmUp(network, size, empty, job.signal);
    const info: EngineInfo = {
      lane: 'diffusion',
      model: {
        id: denoiser.id,
        name: denoiser.name,
        sha256: fileOf(denoiser, 'weights').sha256,
      },
      runtime: RUNTIME,
      backend: chosen.backend,
      backendReason: chosen.reason,
      adapter: chosen.adapter,
      threads,
      knownAnswer: worse(answers),
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

/** The runtime starts (compiles, opens the GPU) on other threads while the files arrive. */
async function gather(
  job: Job,
  { backend }: ChosenBackend,
): Promise<{ files: Files; threads: number }> {
  const { options, manifests, signal } = job;
  const label = `${manifests.denoiser.name} and ${manifests.encoder.name}, weights`;
  say(job, 'runtime', 'Runtime', label);
  const stop = new AbortController();
  const reading = readFiles(
    options.baseUrl,
    manifests,
    backend,
    (bytes) => job.onProgress({ phase: 'weights', label, next: PREPARE, ...bytes }),
    AbortSignal.any([signal, stop.signal]),
  ).then((files) => {
    say(job, 'prepare', PREPARE, WARM_UP);
    return files;
  });
  try {
    const [files, { threads }] = await Promise.all([reading, loadOrt(backend, options.threads)]);
    throwIfAborted(signal);
    return { files, threads };
  } catch (cause) {
    stop.abort();
    throwIfAborted(signal);
    throw cause;
  }
}

/** Of several checks the one that is nearest to its tolerance, or furthest over it. */
function worse(answers: readonly KnownAnswer[]): KnownAnswer {
  const share = ({ worst, tolerance }: KnownAnswer) => worst / tolerance;
  return answers.reduce((a, b) => (share(b) > share(a) ? b : a));
}

function say(job: Job, phase: LoadProgress['phase'], label: string, next: string): void {
  job.onProgress({ phase, label, loaded: 0, total: 0, fromDevice: false, next });
}

function json(bytes: Uint8Array): object {
  return JSON.parse(new TextDecoder().decode(bytes)) as object;
}
