/**
 * The rows of the list of candidates: what the model gave each, what the sampler made of it in the
 * run, and what other settings would have. Pure; components only draw it.
 */
import type { Cut, Resampled } from '../../../core/autoregression/counterfactual';
import type { TokenStep } from '../../../core/autoregression/token';
import { probability } from '../../../ui/format';

const ROWS = 8;

export interface Row {
  readonly id: number;
  readonly piece: string;
  /** Place in the model's order, from 0. */
  readonly rank: number;
  /** Probability by the model. */
  readonly model: number;
  /** Probability after the sampler, in the run. */
  readonly kept: number;
  /** After the sampler with other settings. */
  readonly trial: number;
  /** In words: a probability, or the rule that cut it off. */
  readonly text: string;
  /** The run took it. */
  readonly chosen: boolean;
  /** With other settings the same draw would have taken it. */
  readonly instead: boolean;
}

/** The most likely candidates, the chosen one and the one that the draw would have taken. */
export function rowsOf(token: TokenStep, own: Resampled | null, trial: Resampled | null): Row[] {
  const all = token.candidates.map((candidate, i): Row => {
    const chosen = candidate.id === token.id;
    const share = trial?.shares?.[i];
    return {
      id: candidate.id,
      piece: candidate.piece,
      // The list is the model's order; only a chosen one beyond its end is out of it.
      rank: chosen ? token.rank : i,
      model: inRange(Math.exp(candidate.logprob)),
      kept: inRange(candidate.kept),
      trial: inRange(share?.kept ?? 0),
      text: share ? tried(share.kept, share.cut) : recorded(candidate.kept, own?.shares?.[i]?.cut),
      chosen,
      instead: trial !== null && candidate.id === trial.taken,
    };
  });
  const rows = all.slice(0, ROWS);
  const apart = all.slice(ROWS).filter((row) => row.chosen || row.instead);
  return [...rows.slice(0, ROWS - apart.length), ...apart];
}

const CUT_NAMES: Record<Cut, string> = {
  temperature: 'greedy',
  'top-k': 'top-k',
  'top-p': 'top-p',
  'min-p': 'min-p',
};

function tried(kept: number, cut: Cut | null): string {
  return cut ? CUT_NAMES[cut] : probability(kept);
}

/** @param cut the rule that removed it, as far as that is known */
function recorded(kept: number, cut: Cut | null | undefined): string {
  if (kept > 0) return probability(kept);
  return cut ? CUT_NAMES[cut] : 'cut';
}

function inRange(p: number): number {
  return Number.isFinite(p) ? Math.min(1, Math.max(0, p)) : 0;
}

/** A candidate's part of the way from 0 to 1 that the draw falls on. */
export interface Segment {
  readonly id: number;
  readonly piece: string;
  readonly share: number;
}

/**
 * What the draw fell on, in the order the sampler walks down; null where the list does not tell.
 * @param shares probability after the sampler of each candidate; what is missing to 1 is beyond
 *   the list.
 */
export function segmentsOf(token: TokenStep, shares: readonly number[]): Segment[] | null {
  const segments = token.candidates
    .map(({ id, piece }, i) => ({ id, piece, share: shares[i] ?? 0 }))
    .filter(({ share }) => share > 0 && share <= 1)
    .sort((a, b) => b.share - a.share);
  const sum = segments.reduce((total, { share }) => total + share, 0);
  return segments.length && sum <= 1.001 ? segments : null;
}
