/**
 * One pass over a masked text (Sahoo et al. 2024, MDLM; Nie et al. 2025, LLaDA): every position that
 * is not decided is asked at once, and the surest are revealed.
 */
import type { ResultBase } from '../run/run';

/** A token that a position could have had. */
interface Candidate {
  readonly id: number;
  /** As the vocabulary spells it. */
  readonly piece: string;
  /** Natural log of its probability after guidance, before the sampler. */
  readonly logprob: number;
  /** Probability after the sampler (temperature, top-p); 0 when cut off. */
  readonly kept: number;
}

/** What a pass found for a position that was masked before it. */
export interface Asked {
  /** Of the position, from 0. */
  readonly place: number;
  /** The token that was drawn; it stays only where it is revealed. */
  readonly id: number;
  readonly piece: string;
  readonly logprob: number;
  /** Of the distribution after guidance, nats. */
  readonly entropy: number;
  /** Decided by this pass. */
  readonly revealed: boolean;
  /** The likeliest tokens, best first, with the drawn one. */
  readonly candidates: readonly Candidate[];
}

export interface UnmaskPass extends ResultBase {
  /** Positions that it worked on: from `begin` to before `end`. Those before are decided. */
  readonly begin: number;
  readonly end: number;
  readonly asked: readonly Asked[];
  /** Decided before, and masked again by this pass. */
  readonly remasked: readonly number[];
}

/** A token that was given and is not the model's to choose. */
export interface Fixed {
  readonly place: number;
  readonly id: number;
  readonly piece: string;
}

/** Most candidates that are reported of a position. */
export const CANDIDATES = 8;
