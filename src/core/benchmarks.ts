/** The registry of what benchmarks know of a mechanism: one line each. A missing entry does not compile. */
import { benchmark as autoregression } from './autoregression/bench';
import { benchmark as autoregressionPicture } from './autoregression-picture/bench';
import { benchmark as diffusion } from './diffusion/bench';
import type { MechanismId } from './ids';
import { benchmark as maskedDiffusion } from './masked-diffusion/bench';
import { benchmark as maskedDiffusionPicture } from './masked-diffusion-picture/bench';
import type { Benchmark } from './mechanism/benchmark';

export const BENCHMARKS: Readonly<Record<MechanismId, Benchmark>> = {
  autoregression,
  diffusion,
  'masked-diffusion': maskedDiffusion,
  'autoregression-picture': autoregressionPicture,
  'masked-diffusion-picture': maskedDiffusionPicture,
};
