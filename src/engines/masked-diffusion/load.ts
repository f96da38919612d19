/** From the files of two models, text encoder and masked model, to networks that have been checked. */
import type { LoadOptions, OnProgress } from '../../core/run/engine';
import { throwIfAborted } from '../../core/errors';
import { fileOf, type MaskedTextManifest } from '../../core/manifest';
import { Chooser } from '../../core/masked-diffusion/unmask';
import type { EngineInfo, KnownAnswer } from '../../core/run/run';
import type { ChosenBackend } from '../runtime/backend';
import { CaptionEncoder, type Caption } from '../runtime/caption';
import { widen } from '../runtime/float16';
import { checkEncoderAtLoad, worse } from '../runtime/known-answer';
import { loadWithFallback, sayPhase } from '../runtime/loading';
import { readWhileStarting, RUNTIME } from '../runtime/ort';
import { Sessions, type Network } from '../runtime/sessions';
import { readFiles, readManifests, type Files, type Manifests } from './files';
import { check, parseGolden } from './known-answer';
import { WordTokenizer } from './tokenizer';
import { warmUp } from './warm-up';
import { text as words } from '../../text/engines';

/** Both models, ready to run. */
export interface Loaded {
  readonly info: EngineInfo;
  readonly config: MaskedTextManifest['config'];
  readonly network: Network;
  readonly tokenizer: WordTokenizer;
  readonly encoder: CaptionEncoder;
  /** The empty prompt, for guidance. */
  readonly empty: Caption;
  readonly chooser: Chooser;
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
  const { options, signal } = job;
  const { model } = job.manifests;
  const { files, threads } = await gather(job, chosen);
  const sessions = new Sessions(chosen.backend);
  try {
    const { graph, weights, tokenizer: json, tokenizerConfig: config } = files.encoder;
    const encoder = new CaptionEncoder(await sessions.open(graph, weights), { json, config });
    const tokenizer = new WordTokenizer(files.model.tokenizer);
    throwIfAborted(signal);
    const empty = await encoder.encode(encoder.tokenize(''));
    const network = await sessions.open(files.model.graph, widen(files.model.weights));
    sayPhase(job.onProgress, 'warm-up', WARM_UP, '');
    throwIfAborted(signal);
    const knownAnswer = await checked(job.manifests, files, encoder, network, tokenizer);
    await warmUp(network, model.config, empty, signal);
    const info: EngineInfo = {
      mechanism: 'masked-diffusion',
      modality: 'text',
      model: { ...options.model, name: model.name, sha256: fileOf(model, 'weights').sha256 },
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
    const chooser = new Chooser(model.config.vocab);
    return {
      ...{ info, config: model.config, network, tokenizer, encoder, empty, chooser, sessions },
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
  const label = words.phases.weightsOfTwo(manifests.model.name, manifests.encoder.name);
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
async function checked(
  { model, encoder }: Manifests,
  files: Files,
  captions: CaptionEncoder,
  network: Network,
  tokenizer: WordTokenizer,
): Promise<KnownAnswer | null> {
  const answers: KnownAnswer[] = [];
  if (files.encoder.golden)
    answers.push(await checkEncoderAtLoad(captions, files.encoder.golden, encoder.name));
  if (files.model.golden) {
    const golden = parseGolden(files.model.golden, model.name);
    answers.push(await check(network, tokenizer, golden, encoder.config.hidden));
  }
  return answers.length ? worse(answers) : null;
}
