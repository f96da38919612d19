/** How long the page waits for an engine that was told to stop. */
import { EngineError } from '../../core/errors';
import { text } from '../../text/errors';
import type { Environment } from './environment';

/** Milliseconds. A pass may take longer; but Stop means now, and a load from this device is quick. */
const ABORT_TIMEOUT = 2000;

/**
 * Waits for an engine's answer; after an abort only so long.
 * @param onGiveUp called when the engine did not stop in time, before the rejection
 * @param silence fires when nothing is waited for any more; with what is thrown then
 * @throws EngineError `aborted` when it did not; else what the answer rejects with
 */
export async function withAbortTimeout<T>(
  answer: Promise<T>,
  signal: AbortSignal,
  environment: Pick<Environment, 'wait'>,
  onGiveUp: () => void = () => undefined,
  silence?: AbortSignal,
): Promise<T> {
  const settled = new AbortController();
  const gaveUp = new Promise<never>((_, reject) => {
    const count = async () => {
      await environment.wait(ABORT_TIMEOUT);
      if (settled.signal.aborted) return;
      onGiveUp();
      reject(new EngineError('aborted', text.stopped));
    };
    const silent = () => reject(silence?.reason as EngineError);
    if (silence?.aborted) silent();
    else silence?.addEventListener('abort', silent, { signal: settled.signal });
    if (signal.aborted) void count();
    else signal.addEventListener('abort', () => void count(), { signal: settled.signal });
  });
  try {
    return await Promise.race([answer, gaveUp]);
  } finally {
    settled.abort();
  }
}
