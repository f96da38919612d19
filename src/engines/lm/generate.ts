/**
 * The decode loop: one prefill over the prompt, then one pass for each token, the sampler between
 * them. N generated tokens are 1 prefill and N - 1 decodes.
 */
import { EngineError } from '../../core/errors';
import { LIMITS, type Range } from '../../core/limits';
import { Random } from '../../core/random';
import type { EventBody, LanguageSpec, Pass } from '../../core/run';
import type { Choice, Sampler } from '../../core/sampling';
import type { TokenStep } from '../../core/token';
import type { Trace } from '../../core/trace';
import type { EngineEvent } from '../runtime/stream';
import { withTurn } from '../runtime/turnstile';
import { beginning, rechosen } from './fork';
import type { Memory } from './memory';
import type { Network } from './network';
import { unless } from './unless';
import { TextStream, type LanguageTokenizer } from './tokenizer';

/**
 * Tokens that one pass of the prefill takes at most, where the network does not set fewer: Stop
 * takes effect between passes, and what a pass computes at once must fit in memory.
 */
const CHUNK = 256;

type Reason = Extract<EventBody, { type: 'done' }>['reason'];

/** What a run needs of a loaded model. */
export interface Parts {
  readonly model: Network;
  readonly tokenizer: LanguageTokenizer;
  readonly sampler: Sampler;
  readonly context: number;
  readonly stopIds: ReadonlySet<number>;
  /** What the newest run computed, for its forks. */
  readonly memory: Memory;
  /** Fires with an EngineError when the GPU is lost: a pass may then never end by itself. */
  readonly lost: AbortSignal;
}

/**
 * The events of a run, without its frame (`eventStream`). A fork begins with what it keeps of its
 * parent, each event at its own time; then it computes only what is new.
 * @param spec as `resolveFork` gives it.
 * @param clock milliseconds on the run's clock.
 * @param options the run that `spec.from` names; most tokens in one pass of the prefill.
 * @throws EngineError `bad-input` before any pass; `aborted` between two.
 */
export async function* generate(
  parts: Parts,
  spec: LanguageSpec,
  signal: AbortSignal,
  clock: () => number,
  { parent, chunk: most = CHUNK }: { readonly parent?: Trace; readonly chunk?: number } = {},
): AsyncGenerator<EngineEvent> {
  const { model, tokenizer, sampler, context, stopIds, memory } = parts;
  const chunk = Math.min(most, model.longest ?? most);
  const ids = promptIds(parts, spec);
  const { kept, fork, forced } = beginning(spec, parent);
  const from = spec.from ? parent?.prompt?.t : undefined;
  yield { type: 'prompt', ids, pieces: ids.map((id) => tokenizer.piece(id)), t: from };

  // The template ends every turn with a stop token: counted as seen, the penalty would keep the
  // model from ending its own.
  const seen = new Set(ids.filter((id) => !stopIds.has(id)));
  const random = new Random(spec.seed);
  const text = new TextStream();
  const sequence = [...ids];
  let last: number | null = null;
  let index = 0;

  /** Takes a token into what follows it is computed from. Each one has a draw of its own. */
  const take = (id: number, draw = random.random()) => {
    seen.add(id);
    last = id;
    sequence.push(id);
    index++;
    return { text: text.push(tokenizer.bytes(id)), draw };
  };
  const end = (): Reason | null =>
    last !== null && stopIds.has(last)
      ? 'stop'
      : index >= spec.maxTokens
        ? 'length'
        : sequence.length > context
          ? 'context'
          : null;

  for (const token of kept) {
    take(token.id);
    yield { type: 'token', token, t: token.t };
  }
  const first = forced[0];
  const chosen = fork && first !== undefined ? rechosen(fork, first) : null;
  if (chosen && !end()) {
    const { text } = take(chosen.id);
    yield { type: 'token', token: { ...chosen, text }, t: fork?.t };
  }

  if (spec.from) await memory.keep(sequence);
  else memory.clear();
  for (let reason = end(); ; reason = end()) {
    if (reason) {
      yield { type: 'done', reason };
      return;
    }
    const { logits, pass } = await timed(sequence.slice(memory.length));
    const draw = random.random();
    const choice = sampler.choose(logits, spec.sampling, seen, draw, forced[index - kept.length]);
    const token = { ...describe(tokenizer, choice), index, pass };
    yield { type: 'token', token: { ...token, ...take(choice.id, draw) } };
  }

  /** Runs tokens through the model, a chunk at a time, and says when and for how long. */
  async function timed(tokens: readonly number[]): Promise<{ logits: Float32Array; pass: Pass }> {
    const kind = tokens.length > 1 || index === 0 ? 'prefill' : 'decode';
    let logits: Float32Array = new Float32Array(0);
    let start = 0;
    // All chunks in one turn: they are told as one pass, in which no other lane has its own.
    await withTurn(spec.policy, signal, async () => {
      start = clock();
      for (let at = 0; at < tokens.length; at += chunk) {
        const part = tokens.slice(at, at + chunk);
        // Lets Stop in.
        await withTurn('alone', signal, async () => {
          logits = await unless(parts.lost, memory.pass(model, part));
        });
      }
    });
    return { logits, pass: { kind, start, ms: clock() - start, size: tokens.length } };
  }
}

/** The prompt as the model gets it, and every setting checked. */
function promptIds({ tokenizer, context }: Parts, spec: LanguageSpec): number[] {
  if (!spec.prompt.trim())
    throw new EngineError(
      'bad-input',
      'The prompt is empty.',
      'Type what the model should answer.',
    );
  const { temperature, topK, topP, minP, repetitionPenalty } = spec.sampling;
  check(LIMITS.seed, spec.seed);
  check(LIMITS.maxTokens, spec.maxTokens);
  check(LIMITS.temperature, temperature);
  check(LIMITS.topK, topK);
  check(LIMITS.topP, topP);
  check(LIMITS.minP, minP);
  check(LIMITS.repetitionPenalty, repetitionPenalty);
  const ids = tokenizer.encode(tokenizer.chat(spec.prompt));
  if (ids.length > context)
    throw new EngineError(
      'bad-input',
      `The prompt is ${ids.length} tokens long; this model takes at most ${context}.`,
      'Shorten the prompt.',
    );
  return ids;
}

function check(range: Range, value: number): void {
  const { label, min, max, whole } = range;
  if (value >= min && value <= max && (!whole || Number.isInteger(value))) return;
  throw new EngineError(
    'bad-input',
    `${label} is ${value}; it must be ${whole ? 'a whole number ' : ''}from ${min} to ${max}.`,
  );
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
