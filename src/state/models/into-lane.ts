/** A model of this device, put into a lane. */
import { keyOf } from '../../core/model';
import { LAYOUT_RUNS, type ModelAbout } from '../../core/stored';
import type { Settings } from '../settings/settings.svelte';

/** Into the first lane of its mechanism, else as a lane more, else into the last. */
export function intoLane(settings: Settings, { ref, layout }: ModelAbout): void {
  const key = keyOf(ref);
  const { mechanism } = LAYOUT_RUNS[layout];
  const lane = settings.lanes.find((one) => one.mechanism === mechanism);
  if (!lane && settings.canAddLane) settings.addLane(key);
  else settings.setModel((lane ?? settings.lanes.at(-1))?.id ?? '', key);
}
