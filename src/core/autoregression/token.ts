/** The words of autoregression: a generated token, and what its sampler is set to at first. */
import type { ResultBase } from '../run/run';
import type { SamplingParams } from '../sampling';

export const DEFAULT_SAMPLING: SamplingParams = {
  temperature: 0.7,
  topK: 40,
  topP: 0.95,
  minP: 0,
  repetitionPenalty: 1.1,
};

export interface Candidate {
  readonly id: number;
  /** As in the vocabulary, made readable: a space is a space, a lone byte is `<0xE2>`. */
  readonly piece: string;
  /** Natural log of the model's probability, before the sampler. */
  readonly logprob: number;
  /** Probability after penalty, temperature and the cuts; 0 when cut off. */
  readonly kept: number;
}

/**
 * A generated token. Its passes are those whose logits it came from: the prefill (in one or more
 * passes) for index 0, else a decode.
 */
export interface TokenStep extends ResultBase {
  readonly id: number;
  readonly piece: string;
  /** Text that this token completes; empty while a character is still split over tokens. */
  readonly text: string;
  /** Of the model, before the sampler; natural log. */
  readonly logprob: number;
  /** Of the model's distribution over the whole vocabulary, in nats. */
  readonly entropy: number;
  /**
   * log(sum(exp(logit))) over the vocabulary: a logit is its logprob plus this. Null where the
   * engine does not tell.
   */
  readonly logSum: number | null;
  /** 0 is the model's first choice. */
  readonly rank: number;
  /** The uniform number in [0, 1) that chose it. */
  readonly draw: number;
  /** The most likely tokens by the model, best first; the chosen one is among them or appended. */
  readonly candidates: readonly Candidate[];
}
