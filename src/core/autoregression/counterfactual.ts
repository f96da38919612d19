/**
 * What another sampler would have made of a token of the past, from its stored candidates and its
 * own draw, without running the model. The order, the cuts and the rule for ties are those of
 * `sampling.ts`; the property tests compare the two.
 *
 * A trace holds the model's most likely tokens only. Where those settle the answer it is exact;
 * where tokens beyond them matter (top-k 0, or larger than the list, with mass left over), it is
 * a pair of bounds, and the token that the draw would have taken may stay open.
 */
import { expMinus } from './ranking';
import { CANDIDATES } from './sampling';
import type { Candidate, SamplingParams, TokenStep } from './token';

/** The rule that removed a candidate. Temperature 0 leaves only the best. */
export type Cut = 'temperature' | 'top-k' | 'top-p' | 'min-p';

/** A stored candidate under other settings. */
interface ReshapedShare {
  readonly id: number;
  /** Probability after the sampler lies in low..high; the two are equal where it is known. */
  readonly low: number;
  readonly high: number;
  /** What cut it off; null where it is kept or may be. */
  readonly cut: Cut | null;
}

export interface Reshaped {
  /** In the order of the token's `candidates`. */
  readonly shares: readonly ReshapedShare[];
  /** The id that the token's own draw would have taken; null where the candidates leave it open. */
  readonly taken: number | null;
  /** False: bounds, because tokens beyond the stored ones matter. */
  readonly exact: boolean;
  /** How many tokens the sampler keeps; `most` is null where nothing stored limits it. */
  readonly keeps: { readonly least: number; readonly most: number | null };
}

/** `no-logits`: a penalty needs raw logits. `no-candidates`: none stored, or no distribution. */
export type Unreshaped = 'no-logits' | 'no-candidates';

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
 * @param seen ids for the penalty (`seenBefore`); null where the trace does not tell.
 */
export function reshape(
  token: TokenStep,
  params: SamplingParams,
  seen: ReadonlySet<number> | null,
): Reshaped | Unreshaped {
  const { candidates, logSum } = token;
  const penalty = params.repetitionPenalty;
  if (!sound(token)) return 'no-candidates';
  if (penalty !== 1 && (logSum === null || seen === null)) return 'no-logits';
  const raw = ({ logprob }: Candidate) =>
    logSum === null ? logprob : Math.fround(logprob + logSum);
  // As the sampler does it, in the float32 of the logits.
  const penalised = (score: number) => Math.fround(score > 0 ? score / penalty : score * penalty);
  const scored = candidates.map((candidate, place): Scored => {
    const score = raw(candidate);
    const again = penalty !== 1 && seen?.has(candidate.id);
    return { id: candidate.id, score: again ? penalised(score) : score, place };
  });

  const inOrder = token.rank >= candidates.length ? candidates.slice(0, -1) : candidates;
  const edge = inOrder.at(-1) ?? (candidates[0] as Candidate);
  const listedMass = candidates.reduce((sum, { logprob }) => sum + Math.exp(logprob), 0);
  const rest = Math.max(0, 1 - listedMass) + SLACK;
  // An engine that reports fewer than it may has no more.
  const complete = inOrder.length < CANDIDATES && listedMass > 1 - SLACK;
  const listed = new Set(candidates.map(({ id }) => id));
  // A penalty below 1 raises what was seen, also from beyond the list.
  const raised = penalty < 1 ? [...(seen ?? [])].filter((id) => !listed.has(id)).length : 0;
  const top = raised ? Math.max(raw(edge), penalised(raw(edge))) : raw(edge);

  scored.sort((a, b) => b.score - a.score || a.id - b.id);
  const ahead = ({ score, id }: Scored) =>
    complete || score > top || (score === top && top === raw(edge) && id <= edge.id);
  const open = scored.findIndex((one) => !ahead(one));
  const certain = open < 0 ? scored.length : open;
  const best = scored[0]?.score ?? 0;
  const t = params.temperature;
  const beyond: Beyond = complete
    ? { top: -Infinity, mass: 0 }
    : { top, mass: massBeyond(rest, edge.logprob, best - (logSum ?? 0), t) };
  if (raised && t > 0)
    return settle(
      scored,
      certain,
      { top, mass: beyond.mass + raised * Math.exp((top - best) / t) },
      params,
      token.draw,
    );
  return settle(scored, certain, beyond, params, token.draw);
}

/**
 * Most that tokens of this total probability, none above the edge, can weigh after temperature t:
 * all at the edge where t sharpens; without a limit where it flattens, as their number is open.
 */
