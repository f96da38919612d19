/** What is asked of a diffusion model, and what its runs hold. */
import * as v from 'valibot';
import { count, label, number, positive, specCommon } from '../run/schema';
import type { ForkBase, InputBase, SpecBase } from '../run/run';
import type { Trace } from '../run/trace';
import {
  SAMPLERS,
  SCHEDULES,
  type DenoiseStep,
  type NoiseScheduleName,
  type SamplerName,
} from './denoise';

/** A run that goes on from the steps of an earlier one; the step of index `at` is the first new one. */
interface DiffusionFork extends ForkBase {
  /**
   * False: from the sample as it was. True: from the earlier run's picture with fresh noise of
   * this run's seed at that step's sigma (image to image, SDEdit, Meng et al. 2022).
   */
  readonly renoise: boolean;
}

export interface DiffusionSpec extends SpecBase {
  readonly mechanism: 'diffusion';
  readonly from?: DiffusionFork;
  readonly sampler: SamplerName;
  readonly schedule: NoiseScheduleName;
  readonly steps: number;
  /** Classifier-free guidance scale; 1 is none and takes one evaluation a step instead of two. */
  readonly guidance: number;
  /** Index into the model's styles; 0 is any. */
  readonly style: number;
  /**
   * Pictures computed in one pass, 1..8; absent is 1. Their seeds are `seed` .. `seed + batch - 1`,
   * modulo 2**32; the trace holds the first. For measuring: a fork takes none but 1.
   */
  readonly batch?: number;
}

/** The prompt after the text encoder, with its pass. */
export interface EncodedInput extends InputBase {
  /** Words did not fit and were left out. */
  readonly cut: boolean;
}

export type DiffusionTrace = Trace<DiffusionSpec, EncodedInput, DenoiseStep>;

export function isDiffusion(trace: Trace): trace is DiffusionTrace {
  return trace.spec.mechanism === 'diffusion';
}

/** As in saved runs of both versions. */
export const specFields = {
  from: v.exactOptional(
    v.object({ runId: label, at: count, reused: v.exactOptional(count), renoise: v.boolean() }),
  ),
  sampler: v.picklist(SAMPLERS),
  schedule: v.picklist(SCHEDULES),
  steps: positive,
  guidance: number,
  style: count,
  batch: v.exactOptional(positive),
};

export const specSchema: v.GenericSchema<unknown, DiffusionSpec> = v.object({
  ...specCommon,
  mechanism: v.literal('diffusion'),
  ...specFields,
});
