/** From the files of three models, text encoder, twin and decoder, to networks that have been checked. */
import { Sampler } from '../../core/autoregression/sampling';
import type { LoadOptions, OnProgress } from '../../core/run/engine';
import { throwIfAborted } from '../../core/errors';
import type { PictureByTokensManifest } from '../../core/manifest';
import type { EngineInfo, KnownAnswer } from '../../core/run/run';
import type { ChosenBackend } from '../runtime/backend';
import { CaptionEncoder, type Caption } from '../runtime/caption';
import { gather, infoOf, loadConditioned, sayWarmUp, type Job } from '../runtime/conditioned';
import { withDispatches } from '../runtime/dispatches';
import { widen } from '../runtime/float16';
import { checkEncoderAtLoad, worse } from '../runtime/known-answer';
import { Sessions, type Network } from '../runtime/sessions';
import { readFiles, readManifests, type Files, type Manifests } from './files';
import { checkDecoder, checkTwin, parseDecoderGolden, parseGolden } from './known-answer';
import { PictureNetwork } from './network';
import { warmUp } from './warm-up';
import { text as words } from '../../text/engines';

/** All three models, ready to run. */
export interface Loaded {
  readonly info: EngineInfo;
  readonly config: PictureByTokensManifest['config'];
  readonly network: PictureNetwork;
  readonly decoder: Network;
  readonly encoder: CaptionEncoder;
  /** The empty prompt, for guidance. */
  readonly empty: Caption;
  /** Of one code's values. */
  readonly sampler: Sampler;
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
  const { model, encoder: captions, decoder: painter } = job.manifests;
  const { config } = model;
  const label = words.phases.weightsOfThree(model.name, painter.name, captions.name);
  const { files, threads } = await gather(job, chosen, label, readFiles);
  const sessions = new Sessions(chosen.backend);
  try {
    const { graph, weights, tokenizer } = files.encoder;
    const encoder = new CaptionEncoder(await sessions.open(graph, weights), tokenizer);
    throwIfAborted(signal);
    const encoded = await withDispatches(() => encoder.encode(encoder.tokenize('')));
    const empty = encoded.result;
    const wide = widen(files.model.weights);
    const network = new PictureNetwork(
      await sessions.open(files.model.graph, wide),
      await sessions.open(files.model.head, wide),
      config,
      empty.pooled.length,
    );
    throwIfAborted(signal);
    const decoder = await sessions.open(files.decoder.graph, widen(files.decoder.weights));
    sayWarmUp(job);
    throwIfAborted(signal);
    const knownAnswer = await checked(job.manifests, files, encoder, network, decoder);
    const warm = await warmUp(network, decoder, config, empty, signal);
    const dispatches = { encode: encoded.dispatches, ...warm };
    const info = infoOf(job, chosen, model, {
      ...{ mechanism: 'autoregression-picture', modality: 'picture' },
      ...{ threads, knownAnswer, dispatches, fromDevice: files.fromDevice },
    });
    const sampler = new Sampler(config.codes);
    return { info, config, network, decoder, encoder, empty, sampler, sessions };
  } catch (cause) {
    await sessions.release();
    throw cause;
  }
}

/** What of the three networks comes with a known answer; null where none does. */
async function checked(
  { model, encoder, decoder }: Manifests,
  files: Files,
  captions: CaptionEncoder,
  network: PictureNetwork,
  painter: Network,
): Promise<KnownAnswer | null> {
  const answers: KnownAnswer[] = [];
  if (files.encoder.golden)
    answers.push(await checkEncoderAtLoad(captions, files.encoder.golden, encoder.name));
  if (files.decoder.golden)
    answers.push(
      await checkDecoder(painter, parseDecoderGolden(files.decoder.golden, decoder.name)),
    );
  if (files.model.golden) {
    const golden = parseGolden(files.model.golden, model.name);
    answers.push(await checkTwin(network, model.config, golden, encoder.config.hidden));
  }
  return answers.length ? worse(answers) : null;
}
