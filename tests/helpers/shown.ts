/** Lanes as the parts of Watch get them: traces by lane id; null is a lane that has not begun. */
import type { MechanismId } from '../../src/core/ids';
import type { Trace } from '../../src/core/run/trace';
import { shownLanes, type ShownLane } from '../../src/state/session/shown';
import { SITE_MODELS } from '../../src/state/settings/catalogue';
import { Settings } from '../../src/state/settings/settings.svelte';
import { fakeAddress } from './fakes';

/** What lanes are for that have no trace: those that the page opens with. */
const FIRST: Readonly<Record<string, MechanismId>> = { a: 'autoregression', b: 'diffusion' };

export function shownOf(traces: Readonly<Record<string, Trace | null>>): ShownLane[] {
  const models = Object.keys(traces).map((id) => {
    const mechanism = traces[id]?.spec.mechanism ?? FIRST[id] ?? 'autoregression';
    return `${id}:${SITE_MODELS.find((model) => model.mechanism === mechanism)?.id}`;
  });
  const settings = new Settings(fakeAddress(`?lanes=${models.join(',')}`));
  return shownLanes(
    Object.entries(traces).map(([id, trace]) => ({ id, trace })),
    settings.lanes,
  );
}
