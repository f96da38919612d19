/** A GGUF of the Llama architecture, whoever made it: tokenizer, graph and weights from the one file. */
import { EngineError } from '../../../core/errors';
import type { LoadOptions } from '../../../core/run/engine';
import type { StoredFiles } from '../../../core/stored';
import { text } from '../../../text/stored-models';
import { llamaConfig } from '../../gguf/config';
import { writeGraph } from '../../gguf/graph';
import { blobRanges, readHeader } from '../../gguf/header';
import { memoryNeed } from '../../gguf/memory';
import { tokenizerOf } from '../../gguf/tokenizer';
import { rewriteWeights } from '../../gguf/weights';
import { sayPhase } from '../../runtime/loading';
import { failureOf } from '../../runtime/lazy-bytes';
import { fileOfRole, gone, identityOfStored } from '../../runtime/stored';
import type { LanguageSource } from '../source';
import { LanguageTokenizer } from '../tokenizer';
import { LanguageModel } from './model';
import { checkFits } from '../../runtime/room';

/** Fewer tokens than these are no context for a question and its answer. */
const LEAST_CONTEXT = 128;

/** @throws EngineError `unsupported-model` for what `llamaConfig` and `tokenizerOf` refuse. */
export async function ggufSource(
  options: LoadOptions,
  stored: StoredFiles,
): Promise<LanguageSource<LanguageModel>> {
  const { name } = stored;
  const { blob, path } = fileOfRole(stored, 'weights');
  const file = blobRanges(blob, (cause) => gone(path, cause));
  const header = await readHeader(file);
  const config = llamaConfig(header);
  const { tokenizer: parts, config: settings, addBos, stopIds } = tokenizerOf(header.metadata);
  return {
    name,
    identity: { ...identityOfStored(options, stored), modality: 'text' },
    async read(backend, onProgress, signal) {
      const need = memoryNeed(config, backend);
      const { context } = need;
      if (context < Math.min(LEAST_CONTEXT, config.context))
        throw new EngineError('out-of-memory', text.memory.context(name, context));
      await checkFits({ name, ...need }, backend);
      const tokenizer = new LanguageTokenizer(parts, { ...settings, add_bos_token: addBos });
      return {
        tokenizer,
        golden: null,
        context,
        stopIds,
        fromDevice: true,
        async open() {
          const next = text.checking;
          const label = text.reading(name);
          const onShare = (share: number) => {
            const loaded = Math.round(share * blob.size);
            onProgress({
              phase: 'weights',
              label,
              next,
              ...{ loaded, total: blob.size, fromDevice: true },
            });
          };
          onShare(0);
          const weights = await rewriteWeights(header, config, file, {
            ...{ backend, context, signal, onShare },
          });
          sayPhase(onProgress, 'prepare', text.preparing, next);
          const graph = writeGraph(config, backend, context);
          const sizes = {
            architecture: 'llama' as const,
            stopIds: [...stopIds],
            ...config,
            context,
          };
          try {
            const model = await LanguageModel.create(graph, weights, sizes, backend);
            return { model, vocab: config.vocab };
          } catch (cause) {
            // The file went away under the runtime, which only says that it could not read.
            throw failureOf(weights) ?? cause;
          }
        },
      };
    },
  };
}
