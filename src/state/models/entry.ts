/** Models that are not this site's, in the catalogue's terms. Pure. */
import type { LanguageManifest } from '../../core/manifest';
import { keyOf, type CatalogueEntry } from '../../core/model';
import { LAYOUT_RUNS, type ModelAbout } from '../../core/stored';

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
 * What a manifest would say of it, where that is known: sizes, for estimates of what a pass costs.
 * Only of a GGUF, whose weights are rounded here as those of the embedded models are.
 */
export function manifestOf(about: ModelAbout, bytes: number): LanguageManifest | null {
  const { layout, sizes, ref, name, licence, parameters } = about;
  if (layout !== 'gguf' || !sizes) return null;
  const [{ path = '' } = {}] = about.roles;
  return {
    format: 'decode-and-denoise/model',
    version: 1,
    kind: 'language',
    id: keyOf(ref),
    ...{ name, licence, summary: '', attribution: '' },
    parameters: parameters ?? 1,
    source: { from: ref.id },
    files: [{ role: 'weights', path, bytes, sha256: '' }],
    config: { architecture: 'llama', ...sizes, stopIds: [] },
  };
}
