/** A causal language model that was exported for transformers.js, from the files of its repository. */
import { EngineError } from '../../../core/errors';
import type { LoadOptions } from '../../../core/run/engine';
import type { StoredFiles } from '../../../core/stored';
import { text } from '../../../text/stored-models';
import { MOST_CONTEXT } from '../../gguf/memory';
import { sayPhase } from '../../runtime/loading';
import { fileOfRole, findFile, identityOfStored, jsonOf } from '../../runtime/stored';
import { openStoredGraph } from '../../runtime/stored-graph';
import type { LanguageSource } from '../source';
import { storedTokenizer } from '../stored-tokenizer';
import { Decoder } from './decoder';
import { decoderConfig } from './decoder-config';
import { decoderIo, PRESENT } from './decoder-io';
import { checkFits } from '../../runtime/room';

/** Bytes of keys and values at the full context: it is shortened to what fits. */
const MOST_CACHE = 1 << 30;
/** Layers at most whose caches are asked to stay on the GPU, before the graph has told how many. */
const MOST_LAYERS = 256;

/** @throws EngineError `unsupported-model`, `model-fetch`. */
export async function decoderSource(
  options: LoadOptions,
  stored: StoredFiles,
): Promise<LanguageSource<Decoder>> {
  const { name } = stored;
  const graph = fileOfRole(stored, 'graph');
  const external = stored.files.filter(({ role }) => role === 'external');
  const generation = findFile(stored, 'generation-config');
  const config = decoderConfig(
    name,
    await jsonOf(fileOfRole(stored, 'config')),
    generation && (await jsonOf(generation)),
  );
  const tokenizer = await storedTokenizer(stored);
  const weights = [graph, ...external].reduce((sum, { blob }) => sum + blob.size, 0);
  return {
    name,
    identity: { ...identityOfStored(options, stored), modality: 'text' },
    async read(backend, onProgress) {
      const { kvHeads, headDim, context: trained, layers } = config;
      const perToken = 2 * (layers ?? 1) * (kvHeads ?? 1) * (headDim ?? 64) * 4;
      const context = Math.min(trained, MOST_CONTEXT, Math.floor(MOST_CACHE / perToken));
      await checkFits({ name, weights, cache: context * perToken, largest: 0 }, backend);
      return {
        tokenizer,
        golden: null,
        context,
        stopIds: config.stopIds,
        fromDevice: true,
        async open() {
          const next = text.checking;
          const progress = { label: text.reading(name), next, total: weights, fromDevice: true };
          const onShare = (share: number) =>
            onProgress({ ...progress, phase: 'weights', loaded: Math.round(share * weights) });
          onShare(0);
          const names = Array.from({ length: layers ?? MOST_LAYERS }, (_, i) => [
            `${PRESENT}${i}.key`,
            `${PRESENT}${i}.value`,
          ]).flat();
          const settings = { backend, gpuOutputs: names };
          const session = await openStoredGraph(graph, external, settings, onShare);
          sayPhase(onProgress, 'prepare', text.preparing, next);
          try {
            const io = decoderIo(name, session, config);
            const vocab = io.vocab ?? config.vocab;
            if (vocab === null)
              throw new EngineError('unsupported-model', text.decoder.config(name));
            return { model: await Decoder.of(session, io, config.first, backend), vocab };
          } catch (cause) {
            await session.release().catch(() => undefined);
            throw cause;
          }
        },
      };
    },
  };
}
