/**
 * How much one pass of the text encoder, of a twin over one cell or over all, or of the decoder is,
 * counted on their graphs (`models/ddmodels/common/work.py`), weights and activations in float32. The
 * second codes, which a smaller graph says, are not counted.
 */
import type { PassCost, WorkDone } from '../measure/axis';
import { kernelsOf } from '../measure/kernels';
import type { ModelManifest } from '../manifest';
import type { Backend } from '../run/run';

const FLOAT = 4;
/** By kind of manifest: the kind of pass, and how much of the counted work a pass of a size is. */
const PASSES: Partial<Record<ModelManifest['kind'], string>> = {
  'text-encoder': 'encode',
  'picture-by-tokens': 'cell',
  'masked-picture': 'unmask',
  'picture-decoder': 'paint',
};

export function costs(
  manifests: readonly ModelManifest[],
  backend: Backend,
  done: WorkDone,
): PassCost[] {
  return manifests.flatMap((manifest) => {
    const { work } = manifest;
    const kind = PASSES[manifest.kind];
    const size = kind ? Math.round(done.size(kind)) : 0;
    if (!work || !kind || !size) return [];
    const share = manifest.kind === 'text-encoder' ? size / manifest.config.maxTokens : size;
    return {
      kind,
      size,
      flops: 2 * work.macs * share,
      bytes: FLOAT * (work.weights + work.activations * share),
      dispatches: kernelsOf(manifest, backend),
    };
  });
}
