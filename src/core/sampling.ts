/**
 * From logits to a token. Pure: the engine calls it after each pass, and a view can call it again
 * on stored candidates. Works on the whole vocabulary without sorting it.
 */
import type { SamplingParams } from './token';

export interface Choice {
  readonly id: number;
  /** Natural log of the model's probability, before the sampler. */
  readonly logprob: number;
  readonly entropy: number;
  readonly rank: number;
  /** Most likely by the model, best first; `kept` is the probability after the sampler. */
  readonly top: readonly { readonly id: number; readonly logprob: number; readonly kept: number }[];
}
