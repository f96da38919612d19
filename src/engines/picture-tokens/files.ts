/** Fetches what three model folders hold, text encoder, twin and decoder, as one download. */
import type { LoadOptions } from '../../core/run/engine';
import { EngineError } from '../../core/errors';
import {
  fileOf,
  type EncoderManifest,
  type ModelFile,
  type MaskedPictureManifest,
  type ModelManifest,
  type PictureByTokensManifest,
  type PictureDecoderManifest,
} from '../../core/manifest';
import type { Backend } from '../../core/run/run';
import { DownloadProgress, type OnDownload } from '../runtime/download-progress';
import { goldenOf, parseJson, siteFolder } from '../runtime/loading';
import { fetchManifest, readFile } from '../runtime/store';
import { text } from '../../text/engines';

/** A model that makes pictures of picture tokens. */
export type TwinManifest = PictureByTokensManifest | MaskedPictureManifest;

export interface Manifests<T extends TwinManifest> {
  readonly model: T;
  readonly encoder: EncoderManifest;
  readonly decoder: PictureDecoderManifest;
}

interface Part {
  readonly graph: Uint8Array<ArrayBuffer>;
  readonly weights: Uint8Array<ArrayBuffer>;
  /** Parsed; null where the model comes without one. */
  readonly golden: object | null;
}

/** Everything that a backend needs, verified. */
export interface Files {
  readonly model: Part & { readonly head: Uint8Array<ArrayBuffer> };
  readonly encoder: Part & {
    readonly tokenizer: { readonly json: object; readonly config: object };
  };
  readonly decoder: Part;
  /** True when no weight byte came over the network. */
  readonly fromDevice: boolean;
}

/**
 * @param isOurs whether a manifest is of the kind that the engine runs
 * @throws EngineError `unsupported-model` when one of them is of another kind, or does not fit.
 */
export async function readManifests<T extends TwinManifest>(
  { baseUrl, model: asked }: LoadOptions,
  signal: AbortSignal,
  isOurs: (manifest: ModelManifest) => manifest is T,
): Promise<Manifests<T>> {
  const model = await fetchManifest(baseUrl, siteFolder(asked), signal);
  if (!isOurs(model)) throw unsuitable(text.models.notByTokens(model.name, model.kind));
  const encoder = await fetchManifest(baseUrl, model.config.encoder, signal);
  if (encoder.kind !== 'text-encoder')
    throw unsuitable(text.models.notEncoder(encoder.name, encoder.kind));
  const decoder = await fetchManifest(baseUrl, model.config.decoder, signal);
  if (decoder.kind !== 'picture-decoder')
    throw unsuitable(text.models.notDecoder(decoder.name, decoder.kind));
  const [a, b] = [model.config, decoder.config];
  if (a.side !== b.side || a.codes !== b.codes || a.styles.length !== b.styles.length)
    throw unsuitable(text.models.notTogether(model.name, decoder.name));
  return { model, encoder, decoder };
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
  { model, encoder, decoder }: Manifests<TwinManifest>,
  backend: Backend,
  onDownload: OnDownload,
  signal: AbortSignal,
): Promise<Files> {
  const filesOf = (manifest: ModelManifest) => ({
    graph: fileOf(manifest, 'graph', backend),
    weights: fileOf(manifest, 'weights', backend),
    golden: goldenOf(manifest),
  });
  const parts = [model, encoder, decoder].map((manifest) => ({
    manifest,
    files: filesOf(manifest),
  }));
  const head = fileOf(model, 'head');
  const tokenizer = fileOf(encoder, 'tokenizer');
  const config = fileOf(encoder, 'tokenizer-config');
  const all = [...parts.flatMap(({ files }) => Object.values(files)), head, tokenizer, config];
  const progress = new DownloadProgress(
    all.filter((file) => file !== null),
    onDownload,
  );
  const read = (manifest: ModelManifest, file: ModelFile) =>
    readFile(progress.context(file, { baseUrl, manifest, signal }), file);
  const json = async (manifest: ModelManifest, file: ModelFile) =>
    parseJson(await read(manifest, file), file);
  const [found, headGraph, words, settings] = await Promise.all([
    Promise.all(
      parts.map(async ({ manifest, files: { graph, weights, golden } }): Promise<Part> => {
        const [a, b, c] = await Promise.all([
          read(manifest, graph),
          read(manifest, weights),
          golden && json(manifest, golden),
        ]);
        return { graph: a, weights: b, golden: c };
      }),
    ),
    read(model, head),
    json(encoder, tokenizer),
    json(encoder, config),
  ]);
  const [ofModel, ofEncoder, ofDecoder] = found as [Part, Part, Part];
  return {
    model: { ...ofModel, head: headGraph },
    encoder: { ...ofEncoder, tokenizer: { json: words, config: settings } },
    decoder: ofDecoder,
    fromDevice: progress.fromDevice,
  };
}
