/**
 * From logits to a token: the model's own distribution, and what the sampler makes of it. Pure but
 * for its reused buffers; the random number is passed in. Nothing sorts the whole vocabulary.
 */
import { text } from '../text/errors';
import { EngineError } from './errors';
import { Ranking, type Prefix } from './ranking';

/** Sampler settings, applied in this order: penalty, temperature, top-k, top-p, min-p. */
export interface SamplingParams {
  /** 0 is greedy. */
  readonly temperature: number;
  /** Keep the k most likely; 0 keeps all. */
  readonly topK: number;
  /** Keep the smallest set whose probability reaches this (nucleus sampling, Holtzman et al. 2020); 1 keeps all. */
  readonly topP: number;
  /** Keep what has at least this share of the most likely token's probability; 0 keeps all. */
  readonly minP: number;
  /** Divides positive and multiplies negative logits of tokens already seen (CTRL, Keskar et al. 2019); 1 is none. */
  readonly repetitionPenalty: number;
}

/** How many of the model's most likely tokens are reported with each choice. */
export const CANDIDATES = 40;

export interface Choice {
  readonly id: number;
  /** Natural log of the model's probability, before the sampler. */
  readonly logprob: number;
  /** Of the model's distribution over the whole vocabulary, in nats. */
  readonly entropy: number;
  /** log(sum(exp(logit))): a logit is its logprob plus this. */
  readonly logSum: number;
  /** Place in the model's order, 0 the most likely; among equals the lower id comes first. */
  readonly rank: number;
  /**
   * The model's most likely tokens, best first, the chosen one appended where it is not among
   * them; `kept` is the probability after the sampler, 0 when cut off.
   */
  readonly top: readonly { readonly id: number; readonly logprob: number; readonly kept: number }[];
}

export class Sampler {
  readonly #ranking: Ranking;

  /** @param vocab number of tokens, the length of every logits array. */
  constructor(readonly vocab: number) {
    this.#ranking = new Ranking(vocab);
  }

  /**
   * Chooses the next token.
   *
   * In this order: repetition penalty (CTRL, Keskar et al. 2019, section 4.1; positive logits are
   * divided and negative ones multiplied), temperature, top-k (Fan et al. 2018), top-p (nucleus,
   * Holtzman et al. 2020: the smallest set that reaches p, of what top-k left), min-p (Nguyen et
   * al. 2024). Each cut keeps the most likely tokens and so does their combination; the draw then
   * walks down them until their probability exceeds it. Temperature 0 takes the best after the penalty.
   *
   * @param logits [vocab], not changed.
   * @param seen ids in the prompt and the answer so far, each once, for the penalty.
   * @param draw uniform in [0, 1).
   * @param forced id that is taken whatever the draw says: a token given from outside.
   * @throws EngineError `not-finite` when a logit is NaN or infinite.
   */
  choose(
    logits: Float32Array,
    params: SamplingParams,
    seen: ReadonlySet<number>,
    draw: number,
    forced?: number,
  ): Choice {
    const ranking = this.#ranking;
    const softmax = ranking.load(logits);
    if (!softmax) throw new EngineError('not-finite', text.notNumbers);
    const ids = ranking.best(CANDIDATES);
    if (params.repetitionPenalty !== 1) penalise(ranking, seen, params.repetitionPenalty);
    const kept = this.#cut(params);
    const id = forced ?? this.#draw(kept, draw);
    let rank = ids.indexOf(id);
    if (rank < 0) {
      ids.push(id);
      rank = rankOf(logits, id);
    }
    const { logSum, entropy } = softmax;
    const logprob = (i: number) => (logits[i] as number) - logSum;
    const share = (i: number) => (ranking.contains(kept, i) ? ranking.weight(i) / kept.mass : 0);
    const top = ids.map((i) => ({ id: i, logprob: logprob(i), kept: share(i) }));
    return { id, logprob: logprob(id), entropy, logSum, rank, top };
  }

  /** What the sampler keeps; the ranking's weights belong to it. */
  #cut({ temperature, topK, topP, minP }: SamplingParams): Prefix {
    const ranking = this.#ranking;
    if (temperature === 0) return ranking.weigh(1, 1);
    let kept = ranking.weigh(topK > 0 ? topK : this.vocab, temperature);
    if (topP < 1) kept = ranking.cutAtMass(kept, topP * kept.mass);
    if (minP > 0) kept = ranking.cutAtWeight(kept, minP);
    return kept;
  }

  /** Walks down the kept tokens, best first, until the draw is reached. */
  #draw(kept: Prefix, draw: number): number {
    // A hair less than all: sums in another order may be smaller by their rounding.
    const end = this.#ranking.cutAtMass(kept, draw * kept.mass * (1 - 1e-9));
    return end.last ?? (this.#ranking.best(1)[0] as number);
  }
}

function penalise(ranking: Ranking, seen: ReadonlySet<number>, penalty: number): void {
  for (const id of seen) {
    const score = ranking.score(id);
    ranking.move(id, score > 0 ? score / penalty : score * penalty);
  }
}

function rankOf(logits: Float32Array, id: number): number {
  const own = logits[id] as number;
  let rank = 0;
  for (let i = 0; i < logits.length; i++) {
    const other = logits[i] as number;
    if (other > own || (other === own && i < id)) rank++;
  }
  return rank;
}
