/** What is asked of a model that fills in a picture's cells, and what its runs hold. */
import * as v from 'valibot';
import { MOST_CELLS } from '../picture-tokens/cell';
import type { PictureInput } from '../picture-tokens/input';
import type { ForkBase, SpecBase } from '../run/run';
import { count, label, specCommon } from '../run/schema';
import type { Trace } from '../run/trace';
import type { Put } from '../unmasking/pass';
import { unmaskingSpec } from '../unmasking/schema';
import type { UnmaskingSpec } from '../unmasking/spec';
import type { PicturePass } from './pass';

/** A run that goes on from the passes of an earlier one; that of index `at` is the first new one. */
interface PictureFork extends ForkBase {
  /** Cells that are given, each from before the pass of index `at` on; they stay. */
  readonly put?: readonly Put[];
}

export interface MaskedPictureSpec extends SpecBase, UnmaskingSpec {
  readonly mechanism: 'masked-diffusion-picture';
  readonly from?: PictureFork;
  /** Index into the model's styles; 0 is any. */
  readonly style: number;
}

export type MaskedPictureTrace = Trace<MaskedPictureSpec, PictureInput, PicturePass>;

export function isMaskedPicture(trace: Trace): trace is MaskedPictureTrace {
  return trace.spec.mechanism === 'masked-diffusion-picture';
}

export const specSchema: v.GenericSchema<unknown, MaskedPictureSpec> = v.object({
  ...specCommon,
  mechanism: v.literal('masked-diffusion-picture'),
  from: v.exactOptional(
    v.object({
      runId: label,
      at: count,
      reused: v.exactOptional(count),
      put: v.exactOptional(
        v.pipe(v.array(v.object({ place: count, id: count, at: count })), v.maxLength(MOST_CELLS)),
      ),
    }),
  ),
  ...unmaskingSpec,
  style: count,
});
