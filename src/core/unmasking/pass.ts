/**
 * Filling in by unmasking, whatever is filled in: every place that is not decided is asked at once,
 * and the surest are revealed (Chang et al. 2022, MaskGIT; Sahoo et al. 2024, MDLM).
 */
import type { ResultBase } from '../run/run';

/** A value that is given for a place and is not the model's to choose. */
export interface Given {
  readonly place: number;
  readonly id: number;
}

/** What a pass found for a place that was masked before it. */
export interface AskedPlace extends Given {
  /** Of what was drawn; natural log, after guidance, before the sampler. It stays only where it is revealed. */
  readonly logprob: number;
  /** Of the distribution after guidance, nats. */
  readonly entropy: number;
  /** Decided by this pass. */
  readonly revealed: boolean;
}

export interface UnmaskingPass<A extends AskedPlace = AskedPlace> extends ResultBase {
  readonly asked: readonly A[];
  /** Decided before, and masked again by this pass. */
  readonly remasked: readonly number[];
}

/** A value that a person chose for its place, before the pass of index `at`; it stays. */
export type Put<G extends Given = Given> = G & { readonly at: number };
