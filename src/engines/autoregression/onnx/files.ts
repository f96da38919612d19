/** A language model's files, read and made ready for one backend. */
import type { LoadProgress } from '../../../core/run/engine';
import { EngineError } from '../../../core/errors';
import { fileOf, type LanguageManifest, type ModelFile } from '../../../core/manifest';
import type { Backend } from '../../../core/run/run';
import { Arrivals } from '../../runtime/download-progress';
import type { ExternalData } from '../../runtime/ort';
import { readFile, streamFile } from '../../runtime/store';
import { readGguf } from './gguf';
import { parseGolden, type Golden } from '../known-answer';
import { WeightLayout } from './layout';
import { LanguageTokenizer } from '../tokenizer';

export interface ModelFiles {
  readonly graph: Uint8Array;
  readonly golden: Golden;
  readonly tokenizer: LanguageTokenizer;
  readonly weights: readonly ExternalData[];
  /** True when no byte came over the network. */
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
  onProgress: (progress: Pick<LoadProgress, 'loaded' | 'total' | 'fromDevice'>) => void,
  signal: AbortSignal,
): Promise<ModelFiles> {
  const file = {
    graph: fileOf(manifest, 'graph', backend),
    golden: fileOf(manifest, 'golden'),
    tokenizer: fileOf(manifest, 'tokenizer'),
    config: fileOf(manifest, 'tokenizer-config'),
    weights: fileOf(manifest, 'weights'),
  };
  const arrivals = new Arrivals(Object.values(file), onProgress);
  const context = (of: ModelFile) => arrivals.context(of, { baseUrl, manifest, signal });
  const read = (of: ModelFile) => readFile(context(of), of);
  const json = async (of: ModelFile) => parseJson(await read(of), of);

  const graph = await read(file.graph);
  const golden = parseGolden(await json(file.golden));
  const tokenizer = new LanguageTokenizer(await json(file.tokenizer), await json(file.config));
  const layout = new WeightLayout(manifest.config, backend);
  const stream = streamFile(context(file.weights), file.weights);
  for await (const { tensor, data } of readGguf(stream, (t) => layout.sizeOf(t)))
    layout.add(tensor, data);
  return { graph, golden, tokenizer, weights: layout.finish(), fromDevice: arrivals.fromDevice };
}

/** @throws EngineError `unsupported-model` unless the bytes are a JSON object. */
export function parseJson(bytes: Uint8Array, { path }: ModelFile): object {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new EngineError('unsupported-model', `${path} is not valid JSON.`, '', { cause });
  }
  if (typeof value === 'object' && value !== null) return value;
  throw new EngineError('unsupported-model', `${path} holds no object.`);
}
