/** An embedded model, for the loop: its files from this site, its network from the graph beside them. */
import type { LoadOptions } from '../../../core/run/engine';
import { sayPhase } from '../../runtime/loading';
import { identityOf, readLanguageManifest } from '../manifest';
import type { LanguageSource } from '../source';
import { readModelFiles } from './files';
import { LanguageModel } from './model';
import { text } from '../../../text/engines';

const { phases } = text;

/** @throws EngineError as `readLanguageManifest`. */
export async function siteSource(
  options: LoadOptions,
  signal: AbortSignal,
): Promise<LanguageSource<LanguageModel>> {
  const manifest = await readLanguageManifest(options, signal);
  const { config, name } = manifest;
  const label = phases.weights(name);
  return {
    name,
    identity: identityOf(options, manifest),
    async read(backend, onProgress, stop) {
      const { graph, weights, ...files } = await readModelFiles(
        options.baseUrl,
        manifest,
        backend,
        (bytes) => onProgress({ phase: 'weights', label, next: phases.prepare, ...bytes }),
        stop,
      );
      sayPhase(onProgress, 'prepare', phases.prepare, phases.warmUp);
      const open = async () => ({
        model: await LanguageModel.create(graph, weights, config, backend),
        vocab: config.vocab,
      });
      return { ...files, context: config.context, stopIds: config.stopIds, open };
    },
  };
}
