/** What is asked of a masked text model, and what its runs hold. */
import * as v from 'valibot';
import { count, label, specCommon, text } from '../run/schema';
import type { ForkBase, InputBase, SpecBase } from '../run/run';
import type { Trace } from '../run/trace';
import type { Put } from '../unmasking/pass';
import { unmaskingSpec } from '../unmasking/schema';
import type { UnmaskingSpec } from '../unmasking/spec';
import type { Fixed, UnmaskPass } from './pass';

/** A run that goes on from the passes of an earlier one; that of index `at` is the first new one. */
interface MaskedFork extends ForkBase {
  /** Tokens that a person put in their places, each before the pass of index `at`; they stay. */
  readonly put?: readonly Put<Fixed>[];
}

/** Its passes are of a block. */
export interface MaskedSpec extends SpecBase, UnmaskingSpec {
  readonly mechanism: 'masked-diffusion';
  readonly from?: MaskedFork;
  /** Words that are given, `_` for each token that is not; empty for none. */
  readonly template: string;
}

/** The prompt after the text encoder, and the places that the text has. */
export interface MaskedInput extends InputBase {
  /** Words did not fit and were left out. */
  readonly cut: boolean;
  /** Positions of a text, at most, and of a block. */
  readonly length: number;
  readonly block: number;
  /** Token that ends a text. */
  readonly endId: number;
  readonly fixed: readonly Fixed[];
}

export type MaskedTrace = Trace<MaskedSpec, MaskedInput, UnmaskPass>;

export function isMasked(trace: Trace): trace is MaskedTrace {
  return trace.spec.mechanism === 'masked-diffusion';
}

export const fixed = { place: count, id: count, piece: label };

export const specSchema: v.GenericSchema<unknown, MaskedSpec> = v.object({
  ...specCommon,
  mechanism: v.literal('masked-diffusion'),
  from: v.exactOptional(
    v.object({
      runId: label,
      at: count,
      reused: v.exactOptional(count),
      put: v.exactOptional(v.pipe(v.array(v.object({ ...fixed, at: count })), v.maxLength(10_000))),
    }),
  ),
  ...unmaskingSpec,
  template: text,
});
