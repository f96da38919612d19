/** Models that are not this site's, in the catalogue's terms. Pure. */
import { LATENT_RECIPES } from '../../core/diffusion/recipes';
import type { ModelManifest } from '../../core/manifest';
import { keyOf, type CatalogueEntry } from '../../core/model';
import { LAYOUT_RUNS, type LayoutId, type ModelAbout } from '../../core/stored';

/** As lanes, Compare and links choose it. */
export function entryOf(about: ModelAbout, bytes: number): CatalogueEntry {
  const { mechanism, modality, runtimes } = LAYOUT_RUNS[about.layout];
  return {
    id: keyOf(about.ref),
    ref: about.ref,
    name: nameOf(about),
    summary: '',
    ...{ mechanism, modality, bytes },
    runtimes: runtimes.map((id) => ({ id, needs: [] })),
    licence: about.licence,
    parameters: about.parameters ?? 0,
  };
}

/** "SmolLM2-360M-Instruct Q8_0". */
export function nameOf({ name, variant }: Pick<ModelAbout, 'name' | 'variant'>): string {
  const said = !variant || name.toLowerCase().includes(variant.toLowerCase());
  return said ? name : `${name} ${variant}`;
}

/**
 * What a manifest would say of it, where that is known: sizes, for estimates of what a pass costs, and
 * what settings begin with.
 */
export function manifestOf(about: ModelAbout, bytes: number): ModelManifest | null {
  const { ref, name, licence, parameters, roles } = about;
  const kind = KINDS[about.layout]?.(about);
  if (!kind) return null;
  const [{ path = '' } = {}] = roles;
  return {
    format: 'decode-and-denoise/model',
    version: 1,
    id: keyOf(ref),
    ...{ name, licence, summary: '', attribution: '' },
    parameters: parameters ?? 1,
    source: { from: ref.id },
    files: [{ role: 'weights', path, bytes, sha256: '' }],
    ...kind,
  };
}

type Kind =
  | Pick<Extract<ModelManifest, { kind: 'language' }>, 'kind' | 'config'>
  | Pick<Extract<ModelManifest, { kind: 'denoiser' }>, 'kind' | 'config'>;

/** Not of decoders of transformers.js: what a pass of theirs costs is not known from their sizes. */
const KINDS: Readonly<Partial<Record<LayoutId, (about: ModelAbout) => Kind | null>>> = {
  // Its weights are rounded here as those of the embedded models are.
  gguf: ({ sizes }) =>
    sizes && { kind: 'language', config: { architecture: 'llama', ...sizes, stopIds: [] } },
  'latent-diffusion': ({ recipe }) => {
    const known = LATENT_RECIPES[recipe];
    return known ? { kind: 'denoiser', config: { ...known.manifest, encoder: '' } } : null;
  },
};
