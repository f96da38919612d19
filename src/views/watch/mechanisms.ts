/** The registry of what shows a mechanism: one line each. A missing entry does not compile. */
import type { Component } from 'svelte';
import type { MechanismId } from '../../core/ids';
import type { Trace } from '../../core/run/trace';
import type { ModelProbe } from '../../state/session/model-probe.svelte';
import type { Lane } from '../../state/session/lane.svelte';
import type { Session } from '../../state/session/session.svelte';
import AutoregressionLane from './autoregression/Lane.svelte';
import PictureByTokensLane from './autoregression-picture/Lane.svelte';
import DiffusionLane from './diffusion/Lane.svelte';
import MaskedTextLane from './masked-diffusion/Lane.svelte';
import MaskedPictureLane from './masked-diffusion-picture/Lane.svelte';

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

export interface MechanismView {
  /** What a lane generates, in all its parts; figures, forks and branches stand below it. */
  readonly Lane: Component<LaneViewProps>;
}

export const VIEWS: Readonly<Record<MechanismId, MechanismView>> = {
  autoregression: { Lane: AutoregressionLane },
  diffusion: { Lane: DiffusionLane },
  'masked-diffusion': { Lane: MaskedTextLane },
  'autoregression-picture': { Lane: PictureByTokensLane },
  'masked-diffusion-picture': { Lane: MaskedPictureLane },
};
