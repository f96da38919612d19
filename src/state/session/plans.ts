/** Which settings a lane has: those of the form, or for a run that came from elsewhere its own. */
import type { ModelManifest } from '../../core/manifest';
import { MECHANISMS } from '../../core/mechanisms';
import { initialValues } from '../../core/mechanism/settings';
import { keyOf, type CatalogueEntry } from '../../core/model';
import type { Trace } from '../../core/run/trace';
import { refOf } from '../settings/catalogue';
import type { LaneSettings } from '../settings/values';

/**
 * What continues a run: the lane's settings where they are of the run's mechanism and model, those
 * of another lane that is, or the run's own on the model that made it.
 * @returns null where this page has no model that could be it
 */
export function planFor(
  { spec, engine }: Trace,
  lanes: readonly LaneSettings[],
  models: readonly CatalogueEntry[],
  manifestOf: (id: string) => ModelManifest | null,
): LaneSettings | null {
  const key = keyOf(engine.model);
  const fits = ({ entry, runtime }: LaneSettings) =>
    entry.id === key && runtime === engine.runtimeId;
  const own = lanes.find((lane) => lane.id === spec.lane && fits(lane)) ?? lanes.find(fits);
  if (own) return { ...own, id: spec.lane };
  const entry = models.find(({ id }) => id === key);
  const runtime = entry?.runtimes.find(({ id }) => id === engine.runtimeId);
  if (!entry || !runtime)
    // Perhaps the same weights by another name: whoever loads it compares the hash.
    return (
      lanes.find(({ id, mechanism }) => id === spec.lane && mechanism === spec.mechanism) ?? null
    );
  const { settings, valuesOf } = MECHANISMS[entry.mechanism];
  const manifest = manifestOf(entry.id);
  const defaults = initialValues(settings);
  return {
    ...{ id: spec.lane, entry, runtime: runtime.id, mechanism: entry.mechanism },
    ...{ model: refOf(entry), settings, manifest, defaults, notes: {} },
    values: { ...defaults, ...valuesOf(spec, spec.prompt) },
  };
}
