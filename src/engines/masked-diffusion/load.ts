/** From the files of two models, text encoder and masked model, to networks that have been checked. */
import type { LoadOptions, OnProgress } from '../../core/run/engine';
import { throwIfAborted } from '../../core/errors';
import type { MaskedTextManifest } from '../../core/manifest';
import { Chooser } from '../../core/masked-diffusion/chooser';
import type { EngineInfo, KnownAnswer } from '../../core/run/run';
import type { ChosenBackend } from '../runtime/backend';
import { CaptionEncoder, type Caption } from '../runtime/caption';
import { gather, infoOf, loadConditioned, sayWarmUp, type Job } from '../runtime/conditioned';
import { withDispatches } from '../runtime/dispatches';
import { widen } from '../runtime/float16';
import { checkEncoderAtLoad, worse } from '../runtime/known-answer';
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

/** @throws EngineError; nothing stays loaded then. */
export function loadModels(
  options: LoadOptions,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<Loaded> {
  return loadConditioned({ options, onProgress, signal }, readManifests, load);
}

async function load(job: Job<Manifests>, chosen: ChosenBackend): Promise<Loaded> {
  const { signal } = job;
  const { model } = job.manifests;
  const label = words.phases.weightsOfTwo(model.name, job.manifests.encoder.name);
  const { files, threads } = await gather(job, chosen, label, readFiles);
  const sessions = new Sessions(chosen.backend);
  try {
    const { graph, weights, tokenizer: json, tokenizerConfig: config } = files.encoder;
    const encoder = new CaptionEncoder(await sessions.open(graph, weights), { json, config });
    const tokenizer = new WordTokenizer(files.model.tokenizer);
    throwIfAborted(signal);
    const encoded = await withDispatches(() => encoder.encode(encoder.tokenize('')));
    const empty = encoded.result;
    const network = await sessions.open(files.model.graph, widen(files.model.weights));
    sayWarmUp(job);
    throwIfAborted(signal);
    const knownAnswer = await checked(job.manifests, files, encoder, network, tokenizer);
    const unmask = await warmUp(network, model.config, empty, signal);
    const dispatches = { encode: encoded.dispatches, unmask };
    const info = infoOf(job, chosen, model, {
      ...{ mechanism: 'masked-diffusion', modality: 'text' },
      ...{ threads, knownAnswer, dispatches, fromDevice: files.fromDevice },
    });
    const chooser = new Chooser(model.config.vocab);
    return {
      ...{ info, config: model.config, network, tokenizer, encoder, empty, chooser, sessions },
    };
  } catch (cause) {
    await sessions.release();
    throw cause;
  }
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