function massBeyond(rest: number, edge: number, best: number, t: number): number {
  if (t > 1) return Infinity;
  return rest * Math.exp((1 / t - 1) * edge - best / t);
}

/** @param certain how many of `scored` are known to be the best of the whole vocabulary. */
function settle(
  scored: readonly Scored[],
  certain: number,
  beyond: Beyond,
  { temperature: t, topK, topP, minP }: SamplingParams,
  draw: number,
): Reshaped {
  const best = scored[0]?.score ?? 0;
  if (t === 0 || certain === 0) return certain ? greedy(scored) : unknown(scored);
  const weights = scored.map(({ score }) => expMinus((best - score) / t));
  const sums: number[] = [];
  for (const w of weights) sums.push((sums.at(-1) ?? 0) + w);
  const sumTo = (n: number) => sums[n - 1] ?? 0;

  const limit = topK > 0 ? topK : Infinity;
  const k = Math.min(limit, certain);
  // Mass of what top-k leaves: known where it ends among the certain ones.
  const closed = k === limit || (certain === scored.length && beyond.mass === 0);
  const stored = sumTo(scored.length);
  const least = closed || limit < Infinity ? sumTo(k) : stored;
  const crowd = (limit - k) * Math.exp((beyond.top - best) / t);
  const most = closed ? sumTo(k) : Math.min(stored + beyond.mass, sumTo(k) + crowd);
  /** The shortest prefix that reaches a mass; Infinity where it ends beyond the certain ones. */
  const reach = (mass: number) => {
    const at = sums.findIndex((sum) => sum >= mass);
    return at >= 0 && at < k ? at + 1 : closed ? k : Infinity;
  };
  const byMass = topP < 1 ? [reach(topP * least), reach(topP * most)] : [k, closed ? k : Infinity];
  const lowest = minP > 0 ? best + t * Math.log(minP) : -Infinity;
  let byWeight = scored.findIndex(({ score }, i) => i < certain && score < lowest);
  if (byWeight < 0) byWeight = beyond.top < lowest ? certain : Infinity;
  const from = Math.min(byMass[0] ?? 1, byWeight, k);
  const to = Math.min(byMass[1] ?? 1, byWeight);

  const all = limit === Infinity && topP >= 1 && minP <= 0;
  const low = all ? least : sumTo(from);
  const high = to === Infinity ? most : sumTo(to);
  const exact = high - low <= 1e-9 * low;
  const share = (i: number): readonly [number, number] => {
    const w = weights[i] ?? 0;
    if (i < from) return [w / high, w / low];
    if (all) return [w / high, w / low];
    if (to < Infinity) return i < to ? [0, w / sumTo(i + 1)] : [0, 0];
    return [0, w / (i < k ? sumTo(i + 1) : sumTo(k) + w)];
  };
  const cutOf = (i: number): Cut | null => {
    if (share(i)[1] > 0) return null;
    if (i >= limit) return 'top-k';
    return i >= (byMass[1] ?? Infinity) ? 'top-p' : 'min-p';
  };
  /** Where the draw ends; beyond the certain ones it is open, as all there is are bounds. */
  const walk = (mass: number) => {
    const at = sums.findIndex((sum) => sum >= draw * mass * (1 - 1e-9));
    return at < 0 || at >= from ? (exact ? from - 1 : -1) : at;
  };
  const first = walk(low);
  return {
    shares: byPlace(scored, (i) => ({ range: share(i), cut: cutOf(i) })),
    taken: first >= 0 && first === walk(high) ? (scored[first]?.id ?? null) : null,
    exact,
    keeps: { least: from, most: to < Infinity ? to : limit < Infinity ? limit : null },
  };
}

function greedy(scored: readonly Scored[]): Reshaped {
  return {
    shares: byPlace(scored, (i) =>
      i === 0 ? { range: [1, 1], cut: null } : { range: [0, 0], cut: 'temperature' },
    ),
    taken: scored[0]?.id ?? null,
    exact: true,
    keeps: { least: 1, most: 1 },
  };
}

/** The penalty left nothing stored that is surely ahead of the rest. */
function unknown(scored: readonly Scored[]): Reshaped {
  return {
    shares: byPlace(scored, () => ({ range: [0, 1], cut: null })),
    taken: null,
    exact: false,
    keeps: { least: 1, most: null },
  };
}

function byPlace(
  scored: readonly Scored[],
  of: (i: number) => { range: readonly [number, number]; cut: Cut | null },
): ReshapedShare[] {
  const shares: ReshapedShare[] = [];
  scored.forEach(({ id, place }, i) => {
    const { range, cut } = of(i);
    shares[place] = { id, low: range[0], high: range[1], cut };
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
