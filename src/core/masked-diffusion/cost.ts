/**
 * How much one pass of the text encoder or of the masked model is, counted on their graphs
 * (`models/ddmodels/common/work.py`) for one text of full length, weights and activations in
 * float32. A shorter text's share of the activations is that of its positions, its weights are whole.
 */
import type { PassCost, WorkDone } from '../measure/axis';
import { kernelsOf } from '../measure/kernels';
import type { ModelManifest } from '../manifest';
import type { Backend } from '../run/run';

const FLOAT = 4;

/** The encoding of the prompt, and a pass with the batch that the runs had, over a whole text. */
export function costs(
  manifests: readonly ModelManifest[],
  backend: Backend,
  done: WorkDone,
): PassCost[] {
  return manifests.flatMap((manifest) => {
    const { work, kind } = manifest;
    const ours = kind === 'masked-text';
    if (!work || (!ours && kind !== 'text-encoder')) return [];
    const size = Math.round(ours ? (done.figures['batch'] ?? 0) : done.size('encode'));
    if (!size) return [];
    const share = ours ? size : size / manifest.config.maxTokens;
    return {
      kind: ours ? 'unmask' : 'encode',
      size,
      flops: 2 * work.macs * share,
      bytes: FLOAT * (work.weights + work.activations * share),
      dispatches: kernelsOf(manifest, backend),
    };
  });
}
