/** What is particular to loading the twin that fills in all cells at once. */
import type { MaskedPictureManifest, ModelManifest } from '../../core/manifest';
import type { LoadOptions, OnProgress } from '../../core/run/engine';
import type { SayNext } from '../picture-tokens/known-answer';
import { loadTwin, type Loaded, type Twin } from '../picture-tokens/load';
import { Memory } from '../picture-tokens/network';
import { codesIn } from './codes';
import { warmUp } from './warm-up';

export type LoadedMasked = Loaded<MaskedPictureManifest>;

export const sayNext: SayNext = async (network, sizes, prompts, style, codes) => {
  const memory = new Memory(sizes, prompts.length, 0);
  await network.begin(memory, prompts, style);
  const { state, first } = await network.all(memory, codesIn(codes, sizes));
  const cells = sizes.side ** 2;
  const next = (rows: Float32Array) => {
    const width = rows.length / cells;
    return rows.subarray(codes.length * width, (codes.length + 1) * width);
  };
  return { state: state.map(next), first: first.map(next) };
};

const TWIN: Twin<MaskedPictureManifest> = {
  mechanism: 'masked-diffusion-picture',
  isOurs: (one: ModelManifest): one is MaskedPictureManifest => one.kind === 'masked-picture',
  sayNext,
  warmUp,
};

/** @throws EngineError; nothing stays loaded then. */
export function loadModels(
  options: LoadOptions,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<LoadedMasked> {
  return loadTwin(TWIN, options, onProgress, signal);
}
