/** An embedded model, for the loop: its files from this site, its network from the graph beside them. */
import type { LoadOptions } from '../../../core/run/engine';
import { sayPhase } from '../../runtime/loading';
import { identityOf, readLanguageManifest } from '../manifest';
import type { LanguageSource } from '../source';
import { readModelFiles } from './files';
import { LanguageModel } from './model';

/** @throws EngineError as `readLanguageManifest`. */
export async function siteSource(
  options: LoadOptions,
  signal: AbortSignal,
): Promise<LanguageSource<LanguageModel>> {
  const manifest = await readLanguageManifest(options, signal);
  const { config, name } = manifest;
  const label = `${name}, weights`;
  return {
    name,
    identity: identityOf(options, manifest),
    async read(backend, onProgress, stop) {
      const { graph, weights, ...files } = await readModelFiles(
        options.baseUrl,
        manifest,
        backend,
        (bytes) => onProgress({ phase: 'weights', label, next: 'Preparing the model', ...bytes }),
        stop,
      );
      sayPhase(onProgress, 'prepare', 'Preparing the model', 'Known answer and warm-up');
      const open = async () => ({
        model: await LanguageModel.create(graph, weights, config, backend),
        vocab: config.vocab,
      });
      return { ...files, context: config.context, stopIds: config.stopIds, open };
    },
  };
}
