/** Kernels of a model's graph, for the estimates of `cost.ts` in each mechanism's folder. */
import { fileOf, type ModelManifest } from '../manifest';
import type { Backend } from '../run/run';

/** Nodes of the graph that are no views; a runtime may fuse some. 0 where the manifest does not tell. */
export function kernelsOf(manifest: ModelManifest, backend: Backend): number {
  return fileOf(manifest, 'graph', backend).kernels ?? 0;
}
