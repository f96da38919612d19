/** Fetches what two model folders hold, text encoder and masked model, as one download. */
import type { LoadOptions } from '../../core/run/engine';
import { EngineError } from '../../core/errors';
import {
  fileOf,
  type EncoderManifest,
  type MaskedTextManifest,
  type ModelFile,
  type ModelManifest,
} from '../../core/manifest';
import type { Backend } from '../../core/run/run';
import { DownloadProgress, type OnDownload } from '../runtime/download-progress';
import { goldenOf, parseJson, siteFolder } from '../runtime/loading';
import { fetchManifest, readFile } from '../runtime/store';
import { text as words } from '../../text/engines';

export interface Manifests {
  readonly model: MaskedTextManifest;
  readonly encoder: EncoderManifest;
}

interface Part {
  readonly graph: Uint8Array<ArrayBuffer>;
  readonly weights: Uint8Array<ArrayBuffer>;
  readonly tokenizer: object;
  /** Parsed; null where the model comes without one. */
  readonly golden: object | null;
}

/** Everything that a backend needs, verified. */
export interface Files {
  readonly model: Part;
  readonly encoder: Part & { readonly tokenizerConfig: object };
  /** True when no weight byte came over the network. */
  readonly fromDevice: boolean;
}

/** @throws EngineError `unsupported-model` when one of them is a model of another kind. */
export async function readManifests(
  { baseUrl, model: asked }: LoadOptions,
  signal: AbortSignal,
): Promise<Manifests> {
  const model = await fetchManifest(baseUrl, siteFolder(asked), signal);
  if (model.kind !== 'masked-text')
    throw unsuitable(words.models.notMasked(model.name, model.kind));
  const encoder = await fetchManifest(baseUrl, model.config.encoder, signal);
  if (encoder.kind !== 'text-encoder')
    throw unsuitable(words.models.notEncoder(encoder.name, encoder.kind));
  return { model, encoder };
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
  { model, encoder }: Manifests,
  backend: Backend,
  onDownload: OnDownload,
  signal: AbortSignal,
): Promise<Files> {
  const filesOf = (manifest: ModelManifest) => ({
    graph: fileOf(manifest, 'graph', backend),
    weights: fileOf(manifest, 'weights', backend),
    tokenizer: fileOf(manifest, 'tokenizer'),
    golden: goldenOf(manifest),
  });
  const [own, text] = [filesOf(model), filesOf(encoder)];
  const config = fileOf(encoder, 'tokenizer-config');
  const all = [...Object.values(own), ...Object.values(text), config];
  const progress = new DownloadProgress(
    all.filter((file) => file !== null),
    onDownload,
  );
  const read = (manifest: ModelManifest, file: ModelFile) =>
    readFile(progress.context(file, { baseUrl, manifest, signal }), file);
  const json = async (manifest: ModelManifest, file: ModelFile) =>
    parseJson(await read(manifest, file), file);
  const part = async (
    manifest: ModelManifest,
    { graph, weights, tokenizer, golden }: ReturnType<typeof filesOf>,
  ): Promise<Part> => {
    const [a, b, c, d] = await Promise.all([
      read(manifest, graph),
      read(manifest, weights),
      json(manifest, tokenizer),
      golden && json(manifest, golden),
    ]);
    return { graph: a, weights: b, tokenizer: c, golden: d };
  };
  const [ofModel, ofEncoder, tokenizerConfig] = await Promise.all([
    part(model, own),
    part(encoder, text),
    json(encoder, config),
  ]);
  return {
    model: ofModel,
    encoder: { ...ofEncoder, tokenizerConfig },
    fromDevice: progress.fromDevice,
  };
}
