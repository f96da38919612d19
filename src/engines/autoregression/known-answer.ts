/**
 * Compares a loaded model with its golden output on this very device: kernels can be silently
 * wrong. A prompt as the page sends them, long enough for the kernels of many rows, then the
 * reference's own continuation forced through the decode path.
 */
import * as v from 'valibot';
import { EngineError } from '../../core/errors';
import type { Backend, KnownAnswer } from '../../core/run/run';
import type { Network } from './network';
import { text } from '../../text/engines';

const logits = v.array(v.number());
/** Tokens of the continuation that are run: on a slow device each is waited for. */
const EARLY = 3;
const ids = v.array(v.pipe(v.number(), v.integer(), v.minValue(0)));
const answer = v.object({
  /** After the prompt, of `logitIds`. */
  logits,
  greedy: ids,
  /** After the first of `greedy`, `EARLY` of them. */
  earlyLogits: logits,
  /** Largest deviation of a logit that still counts as right. */
  tolerance: v.number(),
});
const goldenSchema = v.object({
  version: v.literal(1),
  promptIds: ids,
  logitIds: ids,
  /** Of the weights as published: whoever computes with these states its own tolerance. */
  exact: v.omit(answer, ['tolerance']),
  wasm: answer,
  webgpu: answer,
});

export type Golden = v.InferOutput<typeof goldenSchema>;

/** @throws EngineError `unsupported-model` when the value is no golden output. */
export function parseGolden(value: unknown): Golden {
  const result = v.safeParse(goldenSchema, value);
  if (result.success) return result.output;
  const path = v.getDotPath(result.issues[0]) ?? 'value';
  throw new EngineError('unsupported-model', text.known.noGolden(path));
}

/** @throws EngineError when a pass fails. */
export function checkKnownAnswer(
  model: Network,
  golden: Golden,
  backend: Backend,
): Promise<KnownAnswer> {
  return compare(model, golden, golden[backend]);
}

/**
 * The passes of a prompt and its continuation, against what is expected of them.
 * @throws EngineError when a pass fails.
 */
export async function compare(
  model: Network,
  { promptIds, logitIds }: Pick<Golden, 'promptIds' | 'logitIds'>,
  { logits, greedy, earlyLogits, tolerance }: v.InferOutput<typeof answer>,
): Promise<KnownAnswer> {
  const cache = model.emptyCache();
  try {
    let seen = await model.pass(promptIds, cache);
    let worst = deviation(seen, logitIds, logits);
    const more = greedy.slice(0, EARLY);
    for (const id of more) seen = await model.pass([id], cache);
    worst = Math.max(worst, deviation(seen, logitIds, earlyLogits));
    const what = text.known.logits(logitIds.length, promptIds.length, more.length);
    return { ok: worst <= tolerance, worst, tolerance, what };
  } finally {
    cache.dispose();
  }
}

/** Largest difference; the largest number there is where a logit is not a number. */
function deviation(seen: Float32Array, at: readonly number[], expected: readonly number[]): number {
  let worst = 0;
  for (const [i, id] of at.entries()) {
    const off = Math.abs((seen[id] ?? NaN) - (expected[i] ?? NaN));
    worst = Math.max(worst, Number.isFinite(off) ? off : Number.MAX_VALUE);
  }
  return worst;
}
