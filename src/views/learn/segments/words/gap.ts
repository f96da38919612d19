/** Where a text is a good one to guess at, and what may come there. Pure. */
import type { AutoregressionTrace } from '../../../../core/autoregression/spec';
import type { Candidate, TokenStep } from '../../../../core/autoregression/token';

/** Tokens that are read before the gap. */
const READ = 8;
/** Neither certain nor hopeless: the probability of the likeliest. */
const LEAST = 0.12;
const MOST = 0.7;
const OPTIONS = 4;

/** A whole word begins: not the rest of one, and no sign. */
const begins = ({ piece }: Pick<Candidate, 'piece'>) => /^ \p{L}/u.test(piece);

/** Index of the first token that is worth a guess; null while there is none. */
export function gapIn({ results }: AutoregressionTrace): number | null {
  const at = results.findIndex((step, i) => {
    const top = Math.exp(step.candidates[0]?.logprob ?? 0);
    return i >= READ && begins(step) && top >= LEAST && top <= MOST && optionsOf(step).length > 2;
  });
  return at < 0 ? null : at;
}

/** The likeliest few and the one that came, in the order of the alphabet, so that it does not tell. */
export function optionsOf({ id, candidates }: TokenStep): Candidate[] {
  const words = candidates.filter(begins);
  const own = candidates.filter((one) => one.id === id);
  const rest = words.filter((one) => one.id !== id).slice(0, OPTIONS - 1);
  return [...own, ...rest].sort((a, b) => (a.piece < b.piece ? -1 : a.piece > b.piece ? 1 : 0));
}
