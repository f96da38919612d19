/**
 * What a model without a known answer is held to: itself. Its logits are finite, the same prompt
 * gives the same twice, and where it ran on the other backend of this device before, the same tokens
 * come out. It tells a broken kernel from a right one; that the model is a good one it cannot tell.
 */
import * as v from 'valibot';
import { EngineError } from '../../core/errors';
import type { Backend, SelfCheck } from '../../core/run/run';
import { text } from '../../text/stored-models';
import type { Network } from './network';
import { localised } from '../../text/language';

/** What a model without a known answer is asked about itself. */
export const QUESTION = 'Name three fruits.';
/** Tokens of the prompt that are used: on a slow device each is waited for. */
const PROMPT = 24;
/** Tokens that are generated, the most likely one each time. */
const TOKENS = 6;
/** Between two computations of the same: the order of sums may differ, on a GPU. */
const TWICE = 0.01;
/** Two tokens this near to each other may change places with the 8 bits of the other backend. */
const TIE = 1;
/** Bumped when the prompt or the number of tokens changes. */
const CACHE = 'decode-and-denoise-self-checks-1';
const NAMES: Readonly<Record<Backend, string>> = { webgpu: 'WebGPU', wasm: 'WASM' };

const recordSchema = v.object({ ids: v.array(v.number()) });

export interface Checked {
  readonly name: string;
  /** Tells the model from others, and its file from another of the same name. */
  readonly sha256: string;
  readonly backend: Backend;
  /** A prompt in the model's own form. */
  readonly promptIds: readonly number[];
}

interface Answer {
  readonly ids: readonly number[];
  /** Before each of `ids`. */
  readonly logits: readonly Float32Array[];
}

/**
 * @throws EngineError `unsupported-model` where a logit is NaN or infinite: nothing can be drawn
 *   from those; whatever a pass throws.
 */
export async function selfCheck(model: Network, checked: Checked): Promise<SelfCheck> {
  const prompt = checked.promptIds.slice(-PROMPT);
  const first = await greedy(model, prompt);
  if (!first.logits.every(finite))
    throw new EngineError(
      'unsupported-model',
      text.selfCheck.notFinite(checked.name, NAMES[checked.backend]),
      text.selfCheck.notFiniteHint,
    );
  const second = await greedy(model, prompt);
  const off = Math.max(...first.logits.map((logits, i) => apart(logits, second.logits[i])));
  if (!(off <= TWICE))
    return { ok: false, what: text.selfCheck.notTwice(localised(off.toPrecision(2))) };
  const twice = text.selfCheck.twice(TOKENS);
  const across = await compareBackends(first, checked);
  if (!across) return { ok: true, what: twice };
  return { ok: across.ok, what: `${twice}; ${across.what}` };
}

async function greedy(model: Network, prompt: readonly number[]): Promise<Answer> {
  const cache = model.emptyCache();
  const ids: number[] = [];
  const kept: Float32Array[] = [];
  try {
    let logits = await model.pass(prompt, cache);
    for (;;) {
      kept.push(logits.slice());
      const best = largest(logits);
      ids.push(best);
      if (ids.length === TOKENS || !finite(logits)) return { ids, logits: kept };
      logits = await model.pass([best], cache);
    }
  } finally {
    cache.dispose();
  }
}

/** Against what the other backend gave on this device; null where it has not run here. */
async function compareBackends(
  { ids, logits }: Answer,
  { sha256, backend }: Checked,
): Promise<SelfCheck | null> {
  const other: Backend = backend === 'wasm' ? 'webgpu' : 'wasm';
  const before = await recorded(sha256, other);
  await record(sha256, backend, ids);
  if (!before) return null;
  const name = NAMES[other];
  const at = ids.findIndex((id, i) => id !== before[i]);
  if (at < 0) return { ok: true, what: text.selfCheck.agrees(name, ids.length) };
  // The same tokens came before it: its logits can be compared.
  const seen = logits[at] as Float32Array;
  const gap = (seen[ids[at] as number] as number) - (seen[before[at] as number] ?? -Infinity);
  const say = gap <= TIE ? text.selfCheck.nearly : text.selfCheck.differs;
  return { ok: gap <= TIE, what: say(name, at + 1, localised(gap.toPrecision(2))) };
}

const addressOf = (sha256: string, backend: Backend) =>
  `https://self-check.invalid/${sha256}/${backend}`;

/** Browsers without a cache here (an insecure page, a private window) have no memory of it. */
async function recorded(sha256: string, backend: Backend): Promise<readonly number[] | null> {
  try {
    const found = await (await caches.open(CACHE)).match(addressOf(sha256, backend));
    const result = v.safeParse(recordSchema, await found?.json());
    return result.success ? result.output.ids : null;
  } catch {
    return null;
  }
}

async function record(sha256: string, backend: Backend, ids: readonly number[]): Promise<void> {
  try {
    await (await caches.open(CACHE)).put(addressOf(sha256, backend), Response.json({ ids }));
  } catch {
    // Nothing is lost but the comparison.
  }
}

function finite(logits: Float32Array): boolean {
  return logits.every(Number.isFinite);
}

function largest(logits: Float32Array): number {
  let best = 0;
  for (let id = 1; id < logits.length; id++)
    if ((logits[id] as number) > (logits[best] as number)) best = id;
  return best;
}

function apart(a: Float32Array, b: Float32Array | undefined): number {
  if (a.length !== b?.length) return Infinity;
  let most = 0;
  for (let id = 0; id < a.length; id++)
    most = Math.max(most, Math.abs((a[id] as number) - (b[id] as number)));
  return most;
}
