/**
 * From logits to what is revealed: the sampler of the masked model, pure but for its reused buffers.
 * The same rules as the reference (`models/ddmodels/twins/sampling.py`): what is surest is revealed,
 * with Gumbel noise that fades (Chang et al. 2022, MaskGIT), as many as a cosine leaves.
 */
import { text } from '../../text/masked-diffusion';
import { EngineError } from '../errors';
import type { Random } from '../random';
import { Ranking } from '../ranking';
import { CANDIDATES } from './pass';

/** Positions that are still masked after pass `done` of `passes`, of so many at the beginning. */
export function leftAfter(size: number, done: number, passes: number): number {
  return done >= passes ? 0 : Math.round(size * Math.cos(((Math.PI / 2) * done) / passes));
}

/** Largest share of the decided positions that one pass masks again. */
const AGAIN = 0.2;

/**
 * How many a pass masks again: none in the last, which leaves nothing open.
 * @param known decided before it, and not given
 */
export function againIn(known: number, done: number, passes: number): number {
  return done >= passes ? 0 : Math.floor(known * AGAIN);
}

export interface Found {
  readonly id: number;
  readonly logprob: number;
  readonly entropy: number;
  /** The likeliest, best first, the drawn one appended where it is not among them. */
  readonly top: readonly { readonly id: number; readonly logprob: number; readonly kept: number }[];
}

export interface Ask {
  /** Logits with the prompt, [vocab]; not changed. */
  readonly asked: Float32Array;
  /** The same without it; null without guidance. */
  readonly empty: Float32Array | null;
  readonly guidance: number;
  /** Tokens that cannot stand here. */
  readonly banned: readonly number[];
  /** 0 takes the likeliest. */
  readonly temperature: number;
  readonly topP: number;
  /** Uniform in [0, 1). */
  readonly draw: number;
}

export class Chooser {
  readonly #ranking: Ranking;
  readonly #scores: Float32Array;

  constructor(readonly vocab: number) {
    this.#ranking = new Ranking(vocab);
    this.#scores = new Float32Array(vocab);
  }

  /**
   * Draws a token for one position: guidance on log-probabilities (Ho and Salimans 2022; constants
   * of a row fall out), then temperature and top-p (Holtzman et al. 2020).
   * @throws EngineError `not-finite` when a logit is NaN or infinite
   */
  ask({ asked, empty, guidance, banned, temperature, topP, draw }: Ask): Found {
    const scores = this.#scores;
    scores.set(asked);
    if (empty)
      for (let i = 0; i < scores.length; i++) {
        const without = empty[i] as number;
        scores[i] = without + guidance * ((asked[i] as number) - without);
      }
    const lowest = scores.reduce((least, score) => Math.min(least, score), Infinity);
    // So far below all others that its probability is 0.
    for (const id of banned) scores[id] = lowest - 1000;
    const ranking = this.#ranking;
    const softmax = ranking.load(scores);
    if (!softmax) throw new EngineError('not-finite', text.errors.notNumbers);
    const { logSum, entropy } = softmax;
    const ids = ranking.best(CANDIDATES).filter((id) => !banned.includes(id));
    let kept = temperature === 0 ? ranking.weigh(1, 1) : ranking.weigh(this.vocab, temperature);
    if (temperature > 0 && topP < 1) kept = ranking.cutAtMass(kept, topP * kept.mass);
    const end = ranking.cutAtMass(kept, draw * kept.mass * (1 - 1e-9));
    const id = end.last ?? (ids[0] as number);
    if (!ids.includes(id)) ids.push(id);
    const logprob = (i: number) => ranking.score(i) - logSum;
    const share = (i: number) => (ranking.contains(kept, i) ? ranking.weight(i) / kept.mass : 0);
    const top = ids.map((i) => ({ id: i, logprob: logprob(i), kept: share(i) }));
    return { id, logprob: logprob(id), entropy, top };
  }
}

/**
 * Which of the drawn tokens are revealed: the surest, disturbed.
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
 * Which decided tokens are masked again, drawn without replacement in proportion to exp(-p), p being
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
