/** What a benchmark needs of the world around it, beyond what a session does. */
import type { BenchHardware } from '../../core/bench/bench';
import type { ByLane } from '../../core/bench/figures';
import type { ModelManifest } from '../../core/manifest';
import { keyOf, type LanePlan } from '../../core/model';
import type { Environment } from '../session/environment';
import type { OtherTabs } from '../session/other-tabs';

export interface BenchEnvironment extends Pick<
  Environment,
  'engine' | 'baseUrl' | 'cores' | 'now' | 'wait' | 'newId' | 'tab'
> {
  hardware(): Promise<BenchHardware>;
  /** Null where it cannot be read: the result then has no estimate of costs. */
  /** @param id key of a model (`keyOf`), or a folder that one needs. */
  manifest(id: string): Promise<ModelManifest | null>;
  /** Folders that a lane's runtime needs beside the model's own. */
  needs(lane: LanePlan): readonly string[];
  readonly otherTabs: Pick<OtherTabs, 'watch'>;
  /** Brings to rest whatever else on this page uses the machine. */
  rest(): Promise<void>;
}

/** Of each lane's model, and of what it needs; those that can be read, the model's own first. */
export async function benchManifests(
  { manifest, needs }: Pick<BenchEnvironment, 'manifest' | 'needs'>,
  lanes: readonly LanePlan[],
): Promise<ByLane<readonly ModelManifest[]>> {
  const found = lanes.map(async (lane) => {
    const all = await Promise.all([keyOf(lane.model), ...needs(lane)].map((id) => manifest(id)));
    return [lane.id, all.filter((one) => one !== null)] as const;
  });
  return Object.fromEntries(await Promise.all(found));
}
