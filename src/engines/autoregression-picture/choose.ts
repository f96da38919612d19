/** From logits to a cell: guidance, the sampler for both codes, and what else the cell could be. */
import {
  CANDIDATES,
  FIRSTS,
  codesOf,
  idOf,
  type CellCandidate,
  type CellStep,
} from '../../core/autoregression-picture/cell';
import type { PictureSpec } from '../../core/autoregression-picture/spec';
import type { Choice, Sampler } from '../../core/autoregression/sampling';

const NONE: ReadonlySet<number> = new Set();

type Chance = Pick<PictureSpec, 'temperature' | 'topK' | 'topP' | 'guidance'>;

export interface Asked {
  readonly chance: Chance;
  readonly draws: readonly [number, number];
  /** A cell that is given instead of drawn. */
  readonly forced: number | undefined;
  /** Logits of the first code, with the prompt and, where guided, without it. */
  readonly first: readonly Float32Array[];
  /** The same of the second code, by prompt and for each first code that is asked about. */
  second(firsts: readonly number[]): Promise<readonly (readonly Float32Array[])[]>;
}

/**
 * Both codes of a cell.
 * @param sampler of one code's values
 * @throws EngineError `not-finite` when a logit is NaN or infinite
 */
export async function chooseCell(
  sampler: Sampler,
  { chance, draws, forced, first, second }: Asked,
): Promise<Pick<CellStep, 'id' | 'logprob' | 'entropy' | 'draws' | 'candidates'>> {
  const codes = sampler.vocab;
  const given = forced === undefined ? null : codesOf(forced, codes);
  const params = { ...chance, minP: 0, repetitionPenalty: 1 };
  const choose = (logits: readonly Float32Array[], draw: number, code: number | undefined) =>
    sampler.choose(guided(logits, chance.guidance), params, NONE, draw, code);

  const one = choose(first, draws[0], given?.[0]);
  const firsts = one.top.slice(0, FIRSTS).map(({ id }) => id);
  if (!firsts.includes(one.id)) firsts.push(one.id);
  const found = await second(firsts);
  const seconds = firsts.map((id, i): Choice => {
    const logits = found.map((row) => row[i] as Float32Array);
    // Of the others only what they could be is asked, not what is drawn.
    return id === one.id ? choose(logits, draws[1], given?.[1]) : choose(logits, 0, undefined);
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
    ...{ id, draws, candidates },
    logprob: one.logprob + other.logprob,
    entropy: one.entropy + other.entropy,
  };
}

/** Guidance on log-probabilities (Ho and Salimans 2022); constants of a row fall out. */
function guided([asked, empty]: readonly Float32Array[], scale: number): Float32Array {
  if (!asked) throw new Error('no logits');
  return empty
    ? asked.map((value, i) => (empty[i] ?? 0) + scale * (value - (empty[i] ?? 0)))
    : asked;
}
