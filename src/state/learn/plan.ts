/** Which lane runs a part of a scene, and with which settings: never those that Watch was given. Pure. */
import type { ModelManifest } from '../../core/manifest';
import { initialValues } from '../../core/mechanism/settings';
import { MECHANISMS } from '../../core/mechanisms';
import { refOf } from '../settings/catalogue';
import { LANE_IDS } from '../settings/lanes';
import type { Settings } from '../settings/settings.svelte';
import type { LaneSettings } from '../settings/values';
import type { Part } from './scene';

/** The part of the settings that a plan is made of. */
type Known = Pick<Settings, 'lanes' | 'models'> & {
  manifest(id: string): ModelManifest | null;
};

/**
 * The lane that has the part's model already, else one that Watch does not use: what is loaded there
 * is loaded once for both.
 * @returns null where this site has no such model, or no lane is left
 */
export function planOf({ model, values }: Pick<Part, 'model' | 'values'>, settings: Known) {
  const chosen = settings.lanes.find(({ entry }) => entry.id === model);
  const entry = chosen?.entry ?? settings.models.find(({ id }) => id === model);
  const id = chosen?.id ?? freeLane(model, settings);
  const runtime = chosen?.runtime ?? entry?.runtimes[0]?.id;
  if (!entry || !id || !runtime) return null;
  const { settings: own, suggested } = MECHANISMS[entry.mechanism];
  const manifest = settings.manifest(entry.id);
  const defaults = { ...initialValues(own), ...(manifest && suggested(manifest)) };
  return {
    ...{ id, entry, runtime, mechanism: entry.mechanism, model: refOf(entry) },
    ...{ settings: own, manifest, defaults, values: { ...defaults, ...values }, notes: {} },
  } satisfies LaneSettings;
}

/** Each model that no lane of Watch has gets a lane of its own, from the last one down. */
function freeLane(model: string, { lanes, models }: Known): string | undefined {
  const used = lanes.map(({ id }) => id);
  const free = LANE_IDS.filter((id) => !used.includes(id)).reverse();
  const others = models.filter(({ id }) => !lanes.some(({ entry }) => entry.id === id));
  return free[others.findIndex(({ id }) => id === model) % Math.max(1, free.length)];
}
