/** The tint behind a token: how sure the model was of it. */

/** What the tint behind a token stands for. */
export type Tint = 'probability' | 'entropy';

/** Lower bounds of the five levels of tint; both are the model's own, before the sampler. */
export const TINT_BOUNDS: Readonly<Record<Tint, readonly number[]>> = {
  probability: [0, 0.05, 0.2, 0.5, 0.8],
  /** Nats; of 1 nat is a choice between 2.7 equally likely tokens, of 3 between 20. */
  entropy: [0, 0.5, 1, 2, 3],
};

/** 1 hardly likely .. 5 nearly certain; by entropy 1 decided .. 5 undecided. */
export function tintLevel(
  { logprob, entropy }: { readonly logprob: number; readonly entropy: number },
  tint: Tint,
): number {
  const value = tint === 'probability' ? Math.exp(logprob) : entropy;
  return Math.max(1, TINT_BOUNDS[tint].filter((bound) => value >= bound).length);
}
