/** What of an earlier run a fork keeps, and which tokens it is given. Computes no pass. */
import { reusable, roomAfter } from '../../core/autoregression/fork';
import type {
  AutoregressionFork,
  AutoregressionSpec,
  AutoregressionTrace,
} from '../../core/autoregression/spec';
import type { TokenStep } from '../../core/autoregression/token';
import { EngineError } from '../../core/errors';
import { LIMITS } from '../../core/limits';
import { onClockOf } from '../../core/run/fork';
import type { LanguageTokenizer } from './tokenizer';
import { text as words } from '../../text/engines';

const { fork: said } = words;

type Kept = AutoregressionTrace['results'][number];

export interface Beginning {
  /** The parent's tokens that stay, with their times. */
  readonly kept: readonly Kept[];
  /**
   * The parent's token at which the answers part, when its place was already decided there: its
   * candidates are those of the first new one.
   */
  readonly fork: Kept | null;
  readonly forced: readonly number[];
}

const FROM_THE_START: Beginning = { kept: [], fork: null, forced: [] };

/**
 * The spec as it is run: where it came with an edited text, `at` and `forced` found and room made
 * to write on; its clock set.
 * @param now milliseconds since the Unix epoch.
 * @throws EngineError `bad-input` when the parent is missing, or the fork lies outside it, or more is given than a run may have.
 */
export function resolveFork(
  spec: AutoregressionSpec,
  parent: AutoregressionTrace | null,
  tokenizer: Pick<LanguageTokenizer, 'encode' | 'encodePlain' | 'size'>,
  now: number,
): AutoregressionSpec {
  const { from } = spec;
  if (!from) return spec;
  if (!parent) throw bad(said.noParent);
  const ids = (text: string): number[] =>
    spec.controlTokens ? tokenizer.encode(text) : tokenizer.encodePlain(text);
  const fork = from.text === undefined ? from : edited(from, ids(from.text), parent);
  if (!(Number.isInteger(fork.at) && fork.at >= 0 && fork.at <= parent.results.length))
    throw bad(said.tokens(parent.results.length, fork.at));
  const unknown = fork.forced.find(
    (id) => !(Number.isInteger(id) && id >= 0 && id < tokenizer.size),
  );
  if (unknown !== undefined) throw bad(said.noToken(unknown));
  const given = fork.at + fork.forced.length;
  if (given > LIMITS.maxTokens.max)
    throw new EngineError('bad-input', said.textLong(given, LIMITS.maxTokens.max), said.shorten);
  const maxTokens = from.text === undefined ? spec.maxTokens : roomAfter(given, spec.maxTokens);
  const resolved = { ...spec, maxTokens, from: { ...fork, reused: reusable(fork, parent) } };
  return onClockOf(resolved, parent, now);
}

/** @param spec resolved */
export function beginning(
  { from }: AutoregressionSpec,
  parent: AutoregressionTrace | null,
): Beginning {
  if (!from || !parent) return FROM_THE_START;
  return {
    kept: parent.results.slice(0, from.at),
    fork: parent.results[from.at] ?? null,
    forced: from.forced,
  };
}

/** The parent's token with another of its candidates chosen; null where that is not among them. */
export function rechosen(token: TokenStep, id: number): Omit<TokenStep, 'text'> | null {
  const rank = token.candidates.findIndex((candidate) => candidate.id === id);
  const chosen = token.candidates[rank];
  if (!chosen) return null;
  // One that the sampler drew from beyond the list stands behind it.
  const own = id === token.id ? token.rank : rank;
  return { ...token, id, piece: chosen.piece, logprob: chosen.logprob, rank: own };
}

function edited(
  from: AutoregressionFork,
  ids: readonly number[],
  parent: AutoregressionTrace,
): AutoregressionFork {
  let at = 0;
  while (at < ids.length && parent.results[at]?.id === ids[at]) at++;
  return { ...from, at, forced: ids.slice(at) };
}

function bad(message: string): EngineError {
  return new EngineError('bad-input', message, said.hint);
}
