/** How long the page waits for an engine that was told to stop. */
import { EngineError } from '../../core/errors';
import type { Environment } from './environment';

/** Milliseconds. */
const ABORT_TIMEOUT = 5000;

/**
 * Waits for an engine's answer; after an abort only so long.
 * @param onGiveUp called when the engine did not stop in time, before the rejection
 * @throws EngineError `aborted` when it did not; else what the answer rejects with
 */
export async function withAbortTimeout<T>(
  answer: Promise<T>,
  signal: AbortSignal,
  environment: Pick<Environment, 'wait'>,
  onGiveUp: () => void = () => undefined,
): Promise<T> {
  const settled = new AbortController();
  const gaveUp = new Promise<never>((_, reject) => {
    const count = async () => {
      await environment.wait(ABORT_TIMEOUT);
      if (settled.signal.aborted) return;
      onGiveUp();
      reject(new EngineError('aborted', 'Stopped.'));
    };
    if (signal.aborted) void count();
    else signal.addEventListener('abort', () => void count(), { signal: settled.signal });
  });
  try {
    return await Promise.race([answer, gaveUp]);
  } finally {
    settled.abort();
  }
}
