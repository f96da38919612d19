/**
 * Which places a pass decides, and which it masks again. The same rules as the reference
 * (`models/ddmodels/twins/sampling.py`): what is surest is revealed, with Gumbel noise that fades
 * (Chang et al. 2022, MaskGIT), as many as a cosine leaves.
 */
import { Random } from '../random';
import type { Known } from './places';

/** Places that are still masked after pass `done` of `passes`, of so many at the beginning. */
export function leftAfter(size: number, done: number, passes: number): number {
  return done >= passes ? 0 : Math.round(size * Math.cos(((Math.PI / 2) * done) / passes));
}

/** Largest share of the decided places that one pass masks again. */
const AGAIN = 0.2;

/**
 * How many a pass masks again: none in the last, which leaves nothing open.
 * @param known decided before it, and not given
 */
export function againIn(known: number, done: number, passes: number): number {
  return done >= passes ? 0 : Math.floor(known * AGAIN);
}

/** Random numbers of a pass: other passes and other seeds have others. */
export function randomOf(seed: number, index: number): Random {
  return new Random((seed ^ Math.imul(index + 1, 0x9e3779b1)) >>> 0);
}

interface Drawn {
  readonly place: number;
  readonly id: number;
  readonly logprob: number;
}

interface Situation {
  /** What was drawn for each place that was masked. */
  readonly drawn: readonly Drawn[];
  /** What is decided of the places that are worked on; brought up to date. */
  readonly known: Map<number, Known>;
  /** Places that are worked on together: from `begin` to before `end`. */
  readonly begin: number;
  readonly end: number;
  /** Of them those that were masked at the beginning. */
  readonly size: number;
  /** Passes over them before this one, and in all. */
  readonly done: number;
  readonly passes: number;
  /** Of the order: factor of the Gumbel noise, which falls to 0 at the last pass. */
  readonly noise: number;
  /** Whether what is decided may be masked again. */
  readonly remask: boolean;
}

/** Decides. @returns places, the remasked ones in order */
export function reveal(
  { drawn, known, begin, end, size, done, passes, noise, remask }: Situation,
  random: Random,
): { readonly revealed: ReadonlySet<number>; readonly remasked: number[] } {
  const own = [...known].flatMap(([place, { logprob }]) =>
    place >= begin && place < end && logprob !== null ? [{ place, logprob }] : [],
  );
  const left = Math.min(drawn.length, leftAfter(size, done + 1, passes));
  const wanted = remask ? againIn(own.length, done + 1, passes) : 0;
  const count = Math.min(drawn.length, drawn.length - left + wanted);
  const logprobs = drawn.map(({ logprob }) => logprob);
  const fading = noise * (1 - Math.min(1, (done + 1) / passes));
  const chosen = surest(logprobs, count, fading, random);
  // As many again as were revealed beyond the plan: after the pass as many are masked as without.
  const again = doubted(
    own.map(({ logprob }) => logprob),
    count - (drawn.length - left),
    random,
  );
  const remasked = own.flatMap(({ place }, i) => (again.has(i) ? [place] : []));
  for (const place of remasked) known.delete(place);
  const revealed = new Set<number>();
  for (const [i, { place, id, logprob }] of drawn.entries())
    if (chosen.has(i)) {
      revealed.add(place);
      known.set(place, { id, logprob });
    }
  return { revealed, remasked: remasked.sort((a, b) => a - b) };
}

/**
 * Which of the drawn values are revealed: the surest, disturbed.
 * @param logprobs of each, after guidance
 * @param noise factor of the Gumbel noise; 0 takes the surest as they are
 * @returns their indices
 */
export function surest(
  logprobs: readonly number[],
  count: number,
  noise: number,
  random: Random,
): Set<number> {
  return highest(
    logprobs.map((logprob) => logprob + noise * gumbel(random)),
    count,
  );
}

/**
 * Which decided values are masked again, drawn without replacement in proportion to exp(-p), p being
 * the probability with which each was revealed (Wang et al. 2025, ReMDM, by confidence).
 * @param logprobs of each when it was revealed
 * @returns their indices
 */
export function doubted(logprobs: readonly number[], count: number, random: Random): Set<number> {
  return highest(
    logprobs.map((logprob) => -Math.exp(logprob) + gumbel(random)),
    count,
  );
}

/** Indices of the highest; among equals the earlier ones. */
function highest(scores: readonly number[], count: number): Set<number> {
  const order = scores.map((score, i) => ({ score, i })).sort((a, b) => b.score - a.score);
  return new Set(order.slice(0, Math.max(0, count)).map(({ i }) => i));
}

function gumbel(random: Random): number {
  const even = Math.min(1 - 1e-7, Math.max(1e-9, random.random()));
  return -Math.log(-Math.log(even));
}
