/** All that a WebLLM model is made of, read, checked and rewritten. */
import type { LoadProgress } from '../../../core/run/engine';
import { EngineError } from '../../../core/errors';
import {
  fileOf,
  type LanguageManifest,
  type LibraryManifest,
  type ModelFile,
} from '../../../core/manifest';
import { parseJson } from '../onnx/files';
import { readGguf } from '../onnx/gguf';
import { parseGolden, type Golden } from '../known-answer';
import { LanguageTokenizer } from '../tokenizer';
import { Arrivals } from '../../runtime/download-progress';
import { fetchManifest, readFile, streamFile } from '../../runtime/store';
import { PLACE, type Files } from './hand-over';
import { ShardLayout } from './shards';

export interface Manifests {
  readonly library: LibraryManifest;
  /** Of the model whose weights the library runs. */
  readonly model: LanguageManifest;
}

export interface WebLlmFiles {
  readonly golden: Golden;
  readonly tokenizer: LanguageTokenizer;
  /** What WebLLM reads, by address. */
  readonly handed: Files;
  /** True when no byte came over the network. */
  readonly fromDevice: boolean;
}

/** @throws EngineError as `fetchManifest`; `unsupported-model` where one is of another kind. */
export async function readManifests(
  baseUrl: string,
  id: string,
  signal: AbortSignal,
): Promise<Manifests> {
  const library = await fetchManifest(baseUrl, id, signal);
  if (library.kind !== 'webllm-library')
    throw new EngineError('unsupported-model', `${library.name} is no library for WebLLM.`);
  const model = await fetchManifest(baseUrl, library.config.model, signal);
  if (model.kind !== 'language')
    throw new EngineError('unsupported-model', `${model.name} is not a language model.`);
  return { library, model };
}

/**
 * Everything is verified when this resolves, as in `lm/files.ts`: the weights are rewritten while
 * they arrive, and the stream ends only after their hash was right.
 * @throws EngineError `model-fetch`, `integrity`, `unsupported-model`, `aborted`.
 */
export async function readWebLlmFiles(
  baseUrl: string,
  { library, model }: Manifests,
  onProgress: (progress: Pick<LoadProgress, 'loaded' | 'total' | 'fromDevice'>) => void,
  signal: AbortSignal,
): Promise<WebLlmFiles> {
  const file = {
    library: fileOf(library, 'library'),
    chat: fileOf(library, 'chat-config'),
    golden: fileOf(model, 'golden'),
    tokenizer: fileOf(model, 'tokenizer'),
    config: fileOf(model, 'tokenizer-config'),
    weights: fileOf(model, 'weights'),
  };
  const arrivals = new Arrivals(Object.values(file), onProgress);
  const context = (of: ModelFile) => {
    const manifest = of === file.library || of === file.chat ? library : model;
    return arrivals.context(of, { baseUrl, manifest, signal });
  };
  const read = (of: ModelFile) => readFile(context(of), of);

  const program = await read(file.library);
  const chat = await read(file.chat);
  const golden = parseGolden(parseJson(await read(file.golden), file.golden));
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
  return { golden, tokenizer, handed, fromDevice: arrivals.fromDevice };
}
