/** A model for WebLLM before it is loaded, wherever its files come from. */
import type { LoadOptions, OnProgress } from '../../../core/run/engine';
import type { EngineInfo } from '../../../core/run/run';
import type { Golden } from '../known-answer';
import { identityOf } from '../manifest';
import type { LanguageTokenizer } from '../tokenizer';
import { readManifests, readWebLlmFiles } from './files';
import type { Files } from './served-caches';
import { text } from '../../../text/engines';

const { phases } = text;

interface WebLlmParts {
  /** What WebLLM reads, by address. */
  readonly files: Files;
  readonly tokenizer: LanguageTokenizer;
  /** Null where the model comes without one. */
  readonly golden: Golden | null;
  /** Tokens that it can attend to here, prompt and answer together. */
  readonly context: number;
  readonly vocab: number;
  readonly stopIds: readonly number[];
  /** True when no weight byte came over the network. */
  readonly fromDevice: boolean;
  /** Bytes of weights that are still to be read, while WebLLM loads them; 0 where they are here. */
  readonly total: number;
}

export interface WebLlmSource {
  readonly name: string;
  readonly identity: Pick<EngineInfo, 'mechanism' | 'modality' | 'model' | 'runtimeId'>;
  /** Half precision in shaders, without which it does not run. */
  readonly needsF16: boolean;
  /** @throws EngineError `model-fetch`, `integrity`, `unsupported-model`, `aborted`. */
  read(onProgress: OnProgress, signal: AbortSignal): Promise<WebLlmParts>;
}

/**
 * A model of this site.
 * @throws EngineError as `readManifests`.
 */
export async function siteWebLlm(options: LoadOptions, signal: AbortSignal): Promise<WebLlmSource> {
  const manifests = await readManifests(options, signal);
  const { library, model } = manifests;
  const label = phases.weightsFor(model.name, 'WebLLM');
  return {
    name: model.name,
    identity: identityOf(options, model),
    needsF16: false,
    async read(onProgress, stop) {
      const { handed, ...files } = await readWebLlmFiles(
        options.baseUrl,
        manifests,
        (bytes) => onProgress({ phase: 'weights', label, next: phases.compile, ...bytes }),
        stop,
      );
      const { context } = library.config;
      const { vocab, stopIds } = model.config;
      return { ...files, files: handed, total: 0, context, vocab, stopIds };
    },
  };
}
