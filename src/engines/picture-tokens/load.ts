/** From the files of three models, text encoder, twin and decoder, to networks that have been checked. */
import type { MechanismId } from '../../core/ids';
import type { LoadOptions, OnProgress } from '../../core/run/engine';
import { throwIfAborted } from '../../core/errors';
import type { ModelManifest } from '../../core/manifest';
import type { EngineInfo, KnownAnswer } from '../../core/run/run';
import { Sampler } from '../../core/sampling';
import type { ChosenBackend } from '../runtime/backend';
import { CaptionEncoder, type Caption } from '../runtime/caption';
import { gather, infoOf, loadConditioned, sayWarmUp, type Job } from '../runtime/conditioned';
import { withDispatches } from '../runtime/dispatches';
import { widen } from '../runtime/float16';
import { checkEncoderAtLoad, worse } from '../runtime/known-answer';
import { Sessions, type Network } from '../runtime/sessions';
import { readFiles, readManifests, type Files, type Manifests, type TwinManifest } from './files';
import {
  checkDecoder,
  checkTwin,
  parseDecoderGolden,
  parseGolden,
  type SayNext,
} from './known-answer';
import { PictureNetwork } from './network';
import { text as words } from '../../text/engines';

/** All three models, ready to run. */
export interface Loaded<T extends TwinManifest = TwinManifest> {
  readonly info: EngineInfo;
  readonly config: T['config'];
  readonly network: PictureNetwork;
  readonly decoder: Network;
  readonly encoder: CaptionEncoder;
  /** The empty prompt, for guidance. */
  readonly empty: Caption;
  /** Of one code's values. */
  readonly sampler: Sampler;
  readonly sessions: Sessions;
}

/** What is particular to a twin. */
export interface Twin<T extends TwinManifest> {
  readonly mechanism: MechanismId;
  isOurs(manifest: ModelManifest): manifest is T;
  /** What it says of a cell, for its known answers. */
  readonly sayNext: SayNext;
  /**
   * Runs passes until they are as fast as they will be.
   * @returns kernels that the newest pass of each kind handed to the GPU
   */
  warmUp(
    loaded: Omit<Loaded<T>, 'info'>,
    signal: AbortSignal,
  ): Promise<Readonly<Record<string, number>>>;
}

/** @throws EngineError; nothing stays loaded then. */
export function loadTwin<T extends TwinManifest>(
  twin: Twin<T>,
  options: LoadOptions,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<Loaded<T>> {
  return loadConditioned(
    { options, onProgress, signal },
    (asked, until) => readManifests(asked, until, (one) => twin.isOurs(one)),
    (job, chosen) => load(twin, job, chosen),
  );
}

async function load<T extends TwinManifest>(
  twin: Twin<T>,
  job: Job<Manifests<T>>,
  chosen: ChosenBackend,
): Promise<Loaded<T>> {
  const { signal } = job;
  const { model, encoder: captions, decoder: painter } = job.manifests;
  const config: T['config'] = model.config;
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
    const sampler = new Sampler(config.codes);
    const loaded = { config, network, decoder, encoder, empty, sampler, sessions };
    const knownAnswer = await checked(twin.sayNext, job.manifests, files, loaded);
    const warm = await twin.warmUp(loaded, signal);
    const dispatches = { encode: encoded.dispatches, ...warm };
    const info = infoOf(job, chosen, model, {
      ...{ mechanism: twin.mechanism, modality: 'picture' },
      ...{ threads, knownAnswer, dispatches, fromDevice: files.fromDevice },
    });
    return { ...loaded, info };
  } catch (cause) {
    await sessions.release();
    throw cause;
  }
}

/** What of the three networks comes with a known answer; null where none does. */
async function checked(
  sayNext: SayNext,
  { model, encoder, decoder }: Manifests<TwinManifest>,
  files: Files,
  loaded: Pick<Loaded, 'encoder' | 'network' | 'decoder'>,
): Promise<KnownAnswer | null> {
  const answers: KnownAnswer[] = [];
  if (files.encoder.golden)
    answers.push(await checkEncoderAtLoad(loaded.encoder, files.encoder.golden, encoder.name));
  if (files.decoder.golden)
    answers.push(
      await checkDecoder(loaded.decoder, parseDecoderGolden(files.decoder.golden, decoder.name)),
    );
  if (files.model.golden) {
    const golden = parseGolden(files.model.golden, model.name);
    const { hidden } = encoder.config;
    answers.push(await checkTwin(loaded.network, model.config, golden, hidden, sayNext));
  }
  return answers.length ? worse(answers) : null;
}
