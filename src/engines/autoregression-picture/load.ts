/** What is particular to loading the twin that says cell after cell. */
import type { ModelManifest, PictureByTokensManifest } from '../../core/manifest';
import type { LoadOptions, OnProgress } from '../../core/run/engine';
import type { SayNext } from '../picture-tokens/known-answer';
import { loadTwin, type Loaded, type Twin } from '../picture-tokens/load';
import { Memory } from '../picture-tokens/network';
import { warmUp } from './warm-up';

export const sayNext: SayNext = async (network, sizes, prompts, style, codes) => {
  const memory = new Memory(sizes, prompts.length, sizes.side ** 2);
  let said = await network.begin(memory, prompts, style);
  for (const both of codes) said = await network.next(memory, both);
  return said;
};

const TWIN: Twin<PictureByTokensManifest> = {
  mechanism: 'autoregression-picture',
  isOurs: (one: ModelManifest): one is PictureByTokensManifest => one.kind === 'picture-by-tokens',
  sayNext,
  warmUp,
};

/** @throws EngineError; nothing stays loaded then. */
export function loadModels(
  options: LoadOptions,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<Loaded<PictureByTokensManifest>> {
  return loadTwin(TWIN, options, onProgress, signal);
}
