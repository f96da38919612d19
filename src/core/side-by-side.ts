/**
 * The registry of lanes of one model that teach something beside each other: one line for each
 * mechanism. A missing entry does not compile. Apart from the mechanisms: the first look needs none.
 */
import { SIDE_BY_SIDE as diffusion } from './diffusion/side-by-side';
import type { MechanismId } from './ids';
import { SIDE_BY_SIDE as maskedDiffusion } from './masked-diffusion/side-by-side';
import { SIDE_BY_SIDE as maskedDiffusionPicture } from './masked-diffusion-picture/side-by-side';
import type { SideBySide } from './mechanism/mechanism';

export const SIDE_BY_SIDE: Readonly<Record<MechanismId, readonly SideBySide[]>> = {
  autoregression: [],
  diffusion,
  'masked-diffusion': maskedDiffusion,
  'autoregression-picture': [],
  'masked-diffusion-picture': maskedDiffusionPicture,
};
