/**
 * Other settings tried on every token of a run. Each token is resampled once for the settings on
 * trial, however often the trace grows or the playhead moves.
 */
import { resample } from '../../../core/autoregression/counterfactual';
import { originOf, penalisedBefore } from '../../../core/autoregression/token-origin';
import type { TokenStep } from '../../../core/autoregression/token';
import type { SamplingParams } from '../../../core/sampling';
import type { AutoregressionTrace } from '../../../core/autoregression/spec';
import { text } from '../../../text/autoregression-what-if';

export interface Trials {
  /** Tokens that the same draw would have replaced. */
  readonly others: ReadonlySet<number>;
  /** Tokens for which the stored candidates do not decide it. */
  readonly open: ReadonlySet<number>;
}

/** Remembers what each token would have been, for as long as the settings stay. */
export class Trier {
  readonly #taken = new WeakMap<TokenStep, number | null>();

  constructor(readonly settings: SamplingParams) {}

  of(trace: AutoregressionTrace): Trials {
    const others = new Set<number>();
    const open = new Set<number>();
    trace.results.forEach((token, i) => {
      if (originOf(trace, i) === 'given') return;
      const taken = this.#of(trace, token, i);
      if (taken === null) open.add(i);
      else if (taken !== token.id) others.add(i);
    });
    return { others, open };
  }

  #of(trace: AutoregressionTrace, token: TokenStep, i: number): number | null {
    const known = this.#taken.get(token);
    if (known !== undefined) return known;
    const penalised = this.settings.repetitionPenalty === 1 ? null : penalisedBefore(trace, i);
    const result = resample(token, this.settings, penalised);
    const taken = typeof result === 'object' ? result.taken : null;
    this.#taken.set(token, taken);
    return taken;
  }
}

/** In words, of the tokens at the playhead. Each is judged after the text that was really written. */
export function effectOf({ others, open }: Trials, tokens: number): string {
  const changed = [...others].filter((i) => i < tokens);
  const undecided = [...open].filter((i) => i < tokens).length;
  return text.effect(changed.length, tokens, (changed[0] ?? 0) + 1, undecided);
}
