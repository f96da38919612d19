/**
 * The decode loop: a prefill over the prompt, in one pass or a few, then one pass for each token, the
 * sampler between them. N generated tokens are the prefill and N - 1 decodes.
 */
import { EngineError } from '../../core/errors';
import { LIMITS, type Range } from '../../core/limits';
import { Random } from '../../core/random';
import type { DoneReason, Pass } from '../../core/run/run';
import type {
  AutoregressionSpec,
  AutoregressionTrace,
  PromptInput,
} from '../../core/autoregression/spec';
import type { Choice, Sampler } from '../../core/sampling';
import type { TokenStep } from '../../core/autoregression/token';
import type { EngineEvent } from '../runtime/stream';
import { withPassLock } from '../runtime/pass-lock';
import { sayingWhere } from '../runtime/finite';
import { rejectOnAbort } from '../runtime/reject-on-abort';
import { beginning, rechosen } from './fork';
import type { PrefixCache } from './prefix-cache';
import type { Network } from './network';
import { TextStream, type LanguageTokenizer } from './tokenizer';
import { text as words } from '../../text/engines';

const { run: said } = words;

/**
 * Tokens that one pass of the prefill takes at most, where the network does not set fewer: Stop
 * takes effect between passes, and what a pass computes at once must fit in memory.
 */
const CHUNK = 256;

/** What a run needs of a loaded model. */
export interface Parts {
  readonly model: Network;
  readonly tokenizer: LanguageTokenizer;
  readonly sampler: Sampler;
  readonly context: number;
  readonly stopIds: ReadonlySet<number>;
  /** What the newest run computed, for its forks. */
  readonly prefixCache: PrefixCache;
  /** Fires with an EngineError when the GPU is lost: a pass may then never end by itself. */
  readonly lost: AbortSignal;
}

/**
 * The events of a run, without its frame (`eventStream`). A fork begins with what it keeps of its
 * parent, each event at its own time; then it computes only what is new.
 * @param spec as `resolveFork` gives it.
 * @param clock milliseconds on the run's clock.
 * @param options the run that `spec.from` names; most tokens in one pass of the prefill; what is
 *   called after a pass that is not its last.
 * @throws EngineError `bad-input` before any pass; `aborted` between two; `not-finite` where the
 *   network gives logits that are no numbers.
 */
