/** Fetches what two model folders hold, text encoder and denoiser, as one download. */
import type { LoadOptions } from '../../core/run/engine';
import { EngineError } from '../../core/errors';
import {
  fileOf,
  type DenoiserManifest,
  type EncoderManifest,
  type ModelFile,
  type ModelManifest,
} from '../../core/manifest';
import type { Backend } from '../../core/run/run';
import { DownloadProgress, type OnDownload } from '../runtime/download-progress';
import { goldenOf, parseJson, siteFolder } from '../runtime/loading';
import { fetchManifest, readFile } from '../runtime/store';
import { text } from '../../text/engines';

export interface Manifests {
  readonly denoiser: DenoiserManifest;
  readonly encoder: EncoderManifest;
}

interface Network {
  readonly graph: Uint8Array<ArrayBuffer>;
  readonly weights: Uint8Array<ArrayBuffer>;
  /** Parsed; null where the model comes without one. */
  readonly golden: object | null;
}

/** Everything that a backend needs, verified. */
export interface Files {
  readonly denoiser: Network;
  readonly encoder: Network & {
    readonly tokenizer: { readonly json: object; readonly config: object };
  };
  /** True when no weight byte came over the network. */
  readonly fromDevice: boolean;
}

/** @throws EngineError `unsupported-model` when one of them is a model of another kind. */
export async function readManifests(
  { baseUrl, model }: LoadOptions,
  signal: AbortSignal,
): Promise<Manifests> {
  const denoiser = await fetchManifest(baseUrl, siteFolder(model), signal);
  if (denoiser.kind !== 'denoiser')
    throw unsuitable(text.models.notDenoiser(denoiser.name, denoiser.kind));
  const encoder = await fetchManifest(baseUrl, denoiser.config.encoder, signal);
  if (encoder.kind !== 'text-encoder')
    throw unsuitable(text.models.notEncoder(encoder.name, encoder.kind));
  return { denoiser, encoder };
}

function unsuitable(what: string): EngineError {
  return new EngineError('unsupported-model', what);
}

/**
 * @param signal also ends the downloads that still run when one has failed.
 * @throws EngineError as `readFile`; `unsupported-model` where a file is not what it should be.
 */
export async function readFiles(
  baseUrl: string,
  { denoiser, encoder }: Manifests,
  backend: Backend,
  onDownload: OnDownload,
  signal: AbortSignal,
): Promise<Files> {
  const ofNetwork = (manifest: ModelManifest) => ({
    graph: fileOf(manifest, 'graph', backend),
    weights: fileOf(manifest, 'weights', backend),
    golden: goldenOf(manifest),
  });
  const networks = { denoiser: ofNetwork(denoiser), encoder: ofNetwork(encoder) };
  const tokenizer = fileOf(encoder, 'tokenizer');
  const config = fileOf(encoder, 'tokenizer-config');
  const files = [networks.denoiser, networks.encoder].flatMap((one) => Object.values(one));
  const progress = new DownloadProgress(
    [...files, tokenizer, config].filter((file) => file !== null),
    onDownload,
  );
  const read = (manifest: ModelManifest, file: ModelFile) =>
    readFile(progress.context(file, { baseUrl, manifest, signal }), file);
  const json = async (manifest: ModelManifest, file: ModelFile) =>
    parseJson(await read(manifest, file), file);
  const network = async (
    manifest: ModelManifest,
    { graph, weights, golden }: ReturnType<typeof ofNetwork>,
  ): Promise<Network> => {
    const [a, b, c] = await Promise.all([
      read(manifest, graph),
      read(manifest, weights),
      golden && json(manifest, golden),
    ]);
    return { graph: a, weights: b, golden: c };
  };
  const [ofDenoiser, ofEncoder, words, settings] = await Promise.all([
    network(denoiser, networks.denoiser),
    network(encoder, networks.encoder),
    json(encoder, tokenizer),
    json(encoder, config),
  ]);
  return {
    denoiser: ofDenoiser,
    encoder: { ...ofEncoder, tokenizer: { json: words, config: settings } },
    fromDevice: progress.fromDevice,
  };
}
