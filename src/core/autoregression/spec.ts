/** What is asked of an autoregressive model, and what its runs hold. */
import * as v from 'valibot';
import { listOf } from '../checks';
import { count, label, number, positive, specCommon, text } from '../run/schema';
import type { ForkBase, InputBase, SpecBase } from '../run/run';
import type { Trace } from '../run/trace';
import type { SamplingParams } from '../sampling';
import type { TokenStep } from './token';

/** A run that goes on from the tokens of an earlier one. */
export interface AutoregressionFork extends ForkBase {
  /** Ids of the tokens after the kept ones that are given instead of sampled; may be empty. */
  readonly forced: readonly number[];
  /**
   * The whole answer so far as a person edited it. Where it is given, `at` and `forced` are the
   * engine's to find: its `start` event has them.
   */
  readonly text?: string;
}

export interface AutoregressionSpec extends SpecBase {
  readonly mechanism: 'autoregression';
  readonly from?: AutoregressionFork;
  readonly sampling: SamplingParams;
  /** Most tokens to generate. */
  readonly maxTokens: number;
  /** Typed text such as `<|im_end|>` is the control token that it spells, and not those characters. */
  readonly controlTokens?: true;
}

/** The prompt as the model gets it; reading it is part of the first token's passes. */
export interface PromptInput extends InputBase {
  readonly ids: readonly number[];
}

export type AutoregressionTrace = Trace<AutoregressionSpec, PromptInput, TokenStep>;

export function isAutoregression(trace: Trace): trace is AutoregressionTrace {
  return trace.spec.mechanism === 'autoregression';
}

/** As in saved runs of both versions. */
export const specFields = {
  from: v.exactOptional(
    v.object({
      runId: label,
      at: count,
      forced: listOf(count, 10_000),
      text: v.exactOptional(text),
      reused: v.exactOptional(count),
    }),
  ),
  maxTokens: positive,
  controlTokens: v.exactOptional(v.literal(true)),
  sampling: v.object({
    temperature: number,
    topK: count,
    topP: number,
    minP: number,
    repetitionPenalty: number,
  }),
};

export const specSchema: v.GenericSchema<unknown, AutoregressionSpec> = v.object({
  ...specCommon,
  mechanism: v.literal('autoregression'),
  ...specFields,
});
