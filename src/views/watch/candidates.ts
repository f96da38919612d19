/** Rows of `Candidates.svelte`, and what its columns are called. */

export interface CandidateRow {
  readonly id: number;
  /** As it is said: "bird", "3 · 17". */
  readonly name: string;
  /** Natural log of its probability, before the sampler. */
  readonly logprob: number;
  /** Probability after the sampler; 0 when cut off. */
  readonly kept: number;
  /** Was drawn, or taken. */
  readonly chosen: boolean;
}

export interface CandidateWords {
  readonly model: string;
  readonly modelMeans: string;
  readonly sampler: string;
  readonly samplerMeans: string;
  /** On a button, and what it does. */
  readonly put: string;
  readonly putMeans: (name: string) => string;
}
