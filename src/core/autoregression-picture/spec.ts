/** What is asked of a model that says a picture cell by cell, and what its runs hold. */
import * as v from 'valibot';
import { listOf } from '../checks';
import { count, label, number, specCommon } from '../run/schema';
import type { ForkBase, InputBase, SpecBase } from '../run/run';
import type { Trace } from '../run/trace';
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

/** The prompt after the text encoder, and the cells that the picture has. */
export interface PictureInput extends InputBase {
  /** Words did not fit and were left out. */
  readonly cut: boolean;
  /** Cells in a row and in a column. */
  readonly side: number;
  /** Values of each of a cell's two codes. */
  readonly codes: number;
}

export type PictureTrace = Trace<PictureSpec, PictureInput, CellStep>;

export function isPictureByTokens(trace: Trace): trace is PictureTrace {
  return trace.spec.mechanism === 'autoregression-picture';
}

/** Far more than any picture of this kind has. */
export const MOST_CELLS = 10_000;

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
