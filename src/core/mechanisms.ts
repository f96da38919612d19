/** The registry of mechanisms: one line each. A missing entry does not compile. */
import { autoregression } from './autoregression/mechanism';
import { autoregressionPicture } from './autoregression-picture/mechanism';
import { diffusion } from './diffusion/mechanism';
import type { MechanismId } from './ids';
import { maskedDiffusion } from './masked-diffusion/mechanism';
import { maskedDiffusionPicture } from './masked-diffusion-picture/mechanism';
import type { Mechanism } from './mechanism/mechanism';
import type { SpecBase } from './run/run';

export const MECHANISMS: Readonly<Record<MechanismId, Mechanism>> = {
  autoregression,
  diffusion,
  'masked-diffusion': maskedDiffusion,
  'autoregression-picture': autoregressionPicture,
  'masked-diffusion-picture': maskedDiffusionPicture,
};

/** The mechanism of a run. */
export function mechanismOf({ spec }: { readonly spec: Pick<SpecBase, 'mechanism'> }): Mechanism {
  return MECHANISMS[spec.mechanism];
}
