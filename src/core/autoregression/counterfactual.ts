/**
 * What another sampler would have made of a token of the past, from its stored candidates and its
 * own draw, without running the model. The order, the cuts and the rule for ties are those of
 * `sampling.ts`; the property tests compare the two.
 *
 * A trace holds the model's most likely tokens only. What they decide is exact; what depends on
 * tokens beyond them (top-k 0, or larger than the list, with mass left over) is not decided: most
 * often the probabilities are open and the token that the draw takes is not.
 */
import { expMinus } from '../ranking';
import { CANDIDATES, type SamplingParams } from '../sampling';
import type { Candidate, TokenStep } from './token';

/** The rule that removed a candidate. Temperature 0 leaves only the best. */
export type Cut = 'temperature' | 'top-k' | 'top-p' | 'min-p';

/** A stored candidate under other settings. */
interface Share {
  readonly id: number;
  /** Probability after the sampler. */
  readonly kept: number;
  /** What cut it off; null where it is kept. */
  readonly cut: Cut | null;
}

export interface Resampled {
  /** In the order of the token's `candidates`; null where the stored ones do not decide them. */
  readonly shares: readonly Share[] | null;
  /** The id that the token's own draw would have taken; null where that is not decided. */
  readonly taken: number | null;
}

/** `no-logits`: a penalty needs raw logits. `no-candidates`: none stored, or no distribution. */
export type Unanswered = 'no-logits' | 'no-candidates';

/** What rounding (logprobs are saved as float32) may hide of the mass beyond the list. */
const SLACK = 1e-6;

interface Scored {
  readonly id: number;
  /** Logit after the penalty. */
  readonly score: number;
  readonly place: number;
}

/** What of a distribution lies beyond the stored candidates. */
interface Beyond {
  /** No token beyond has a higher score after the penalty. */
  readonly top: number;
  /** Most that the weights of all of them can sum to, the best token's being 1. */
  readonly mass: number;
}

/**
 * @param token a step of any past run.
 * @param params the settings to try.
 * @param penalised ids for the penalty (`penalisedBefore`); null where the trace does not tell.
 */
export function resample(
  token: TokenStep,
  params: SamplingParams,
  penalised: ReadonlySet<number> | null,
): Resampled | Unanswered {
  const { candidates, logSum } = token;
  const { repetitionPenalty: penalty, temperature: t } = params;
  if (!sound(token)) return 'no-candidates';
  if (penalty !== 1 && (logSum === null || penalised === null)) return 'no-logits';
  const raw = ({ logprob }: Candidate) =>
    logSum === null ? logprob : Math.fround(logprob + logSum);
  // As the sampler does it, in the float32 of the logits.
  const lowered = (score: number) => Math.fround(score > 0 ? score / penalty : score * penalty);
  const scored = candidates.map((candidate, place): Scored => {
    const score = raw(candidate);
    const again = penalty !== 1 && penalised?.has(candidate.id);
    return { id: candidate.id, score: again ? lowered(score) : score, place };
  });

  const inOrder = token.rank >= candidates.length ? candidates.slice(0, -1) : candidates;
  const edge = inOrder.at(-1) ?? (candidates[0] as Candidate);
  const listedMass = candidates.reduce((sum, { logprob }) => sum + Math.exp(logprob), 0);
  // An engine that reports fewer than it may has no more.
  const complete = inOrder.length < CANDIDATES && listedMass > 1 - SLACK;
  const listed = new Set(candidates.map(({ id }) => id));
  // A penalty below 1 raises what it applies to, also from beyond the list.
  const raised = penalty < 1 ? [...(penalised ?? [])].filter((id) => !listed.has(id)).length : 0;
  const top = raised ? Math.max(raw(edge), lowered(raw(edge))) : raw(edge);

  scored.sort((a, b) => b.score - a.score || a.id - b.id);
  const ahead = ({ score, id }: Scored) =>
    complete || score > top || (score === top && top === raw(edge) && id <= edge.id);
  const open = scored.findIndex((one) => !ahead(one));
  const certain = open < 0 ? scored.length : open;
  const best = scored[0]?.score ?? 0;
  if (certain === 0) return { shares: null, taken: null };
  if (t === 0) {
    const taken = scored[0]?.id ?? null;
    return { shares: sharesOf(scored, [1], 1, () => 'temperature'), taken };
  }

  const rest = Math.max(0, 1 - listedMass) + SLACK;
  const others = massBeyond(rest, edge.logprob, best - (logSum ?? 0), t);
  const beyond: Beyond = complete
    ? { top: -Infinity, mass: 0 }
    : { top, mass: others + raised * Math.exp((top - best) / t) };
  return cut(scored, certain, beyond, params, token.draw);
}

