/** A pass over a masked text (Sahoo et al. 2024, MDLM; Nie et al. 2025, LLaDA). */
import type { AskedPlace, Given, UnmaskingPass } from '../unmasking/pass';

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
export interface Asked extends AskedPlace {
  readonly piece: string;
  /** The likeliest tokens, best first, with the drawn one. */
  readonly candidates: readonly Candidate[];
}

export interface UnmaskPass extends UnmaskingPass<Asked> {
  /** Positions that it worked on: from `begin` to before `end`. Those before are decided. */
  readonly begin: number;
  readonly end: number;
}

/** A token that was given and is not the model's to choose. */
export interface Fixed extends Given {
  readonly piece: string;
}

/** Most candidates that are reported of a position. */
export const CANDIDATES = 8;
