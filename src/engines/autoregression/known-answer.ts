/**
 * Compares a loaded model with its golden output on this very device: kernels can be silently
 * wrong. The short case of `golden.json`: a prompt, then the reference's own continuation forced
 * through the decode path.
 */
import * as v from 'valibot';
import { EngineError } from '../../core/errors';
import type { Backend, KnownAnswer } from '../../core/run/run';
import type { Network } from './network';

const logits = v.array(v.number());
const ids = v.array(v.pipe(v.number(), v.integer(), v.minValue(0)));
const answer = v.object({
  /** After the prompt, of `logitIds`. */
  logits,
  greedy: ids,
  /** After all but the last of `greedy`. */
  lastLogits: logits,
  /** Largest deviation of a logit that still counts as right. */
  tolerance: v.number(),
});
const goldenSchema = v.object({
  version: v.literal(1),
  short: v.object({
    promptIds: ids,
    logitIds: ids,
    /** Of the weights as published: whoever computes with these states its own tolerance. */
    exact: v.omit(answer, ['tolerance']),
    wasm: answer,
    webgpu: answer,
  }),
});

export type Golden = v.InferOutput<typeof goldenSchema>;

/** @throws EngineError `unsupported-model` when the value is no golden output. */
export function parseGolden(value: unknown): Golden {
  const result = v.safeParse(goldenSchema, value);
  if (result.success) return result.output;
  const path = v.getDotPath(result.issues[0]) ?? 'value';
  throw new EngineError('unsupported-model', `golden.json is not one: ${path}.`);
}

/** @throws EngineError when a pass fails. */
export function checkKnownAnswer(
  model: Network,
  { short }: Golden,
  backend: Backend,
): Promise<KnownAnswer> {
  return compare(model, short, short[backend]);
}

/**
 * The passes of a prompt and its continuation, against what is expected of them.
 * @throws EngineError when a pass fails.
 */
export async function compare(
  model: Network,
  { promptIds, logitIds }: Pick<Golden['short'], 'promptIds' | 'logitIds'>,
  { logits, greedy, lastLogits, tolerance }: v.InferOutput<typeof answer>,
): Promise<KnownAnswer> {
  const cache = model.emptyCache();
  try {
    let seen = await model.pass(promptIds, cache);
    let worst = deviation(seen, logitIds, logits);
    for (const id of greedy.slice(0, -1)) seen = await model.pass([id], cache);
    worst = Math.max(worst, deviation(seen, logitIds, lastLogits));
    const passes = greedy.length - 1;
    const what = `${logitIds.length} logits after ${promptIds.length} prompt tokens, and after ${passes} more`;
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
