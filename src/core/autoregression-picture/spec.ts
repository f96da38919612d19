/** What is asked of a model that says a picture cell by cell, and what its runs hold. */
import * as v from 'valibot';
import { listOf } from '../checks';
import { count, label, number, specCommon } from '../run/schema';
import type { ForkBase, SpecBase } from '../run/run';
import type { Trace } from '../run/trace';
import { MOST_CELLS } from '../picture-tokens/cell';
import type { PictureInput } from '../picture-tokens/input';
import type { CellStep } from './cell';

/** A run that goes on from the cells of an earlier one. */
interface PictureFork extends ForkBase {
  /** Ids of the cells after the kept ones that are given instead of drawn; may be empty. */
  readonly forced: readonly number[];
}

export interface PictureSpec extends SpecBase {
  readonly mechanism: 'autoregression-picture';
  readonly from?: PictureFork;
  /** Of each code; 0 takes the likeliest. */
  readonly temperature: number;
  /** Keep the k likeliest; 0 keeps all. */
  readonly topK: number;
  /** Least probability that the likeliest must have together to be all there are. */
  readonly topP: number;
  /** Classifier-free guidance scale; 1 is none and takes one evaluation a cell instead of two. */
  readonly guidance: number;
  /** Index into the model's styles; 0 is any. */
  readonly style: number;
}

export type PictureTrace = Trace<PictureSpec, PictureInput, CellStep>;

export function isPictureByTokens(trace: Trace): trace is PictureTrace {
  return trace.spec.mechanism === 'autoregression-picture';
}

export const specSchema: v.GenericSchema<unknown, PictureSpec> = v.object({
  ...specCommon,
  mechanism: v.literal('autoregression-picture'),
  from: v.exactOptional(
    v.object({
      runId: label,
      at: count,
      reused: v.exactOptional(count),
      forced: listOf(count, MOST_CELLS),
    }),
  ),
  temperature: number,
  topK: count,
  topP: number,
  guidance: number,
  style: count,
});
