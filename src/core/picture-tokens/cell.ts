/**
 * A picture token: a cell of the picture, said as two codes, the second one from the first. Both
 * together are one choice of `codes` squared, and its id is their number.
 */

/** What a cell could have been. */
export interface CellCandidate {
  readonly id: number;
  /** Natural log of its probability after guidance, before the sampler; of both codes together. */
  readonly logprob: number;
  /** Probability after the sampler (temperature, top-k, top-p); 0 when cut off. */
  readonly kept: number;
}

/** Of a cell, whatever asked for it: what was drawn, and what it could have been. */
export interface CellChoice {
  readonly id: number;
  /** Of both codes together, after guidance, before the sampler; natural log. */
  readonly logprob: number;
  /** Of the first code's distribution and of the second one's, added up, in nats. */
  readonly entropy: number;
  /** Likely pairs, best first; the chosen one is among them or appended. */
  readonly candidates: readonly CellCandidate[];
}

/** Most candidates that are reported of a cell, the chosen one apart. */
export const CANDIDATES = 8;

/** Far more than any picture of this kind has. */
export const MOST_CELLS = 10_000;

/** Both codes of an id. */
export function codesOf(id: number, codes: number): [number, number] {
  return [Math.floor(id / codes), id % codes];
}

export function idOf(first: number, second: number, codes: number): number {
  return first * codes + second;
}
