/** What the chosen models themselves say of their settings, fetched when they are chosen. */
import { untrack } from 'svelte';
import type { ModelManifest } from '../../core/manifest';
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
  const know = async (id: string) => {
    const manifest = await fetchManifest(id);
    if (manifest) settings.know(manifest);
  };
  const first = settings.lanes.map(({ entry }) => (asked[entry.id] ??= know(entry.id)));
  $effect.root(() => {
    $effect(() => {
      const chosen = settings.lanes.map(({ entry }) => entry.id);
      untrack(() => {
        for (const id of chosen) asked[id] ??= know(id);
      });
    });
  });
  await Promise.all(first);
}