/**
 * Most that tokens of this total probability, none above the edge, can weigh after temperature t:
 * all at the edge where t sharpens; without a limit where it flattens, as their number is open.
 */
function massBeyond(rest: number, edge: number, best: number, t: number): number {
  if (t > 1) return Infinity;
  return rest * Math.exp((1 / t - 1) * edge - best / t);
}

/** @param certain how many of `scored` are known to be the best of the whole vocabulary; not 0. */
function cut(
  scored: readonly Scored[],
  certain: number,
  beyond: Beyond,
  { temperature: t, topK, topP, minP }: SamplingParams,
  draw: number,
): Resampled {
  const best = scored[0]?.score ?? 0;
  const weights = scored.map(({ score }) => expMinus((best - score) / t));
  const sums: number[] = [];
  for (const w of weights) sums.push((sums.at(-1) ?? 0) + w);
  const sumTo = (n: number) => sums[n - 1] ?? 0;

  const limit = topK > 0 ? topK : Infinity;
  const k = Math.min(limit, certain);
  // What top-k leaves is known where it ends among the certain ones; else its mass has bounds.
  const closed = k === limit || (certain === scored.length && beyond.mass === 0);
  const least = closed || limit < Infinity ? sumTo(k) : sumTo(scored.length);
  const crowd = (limit - k) * Math.exp((beyond.top - best) / t);
  const most = closed ? least : Math.min(sumTo(scored.length) + beyond.mass, sumTo(k) + crowd);
  /** How many reach a mass; Infinity where that is beyond the certain ones. */
  const reach = (mass: number) => {
    const at = topP < 1 ? sums.findIndex((sum) => sum >= topP * mass) : -1;
    return at >= 0 && at < k ? at + 1 : closed ? k : Infinity;
  };
  const lowest = minP > 0 ? best + t * Math.log(minP) : -Infinity;
  let byWeight = scored.findIndex(({ score }, i) => i < certain && score < lowest);
  if (byWeight < 0) byWeight = beyond.top < lowest ? certain : Infinity;
  const byMass = reach(most);

  // At least so many of the certain ones are kept, and at most so many.
  const from = Math.min(reach(least), byWeight, k);
  const to = Math.min(byMass, byWeight);
  const walk = (mass: number) => sums.findIndex((sum) => sum >= draw * mass * (1 - 1e-9));
  if (from < to) {
    const at = walk(sumTo(from));
    const same = at < from && at === walk(to < Infinity ? sumTo(to) : most);
    return { shares: null, taken: same ? (scored[at]?.id ?? null) : null };
  }
  const at = walk(sumTo(to));
  const last = at < 0 ? to - 1 : Math.min(at, to - 1);
  const cutOf = (i: number) => (i >= limit ? 'top-k' : i >= byMass ? 'top-p' : 'min-p');
  return { shares: sharesOf(scored, weights, to, cutOf), taken: scored[last]?.id ?? null };
}

/**
 * The first `count` are kept.
 * @param weights of at least those
 */
function sharesOf(
  scored: readonly Scored[],
  weights: readonly number[],
  count: number,
  cutOf: (i: number) => Cut,
): Share[] {
  const mass = weights.slice(0, count).reduce((sum, w) => sum + w, 0);
  const shares: Share[] = [];
  scored.forEach(({ id, place }, i) => {
    shares[place] =
      i < count
        ? { id, kept: (weights[i] ?? 0) / mass, cut: null }
        : { id, kept: 0, cut: cutOf(i) };
  });
  return shares;
}

/** Whether the candidates can be a distribution's most likely tokens, best first. */
function sound({ candidates, rank }: TokenStep): boolean {
  if (!candidates.length) return false;
  const ordered = rank >= candidates.length ? candidates.slice(0, -1) : candidates;
  const falling = ordered.every(({ logprob }, i) => {
    const before = ordered[i - 1];
    return !before || logprob <= before.logprob;
  });
  const sum = candidates.reduce((total, { logprob }) => total + Math.exp(logprob), 0);
  const ids = new Set(candidates.map(({ id }) => id));
  return falling && sum <= 1 + 1e-3 && ids.size === candidates.length;
}
