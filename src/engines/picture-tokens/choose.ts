/** From logits to a cell: guidance, the sampler for both codes, and what else the cell could be. */
import {
  CANDIDATES,
  codesOf,
  idOf,
  type CellCandidate,
  type CellChoice,
} from '../../core/picture-tokens/cell';
import type { Choice, Sampler, SamplingParams } from '../../core/sampling';

const NONE: ReadonlySet<number> = new Set();

export interface Chance extends Pick<SamplingParams, 'temperature' | 'topP'> {
  /** Keep the k likeliest; all where it is 0 or absent. */
  readonly topK?: number;
  readonly guidance: number;
}

/** What is asked of one of a cell's codes. */
interface Asked {
  readonly chance: Chance;
  /** Uniform in [0, 1). */
  readonly draw: number;
  /** A cell that is given instead of drawn. */
  readonly forced?: number | undefined;
}

/** A cell whose first code is chosen. */
export interface FirstCode {
  readonly choice: Choice;
  /** First codes whose second ones are to be asked for: the likeliest, and the chosen one. */
  readonly firsts: readonly number[];
}

/**
 * @param sampler of one code's values
 * @param logits with the prompt and, where guided, without it
 * @param most likely first codes that candidates are made of
 * @throws EngineError `not-finite` when a logit is NaN or infinite
 */
export function chooseFirst(
  sampler: Sampler,
  { chance, draw, forced }: Asked,
  logits: readonly Float32Array[],
  most: number,
): FirstCode {
  const given = forced === undefined ? undefined : codesOf(forced, sampler.vocab)[0];
  const choice = choose(sampler, chance, logits, draw, given);
  const firsts = choice.top.slice(0, most).map(({ id }) => id);
  if (!firsts.includes(choice.id)) firsts.push(choice.id);
  return { choice, firsts };
}

/**
 * @param logits of the second code: by prompt, and for each of `firsts`
 * @throws EngineError `not-finite` when a logit is NaN or infinite
 */
export function chooseSecond(
  sampler: Sampler,
  { chance, draw, forced }: Asked,
  { choice: one, firsts }: FirstCode,
  logits: readonly (readonly Float32Array[])[],
): CellChoice {
  const codes = sampler.vocab;
  const given = forced === undefined ? undefined : codesOf(forced, codes)[1];
  const seconds = firsts.map((id, i): Choice => {
    const rows = logits.map((row) => row[i] as Float32Array);
    // Of the others only what they could be is asked, not what is drawn.
    return id === one.id
      ? choose(sampler, chance, rows, draw, given)
      : choose(sampler, chance, rows, 0, undefined);
  });
  const other = seconds[firsts.indexOf(one.id)] as Choice;
  const pairs = firsts.flatMap((id, i): CellCandidate[] => {
    const of = one.top.find((candidate) => candidate.id === id);
    if (!of) return [];
    return (seconds[i] as Choice).top.map((candidate) => ({
      id: idOf(id, candidate.id, codes),
      logprob: of.logprob + candidate.logprob,
      kept: of.kept * candidate.kept,
    }));
  });
  pairs.sort((a, b) => b.logprob - a.logprob);
  const id = idOf(one.id, other.id, codes);
  const candidates = pairs.slice(0, CANDIDATES);
  const chosen = pairs.find((pair) => pair.id === id);
  if (chosen && !candidates.includes(chosen)) candidates.push(chosen);
  return {
    ...{ id, candidates },
    logprob: one.logprob + other.logprob,
    entropy: one.entropy + other.entropy,
  };
}

function choose(
  sampler: Sampler,
  { temperature, topK = 0, topP, guidance }: Chance,
  logits: readonly Float32Array[],
  draw: number,
  forced: number | undefined,
): Choice {
  const params = { temperature, topK, topP, minP: 0, repetitionPenalty: 1 };
  return sampler.choose(guided(logits, guidance), params, NONE, draw, forced);
}

/** Guidance on log-probabilities (Ho and Salimans 2022); constants of a row fall out. */
function guided([asked, empty]: readonly Float32Array[], scale: number): Float32Array {
  if (!asked) throw new Error('no logits');
  if (!empty) return asked;
  // A loop: this is done some hundred times a pass, and `map` takes several times as long.
  const scores = new Float32Array(asked.length);
  for (let i = 0; i < scores.length; i++) {
    const without = empty[i] as number;
    scores[i] = without + scale * ((asked[i] as number) - without);
  }
  return scores;
}