export async function* generate(
  parts: Parts,
  spec: AutoregressionSpec,
  signal: AbortSignal,
  clock: () => number,
  {
    parent = null,
    chunk: most = CHUNK,
    onPass,
  }: {
    readonly parent?: AutoregressionTrace | null;
    readonly chunk?: number;
    readonly onPass?: (() => void) | undefined;
  } = {},
): AsyncGenerator<EngineEvent<PromptInput, TokenStep>> {
  const { model, tokenizer, sampler, context, stopIds, prefixCache } = parts;
  const chunk = Math.min(most, model.longest ?? most);
  const ids = promptIds(parts, spec);
  const { kept, fork, forced } = beginning(spec, parent);
  const input: PromptInput = { ids, pieces: ids.map((id) => tokenizer.piece(id)), passes: [] };
  yield { type: 'input', input, t: spec.from ? parent?.input?.t : undefined };

  // The template ends every turn with a stop token: counted as seen, the penalty would keep the
  // model from ending its own.
  const seen = new Set(ids.filter((id) => !stopIds.has(id)));
  const random = new Random(spec.seed);
  const stream = new TextStream(tokenizer.leadingSpace);
  const sequence = [...ids];
  let last: number | null = null;
  let index = 0;

  /** Takes a token into what follows it is computed from. Each one has a draw of its own. */
  const take = (id: number, draw = random.random()) => {
    seen.add(id);
    last = id;
    sequence.push(id);
    index++;
    return { text: stream.push(tokenizer.bytes(id)), draw };
  };
  // A control token that was typed into the answer ends it only where nothing stands behind it.
  const stopped = (): boolean =>
    last !== null && stopIds.has(last) && index - kept.length >= forced.length;
  const end = (): DoneReason | null =>
    stopped()
      ? 'stop'
      : index >= spec.maxTokens
        ? 'length'
        : sequence.length > context
          ? 'context'
          : null;

  for (const { t, ...result } of kept) {
    take(result.id);
    yield { type: 'result', result, t };
  }
  const first = forced[0];
  const chosen = fork && first !== undefined ? rechosen(fork, first) : null;
  if (chosen && !end()) {
    const { text } = take(chosen.id);
    yield { type: 'result', result: { ...chosen, text }, t: fork?.t };
  }

  if (spec.from) await prefixCache.keep(sequence);
  else prefixCache.clear();
  for (let reason = end(); ; reason = end()) {
    if (reason) {
      yield { type: 'done', reason };
      return;
    }
    const { logits, passes } = await timed(sequence.slice(prefixCache.length));
    const draw = random.random();
    const given = forced[index - kept.length];
    const choice = sayingWhere(words.notNumbers.token(index + 1), () =>
      sampler.choose(logits, spec.sampling, seen, draw, given),
    );
    const token = { ...describe(tokenizer, choice), index, passes };
    const result: TokenStep = { ...token, ...take(choice.id, draw) };
    yield { type: 'result', result };
  }

  /** Runs tokens through the model, a chunk at a time, each chunk timed by itself. */
  async function timed(
    tokens: readonly number[],
  ): Promise<{ logits: Float32Array; passes: Pass[] }> {
    const kind = tokens.length > 1 || index === 0 ? 'prefill' : 'decode';
    const passes: Pass[] = [];
    let logits: Float32Array = new Float32Array(0);
    for (let at = 0; at < tokens.length; at += chunk)
      await withPassLock(spec.policy, signal, async () => {
        const start = clock();
        const part = tokens.slice(at, at + chunk);
        logits = await rejectOnAbort(parts.lost, prefixCache.pass(model, part));
        passes.push({ kind, start, ms: clock() - start, size: part.length });
        if (at + chunk < tokens.length) onPass?.();
      });
    return { logits, passes };
  }
}

/** The prompt as the model gets it, and every setting checked. */
function promptIds({ tokenizer, context }: Parts, spec: AutoregressionSpec): number[] {
  if (!spec.prompt.trim()) throw new EngineError('bad-input', said.noPrompt, said.noPromptHint);
  const { temperature, topK, topP, minP, repetitionPenalty } = spec.sampling;
  check(LIMITS.seed, spec.seed);
  check(LIMITS.maxTokens, spec.maxTokens);
  check(LIMITS.temperature, temperature);
  check(LIMITS.topK, topK);
  check(LIMITS.topP, topP);
  check(LIMITS.minP, minP);
  check(LIMITS.repetitionPenalty, repetitionPenalty);
  const ids = tokenizer.encodeChat(spec.prompt, spec.controlTokens);
  if (ids.length > context)
    throw new EngineError(
      'bad-input',
      said.promptTokens(ids.length, context),
      said.promptTokensHint,
    );
  return ids;
}

function check(range: Range, value: number): void {
  const { label, min, max, whole } = range;
  if (value >= min && value <= max && (!whole || Number.isInteger(value))) return;
  throw new EngineError('bad-input', said.setting(label, value, min, max, whole));
}

function describe(
  tokenizer: LanguageTokenizer,
  { id, logprob, entropy, logSum, rank, top }: Choice,
): Pick<TokenStep, 'id' | 'piece' | 'logprob' | 'entropy' | 'logSum' | 'rank' | 'candidates'> {
  const candidates = top.map((candidate) => ({
    ...candidate,
    piece: tokenizer.piece(candidate.id),
  }));
  return { id, piece: tokenizer.piece(id), logprob, entropy, logSum, rank, candidates };
}
