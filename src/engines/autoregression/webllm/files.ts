/** All that a WebLLM model is made of, read, checked and rewritten. */
import type { LoadOptions } from '../../../core/run/engine';
import { EngineError } from '../../../core/errors';
import {
  fileOf,
  type LanguageManifest,
  type LibraryManifest,
  type ModelFile,
} from '../../../core/manifest';
import { readGguf } from '../onnx/gguf';
import { parseGolden, type Golden } from '../known-answer';
import { LanguageTokenizer } from '../tokenizer';
import { DownloadProgress, type OnDownload } from '../../runtime/download-progress';
import { goldenOf, parseJson } from '../../runtime/loading';
import { fetchManifest, readFile, streamFile } from '../../runtime/store';
import { readLanguageManifest } from '../manifest';
import { PLACE, type Files } from './served-caches';
import { ShardLayout } from './shards';
import { text } from '../../../text/engines';

export interface Manifests {
  readonly library: LibraryManifest;
  /** Of the model whose weights the library runs. */
  readonly model: LanguageManifest;
}

export interface WebLlmFiles {
  /** Null where the model comes without one. */
  readonly golden: Golden | null;
  readonly tokenizer: LanguageTokenizer;
  /** What WebLLM reads, by address. */
  readonly handed: Files;
  /** True when no weight byte came over the network. */
  readonly fromDevice: boolean;
}

/**
 * The language model's manifest, and that of the library for it among what the load says it needs.
 * @throws EngineError as `fetchManifest`; `unsupported-model` where there is no such library.
 */
export async function readManifests(
  options: Pick<LoadOptions, 'baseUrl' | 'model' | 'needs'>,
  signal: AbortSignal,
): Promise<Manifests> {
  const { baseUrl, needs } = options;
  const model = await readLanguageManifest(options, signal);
  for (const folder of needs) {
    const library = await fetchManifest(baseUrl, folder, signal);
    if (library.kind === 'webllm-library' && library.config.model === model.id)
      return { library, model };
  }
  throw new EngineError(
    'unsupported-model',
    text.webLlm.noLibrary(model.name),
    text.webLlm.otherRuntime,
  );
}

/**
 * Everything is verified when this resolves, as in `onnx/files.ts`: the weights are rewritten while
 * they arrive, and the stream ends only after their hash was right.
 * @throws EngineError `model-fetch`, `integrity`, `unsupported-model`, `aborted`.
 */
export async function readWebLlmFiles(
  baseUrl: string,
  { library, model }: Manifests,
  onProgress: OnDownload,
  signal: AbortSignal,
): Promise<WebLlmFiles> {
  const file = {
    library: fileOf(library, 'library'),
    chat: fileOf(library, 'chat-config'),
    tokenizer: fileOf(model, 'tokenizer'),
    config: fileOf(model, 'tokenizer-config'),
    weights: fileOf(model, 'weights'),
  };
  const known = goldenOf(model);
  const files = [...Object.values(file), ...(known ? [known] : [])];
  const progress = new DownloadProgress(files, onProgress);
  const context = (of: ModelFile) => {
    const manifest = of === file.library || of === file.chat ? library : model;
    return progress.context(of, { baseUrl, manifest, signal });
  };
  const read = (of: ModelFile) => readFile(context(of), of);

  const program = await read(file.library);
  const chat = await read(file.chat);
  const golden = known && parseGolden(parseJson(await read(known), known));
  const tokens = await read(file.tokenizer);
  const tokenizer = new LanguageTokenizer(
    parseJson(tokens, file.tokenizer),
    parseJson(await read(file.config), file.config),
  );
  const layout = new ShardLayout(model.config);
  const stream = streamFile(context(file.weights), file.weights);
  for await (const { tensor, data } of readGguf(stream, (t) => layout.sizeOf(t)))
    layout.add(tensor, data);
  const { list, shards } = layout.finish();
  const handed = new Map([
    [`${PLACE}library.wasm`, program],
    [`${PLACE}mlc-chat-config.json`, chat],
    [`${PLACE}tokenizer.json`, tokens],
    [`${PLACE}tensor-cache.json`, new TextEncoder().encode(JSON.stringify(list))],
    ...[...shards].map(([name, bytes]) => [`${PLACE}${name}`, bytes] as const),
  ]);
  return { golden, tokenizer, handed, fromDevice: progress.fromDevice };
}
