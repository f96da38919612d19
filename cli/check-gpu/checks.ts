/** What `npm run check:gpu` asks of a loaded engine, in its worker. */
import type { Network } from '../../src/engines/autoregression/network';

/** Between two ways of cutting the same tokens into passes, in logits. */
const SAME = 0.01;
/** Prime, so that passes begin everywhere in the kernels' blocks. */
const CUT = 29;
/** Milliseconds after which a lost GPU should have been noticed. */
const NOTICED = 10_000;

/** The same tokens in the engine's own passes and in passes of `CUT`. */
export interface LongContext {
  readonly tokens: number;
  /** Largest difference of a logit after the last token; null where one is no number. */
  readonly apart: number | null;
  readonly ok: boolean;
}

/** @param ids of a prompt, which is repeated. */
export async function checkLongContext(
  model: Network,
  ids: readonly number[],
  tokens: number,
): Promise<LongContext> {
  const all = Array.from({ length: tokens }, (_, i) => ids[i % ids.length] ?? 0);
  const [own, cut] = [model.emptyCache(), model.emptyCache()];
  try {
    const once = (await model.pass(all, own)).slice();
    let again = new Float32Array();
    for (let at = 0; at < tokens; at += CUT)
      again = Float32Array.from(await model.pass(all.slice(at, at + CUT), cut));
    const apart = once.reduce(
      (most, x, i) => most + Math.max(0, Math.abs(x - (again[i] ?? NaN)) - most),
      0,
    );
    const known = Number.isFinite(apart) && once.length > 0;
    return { tokens, apart: known ? apart : null, ok: known && apart <= SAME };
  } finally {
    own.dispose();
    cut.dispose();
  }
}

/** Milliseconds of each of so many passes, after one that is not counted. */
export async function timed(pass: () => Promise<unknown>, count: number): Promise<number[]> {
  const times: number[] = [];
  for (let i = -1; i < count; i++) {
    const begin = performance.now();
    await pass();
    if (i >= 0) times.push(performance.now() - begin);
  }
  return times;
}

/**
 * Takes the GPU away and waits until the engine says so: a pass would otherwise never end.
 * @param lost the engine's own signal.
 */
export async function noticesLoss(device: GPUDevice, lost: AbortSignal): Promise<boolean> {
  device.destroy();
  const end = performance.now() + NOTICED;
  while (!lost.aborted && performance.now() < end)
    await new Promise((done) => setTimeout(done, 20));
  return lost.aborted;
}
