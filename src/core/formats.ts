/** The registry of how runs are saved: one line for each mechanism. A missing entry does not compile. */
import { format as autoregression } from './autoregression/codec';
import { format as autoregressionPicture } from './autoregression-picture/codec';
import { format as diffusion } from './diffusion/codec';
import type { MechanismId } from './ids';
import { format as maskedDiffusion } from './masked-diffusion/codec';
import { format as maskedDiffusionPicture } from './masked-diffusion-picture/codec';
import type { Format } from './mechanism/mechanism';

export const FORMATS: Readonly<Record<MechanismId, Format>> = {
  autoregression,
  diffusion,
  'masked-diffusion': maskedDiffusion,
  'autoregression-picture': autoregressionPicture,
  'masked-diffusion-picture': maskedDiffusionPicture,
};
