/** What a trace tells about how each of its tokens came to be: needed to try another sampler on it. */
import type { SamplingParams } from '../sampling';
import type { AutoregressionTrace } from './spec';

/** Pieces that end a turn, in the chat templates of common models. */
const TURN_ENDS: readonly string[] = [
  '<|im_end|>',
  '<|endoftext|>',
  '<|eot_id|>',
  '<|end_of_text|>',
  '<end_of_turn>',
  '</s>',
];

/**
 * The ids that the repetition penalty applied to at a token: the prompt's, but for the template's
 * stop tokens (see engines/autoregression/generate.ts), and those of the answer before it.
 * @param index of the token in the answer, 0..N-1.
 * @returns null where the trace does not hold the prompt.
 */
export function penalisedBefore(
  trace: AutoregressionTrace,
  index: number,
): ReadonlySet<number> | null {
  const { input, results, end } = trace;
  if (!input) return null;
  const last = end?.type === 'done' && end.reason === 'stop' ? results.at(-1)?.id : undefined;
  const stops = (id: number, piece: string) => id === last || TURN_ENDS.includes(piece);
  const penalised = new Set(input.ids.filter((id, i) => !stops(id, input.pieces[i] ?? '')));
  for (const token of results.slice(0, index)) penalised.add(token.id);
  return penalised;
}

/**
 * How a token was chosen. `drawn`: by the run's sampler. `given`: chosen or typed by a person at
 * the fork. `kept`: by the run that this one goes on from, whose settings may have been others.
 */
export type Origin = 'drawn' | 'given' | 'kept';

export function originOf({ spec }: AutoregressionTrace, index: number): Origin {
  if (!spec.from) return 'drawn';
  const { at, forced } = spec.from;
  if (index < at) return 'kept';
  return index < at + forced.length ? 'given' : 'drawn';
}

export function sameSampling(a: SamplingParams, b: SamplingParams): boolean {
  return (
    a.temperature === b.temperature &&
    a.topK === b.topK &&
    a.topP === b.topP &&
    a.minP === b.minP &&
    a.repetitionPenalty === b.repetitionPenalty
  );
}
