/**
 * The decode loop: one prefill over the prompt, then one pass for each token, the sampler between
 * them. N generated tokens are 1 prefill and N - 1 decodes.
 */
import { EngineError } from '../../core/errors';
import { LIMITS, type Range } from '../../core/limits';
import { Random } from '../../core/random';
import type { LanguageSpec, Pass } from '../../core/run';
import type { Choice, Sampler } from '../../core/sampling';
import type { TokenStep } from '../../core/token';
import type { EngineEvent } from '../runtime/stream';
import { withTurn } from '../runtime/turnstile';
import type { LanguageModel } from './model';
import { unless } from './unless';
import { TextStream, type LanguageTokenizer } from './tokenizer';

/**
 * Tokens that one pass of the prefill takes at most: Stop takes effect between passes, and what a
 * pass computes at once must fit in memory.
 */
const CHUNK = 256;

/** What a run needs of a loaded model. */
export interface Parts {
  readonly model: LanguageModel;
  readonly tokenizer: LanguageTokenizer;
  readonly sampler: Sampler;
  readonly context: number;
  readonly stopIds: ReadonlySet<number>;
  /** Fires with an EngineError when the GPU is lost: a pass may then never end by itself. */
  readonly lost: AbortSignal;
}

/**
 * The events of a run, without its frame (`eventStream`).
 * @param clock milliseconds on the run's clock.
 * @param chunk most tokens of the prompt in one pass.
 * @throws EngineError `bad-input` before any pass; `aborted` between two.
 */
export async function* generate(
  parts: Parts,
  spec: LanguageSpec,
  signal: AbortSignal,
  clock: () => number,
  chunk = CHUNK,
): AsyncGenerator<EngineEvent> {
  const { model, tokenizer, sampler, context, stopIds } = parts;
  const ids = promptIds(parts, spec);
  yield { type: 'prompt', ids, pieces: ids.map((id) => tokenizer.piece(id)) };

  // The template ends every turn with a stop token: counted as seen, the penalty would keep the
  // model from ending its own.
  const seen = new Set(ids.filter((id) => !stopIds.has(id)));
  const random = new Random(spec.seed);
  const text = new TextStream();
  const cache = model.emptyCache();
  try {
    let next: readonly number[] = ids;
    for (let index = 0; ; index++) {
      const kind = index === 0 ? 'prefill' : 'decode';
      const { logits, pass } = await timed(kind, next);
      const draw = random.random();
      const choice = sampler.choose(logits, spec.sampling, seen, draw);
      const token: TokenStep = {
        ...describe(tokenizer, choice),
        index,
        text: text.push(tokenizer.bytes(choice.id)),
        draw,
        pass,
      };
      yield { type: 'token', token };
      const end = stopIds.has(choice.id)
        ? 'stop'
        : index + 1 >= spec.maxTokens
          ? 'length'
          : cache.length >= context
            ? 'context'
            : null;
      if (end) {
        yield { type: 'done', reason: end };
        return;
      }
      seen.add(choice.id);
      next = [choice.id];
    }
  } finally {
    try {
      cache.dispose();
    } catch {
      // After a lost GPU, with a pass that never ended, there is nothing left to free.
    }
  }

  /** Runs tokens through the model, a chunk at a time, and says when and for how long. */
  async function timed(
    kind: 'prefill' | 'decode',
    tokens: readonly number[],
  ): Promise<{ logits: Float32Array; pass: Pass }> {
    let logits: Float32Array = new Float32Array(0);
    let start = 0;
    for (let at = 0; at < tokens.length; at += chunk)
      await withTurn(spec.policy, signal, async () => {
        if (at === 0) start = clock();
        logits = await unless(parts.lost, model.pass(tokens.slice(at, at + chunk), cache));
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
  { id, logprob, entropy, rank, top }: Choice,
): Pick<TokenStep, 'id' | 'piece' | 'logprob' | 'entropy' | 'rank' | 'candidates'> {
  const candidates = top.map((candidate) => ({
    ...candidate,
    piece: tokenizer.piece(candidate.id),
  }));
  return { id, piece: tokenizer.piece(id), logprob, entropy, rank, candidates };
}
