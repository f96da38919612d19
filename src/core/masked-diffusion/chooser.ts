/**
 * From logits to a token of one position: the sampler of the masked model, pure but for its reused
 * buffers. Which positions are revealed then: `core/unmasking/reveal.ts`.
 */
import { text } from '../../text/errors';
import { EngineError } from '../errors';
import { Ranking } from '../ranking';
import { CANDIDATES } from './pass';

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
    if (!softmax) throw new EngineError('not-finite', text.notNumbers);
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
