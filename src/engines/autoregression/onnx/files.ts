/** A language model's files, read and made ready for one backend. */
import { fileOf, type LanguageManifest, type ModelFile } from '../../../core/manifest';
import type { Backend } from '../../../core/run/run';
import { DownloadProgress, type OnDownload } from '../../runtime/download-progress';
import { goldenOf, parseJson } from '../../runtime/loading';
import type { ExternalData } from '../../runtime/ort';
import { readFile, streamFile } from '../../runtime/store';
import { readGguf } from './gguf';
import { parseGolden, type Golden } from '../known-answer';
import { WeightLayout } from './layout';
import { LanguageTokenizer } from '../tokenizer';

export interface ModelFiles {
  readonly graph: Uint8Array;
  /** Null where the model comes without one. */
  readonly golden: Golden | null;
  readonly tokenizer: LanguageTokenizer;
  readonly weights: readonly ExternalData[];
  /** True when no weight byte came over the network. */
  readonly fromDevice: boolean;
}

/**
 * Everything is verified when this resolves: the weights are rewritten while they arrive, and the
 * stream ends only after their hash was right.
 * @throws EngineError `model-fetch`, `integrity`, `unsupported-model`, `aborted`.
 */
export async function readModelFiles(
  baseUrl: string,
  manifest: LanguageManifest,
  backend: Backend,
  onProgress: OnDownload,
  signal: AbortSignal,
): Promise<ModelFiles> {
  const file = {
    graph: fileOf(manifest, 'graph', backend),
    tokenizer: fileOf(manifest, 'tokenizer'),
    config: fileOf(manifest, 'tokenizer-config'),
    weights: fileOf(manifest, 'weights'),
  };
  const known = goldenOf(manifest);
  const files = [...Object.values(file), ...(known ? [known] : [])];
  const progress = new DownloadProgress(files, onProgress);
  const context = (of: ModelFile) => progress.context(of, { baseUrl, manifest, signal });
  const read = (of: ModelFile) => readFile(context(of), of);
  const json = async (of: ModelFile) => parseJson(await read(of), of);

  const graph = await read(file.graph);
  const golden = known && parseGolden(await json(known));
  const tokenizer = new LanguageTokenizer(await json(file.tokenizer), await json(file.config));
  const layout = new WeightLayout(manifest.config, backend);
  const stream = streamFile(context(file.weights), file.weights);
  for await (const { tensor, data } of readGguf(stream, (t) => layout.sizeOf(t)))
    layout.add(tensor, data);
  return { graph, golden, tokenizer, weights: layout.finish(), fromDevice: progress.fromDevice };
}
