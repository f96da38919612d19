/** From the files of two models, text encoder and denoiser, to networks that have been checked. */
import type { LoadOptions, OnProgress } from '../../core/run/engine';
import { throwIfAborted } from '../../core/errors';
import type { DenoiserManifest } from '../../core/manifest';
import type { EngineInfo, KnownAnswer } from '../../core/run/run';
import type { ChosenBackend } from '../runtime/backend';
import { feedsOf } from './denoiser';
import { CaptionEncoder, type Caption } from '../runtime/caption';
import { gather, infoOf, loadConditioned, sayWarmUp, type Job } from '../runtime/conditioned';
import { readFiles, readManifests, type Files, type Manifests } from './files';
import { withDispatches } from '../runtime/dispatches';
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

/** @throws EngineError; nothing stays loaded then. */
export function loadModels(
  options: LoadOptions,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<Loaded> {
  return loadConditioned({ options, onProgress, signal }, readManifests, load);
}

async function load(job: Job<Manifests>, chosen: ChosenBackend): Promise<Loaded> {
  const { denoiser } = job.manifests;
  const label = words.phases.weightsOfTwo(denoiser.name, job.manifests.encoder.name);
  const { files, threads } = await gather(job, chosen, label, readFiles);
  const sessions = new Sessions(chosen.backend);
  try {
    const captions = new CaptionEncoder(
      await sessions.open(files.encoder.graph, files.encoder.weights),
      files.encoder.tokenizer,
    );
    throwIfAborted(job.signal);
    const encoded = await withDispatches(() => captions.encode(captions.tokenize('')));
    const empty = encoded.result;
    // With guidance, which is what runs have unless someone turns it off.
    const row = { caption: empty, style: 0 };
    const network = await sessions.open(
      files.denoiser.graph,
      widen(files.denoiser.weights),
      feedsOf(denoiser.config.size, [row, row]),
    );
    sayWarmUp(job);
    throwIfAborted(job.signal);
    const knownAnswer = await check(job.manifests, files, captions, network);
    const denoise = await warmUp(network, denoiser.config.size, empty, job.signal);
    const dispatches = { encode: encoded.dispatches, denoise };
    const info = infoOf(job, chosen, denoiser, {
      ...{ mechanism: 'diffusion', modality: 'picture' },
      ...{ threads, knownAnswer, dispatches, fromDevice: files.fromDevice },
    });
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
