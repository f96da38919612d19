/**
 * How much one pass of the text encoder or of the denoiser is, counted on their graphs
 * (`models/ddmodels/common/work.py`), weights and activations in float32. The weights are read once
 * for the whole pass, however many pictures it computes.
 */
import type { PassCost, WorkDone } from '../measure/axis';
import { kernelsOf } from '../measure/kernels';
import type { ModelManifest } from '../manifest';
import type { Backend } from '../run/run';

const FLOAT = 4;

/**
 * @param size evaluations in the pass (one for each picture, two with guidance), or tokens of the text
 * @returns null where the manifest does not tell
 */
export function networkCost(
  manifest: ModelManifest,
  backend: Backend,
  size: number,
): PassCost | null {
  const { work } = manifest;
  if (!work || (manifest.kind !== 'denoiser' && manifest.kind !== 'text-encoder')) return null;
  const share = manifest.kind === 'denoiser' ? size : size / manifest.config.maxTokens;
  return {
    kind: manifest.kind === 'denoiser' ? 'denoise' : 'encode',
    size,
    flops: 2 * work.macs * share,
    bytes: FLOAT * (work.weights + work.activations * share),
    dispatches: kernelsOf(manifest, backend),
  };
}

/** The encoding of the caption, and a pass of the denoiser with the batch that the runs had. */
export function costs(
  manifests: readonly ModelManifest[],
  backend: Backend,
  work: WorkDone,
): PassCost[] {
  return manifests.flatMap((manifest) => {
    const size =
      manifest.kind === 'denoiser'
        ? Math.round(work.figures['batch'] ?? 0)
        : Math.round(work.size('encode'));
    const cost = size ? networkCost(manifest, backend, size) : null;
    return cost ?? [];
  });
}
