/** One forward pass at a time: where a pass waits for the lock, and where Stop takes effect. */
import { EngineError, throwIfAborted } from '../../core/errors';
import type { Pass, Policy } from '../../core/run/run';
import { text } from '../../text/engines';

/** Name of the Web Lock that a pass holds. */
export const PASS_LOCK = 'decode-and-denoise/forward-pass';

/**
 * Runs one forward pass. Lets this worker's messages in first, so that an abort sent during the
 * last pass is seen before the next (a WASM pass never returns to the event loop by itself).
 * Under `turns` the pass waits for a Web Lock that all workers of this origin share; locks are
 * granted in the order of asking, so lanes alternate.
 * @throws EngineError `aborted` once the signal has fired; `bad-input` for `turns` without locks.
 */
export async function withPassLock<T>(
  policy: Policy,
  signal: AbortSignal,
  pass: () => T | Promise<T>,
): Promise<T> {
  await messagesIn();
  throwIfAborted(signal);
  if (policy !== 'turns') return pass();
  if (!navigator.locks)
    throw new EngineError('bad-input', text.runtime.noLocks, text.runtime.noLocksHint);
  try {
    return await navigator.locks.request(PASS_LOCK, { signal }, async () => {
      throwIfAborted(signal);
      return await pass();
    });
  } catch (cause) {
    throwIfAborted(signal);
    throw cause;
  }
}

/**
 * Times forward passes of a run: each waits as `withPassLock` does, and its time is that of the work
 * alone.
 * @param clock milliseconds on the run's own
 */
export function timedPasses(policy: Policy, signal: AbortSignal, clock: () => number) {
  return <T>(kind: Pass['kind'], size: number, work: () => Promise<T>) =>
    withPassLock(policy, signal, async () => {
      const start = clock();
      const result = await work();
      const pass: Pass = { kind, start, ms: clock() - start, size };
      return { result, pass };
    });
}

const waiting: (() => void)[] = [];
let channel: MessageChannel | null = null;

/** One turn of the event loop, in microseconds where `setTimeout` takes 4 ms. */
function messagesIn(): Promise<void> {
  if (!channel) {
    channel = new MessageChannel();
    channel.port1.onmessage = () => waiting.shift()?.();
  }
  const { port2 } = channel;
  return new Promise((resolve) => {
    waiting.push(resolve);
    port2.postMessage(null);
  });
}
