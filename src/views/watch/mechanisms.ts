/** The registry of what shows a mechanism: one line each. A missing entry does not compile. */
import type { Component } from 'svelte';
import type { MechanismId } from '../../core/ids';
import type { Trace } from '../../core/run/trace';
import type { ModelProbe } from '../../state/session/model-probe.svelte';
import type { Lane } from '../../state/session/lane.svelte';
import type { Session } from '../../state/session/session.svelte';
import AutoregressionLane from './autoregression/Lane.svelte';
import DiffusionLane from './diffusion/Lane.svelte';

/** What a mechanism's part of a lane is given. */
export interface LaneViewProps {
  lane: Pick<Lane, 'id'>;
  /** On the time axis that is shown; null before the first run. */
  trace: Trace | null;
  /** Milliseconds on that axis; `Infinity` is now. */
  playhead: number;
  /** What continues a run. */
  session: Pick<Session, 'fork'> & {
    /** Of the next run; absent where they are not to be changed, as in the tour. */
    readonly settings?: Session['settings'];
  };
  probe: ModelProbe;
  onseek: (t: number) => void;
}

/**
 * What a lane generates, in all its parts; figures, forks and branches stand below it. `later` is
 * fetched when such a lane is first shown: the first look has two.
 */
export type MechanismView =
  | { readonly Lane: Component<LaneViewProps> }
  | { readonly later: () => Promise<{ readonly default: Component<LaneViewProps> }> };

export const VIEWS: Readonly<Record<MechanismId, MechanismView>> = {
  autoregression: { Lane: AutoregressionLane },
  diffusion: { Lane: DiffusionLane },
  'masked-diffusion': { later: () => import('./masked-diffusion/Lane.svelte') },
  'autoregression-picture': { later: () => import('./autoregression-picture/Lane.svelte') },
  'masked-diffusion-picture': { later: () => import('./masked-diffusion-picture/Lane.svelte') },
};
