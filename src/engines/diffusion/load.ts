/** From the files of two models, text encoder and denoiser, to networks that have been checked. */
import type { LoadOptions, OnProgress } from '../../core/engine';
import { EngineError, throwIfAborted } from '../../core/errors';
import { fileOf, type DenoiserManifest } from '../../core/manifest';
import type { Backend, EngineInfo, KnownAnswer } from '../../core/run';
import { chooseBackend, type ChosenBackend } from '../runtime/backend';
import { loadOrt, RUNTIME } from '../runtime/ort';
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

type Ready = Omit<Loaded, 'info' | 'config'> & { readonly knownAnswer: KnownAnswer };

/** @throws EngineError; nothing is left open then. */
export async function loadModels(
  options: LoadOptions,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<Loaded> {
  const began = performance.now();
  phase(onProgress, 'runtime', 'Runtime', 'weights');
  let chosen = await chooseBackend(options.backend);
  // Starts while the files arrive; its failure is met where it is awaited.
  const starting = loadOrt(chosen.backend, options.threads);
  starting.catch(() => undefined);
  const manifests = await readManifests(options, signal);
  const files = await readFiles(options.baseUrl, manifests, chosen.backend, onProgress, signal);
  let ready: Ready;
  try {
    await starting;
    ready = await prepare(manifests, files, chosen.backend, onProgress, signal);
    if (!ready.knownAnswer.ok && fallsBack(options, chosen)) {
      await ready.sessions.release();
      throw new EngineError('internal', 'its results differ from the known ones');
    }
  } catch (cause) {
    const error = EngineError.from(cause);
    if (error.code === 'aborted' || !fallsBack(options, chosen)) throw error;
    const why = `Running on the CPU: WebGPU does not work for this model here (${error.message}).`;
    chosen = { backend: 'wasm', reason: why, adapter: null };
    await loadOrt('wasm', options.threads);
    ready = await prepare(manifests, files, 'wasm', onProgress, signal);
  }
  const { denoiser } = manifests;
  const { threads } = await loadOrt(chosen.backend, options.threads);
  const { knownAnswer, ...rest } = ready;
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
    knownAnswer,
    loadMs: performance.now() - began,
    fromDevice: files.fromDevice,
  };
  return { info, config: denoiser.config, ...rest };
}

/** Whether the CPU may take over: only where the person did not ask for the GPU by name. */
function fallsBack(options: LoadOptions, chosen: ChosenBackend): boolean {
  return options.backend === 'auto' && chosen.backend === 'webgpu';
}

/** Opens both networks, checks and warms them. Nothing is left open when it throws. */
async function prepare(
  { denoiser, encoder }: Manifests,
  files: Files,
  backend: Backend,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<Ready> {
  phase(onProgress, 'prepare', 'Opening the networks', 'warm-up');
  const sessions = new Sessions(backend);
  try {
    const encoding = await sessions.open(files.encoder.graph, files.encoder.weights);
    const captions = new CaptionEncoder(encoding, {
      json: json(files.encoder.tokenizer),
      config: json(files.encoder['tokenizer-config']),
    });
    throwIfAborted(signal);
    const network = await sessions.open(files.denoiser.graph, widen(files.denoiser.weights));
    throwIfAborted(signal);
    phase(onProgress, 'warm-up', 'Comparing with known answers', '');
    const { size } = denoiser.config;
    const { hidden } = encoder.config;
    const answers = [
      await checkEncoder(captions, parseEncoderGolden(json(files.encoder.golden), encoder.name)),
      await checkDenoiser(
        network,
        parseDenoiserGolden(json(files.denoiser.golden), denoiser.name),
        size,
        hidden,
      ),
    ];
    const empty = await captions.encode(captions.tokenize(''));
    await warmUp(network, size, empty, signal);
    return { sessions, denoiser: network, encoder: captions, empty, knownAnswer: worse(answers) };
  } catch (cause) {
    await sessions.release();
    throw cause;
  }
}

/** Of several checks the one that is nearest to its tolerance, or furthest over it. */
function worse(answers: readonly KnownAnswer[]): KnownAnswer {
  const share = ({ worst, tolerance }: KnownAnswer) => worst / tolerance;
  return answers.reduce((a, b) => (share(b) > share(a) ? b : a));
}

function phase(
  onProgress: OnProgress,
  name: 'runtime' | 'prepare' | 'warm-up',
  label: string,
  next: string,
): void {
  onProgress({ phase: name, label, loaded: 0, total: 0, fromDevice: false, next });
}

function json(bytes: Uint8Array): object {
  return JSON.parse(new TextDecoder().decode(bytes)) as object;
}
