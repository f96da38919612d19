/** What the chosen models themselves say of their settings, fetched when they are chosen. */
import { untrack } from 'svelte';
import type { ModelManifest } from '../../core/manifest';
import type { CatalogueEntry } from '../../core/model';
import type { Settings } from './settings.svelte';

/**
 * Fetches the manifest of every model that a lane has or gets, once each.
 * @param fetchManifest null where a manifest cannot be read: the page's own defaults then hold
 * @returns resolves when those of the first lanes are known, or cannot be
 */
export async function knowModels(
  settings: Settings,
  fetchManifest: (id: string) => Promise<ModelManifest | null>,
): Promise<void> {
  const asked: Record<string, Promise<void>> = {};
  const know = async ({ id, ref }: CatalogueEntry) => {
    // Of what this site does not have, it has no manifest either.
    const manifest = ref ? null : await fetchManifest(id);
    if (manifest) settings.know(manifest);
  };
  const first = settings.lanes.map(({ entry }) => (asked[entry.id] ??= know(entry)));
  $effect.root(() => {
    $effect(() => {
      const chosen = settings.lanes.map(({ entry }) => entry);
      untrack(() => {
        for (const entry of chosen) asked[entry.id] ??= know(entry);
      });
    });
  });
  await Promise.all(first);
}
