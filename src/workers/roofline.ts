/** The page's side of the roofline: measured in a worker of its own, which ends with the answer. */
import { EngineError } from '../core/errors';
import type { Roofline, RooflineProgress } from '../core/bench/roofline';
import { workerName } from './entry';
import type { RooflineReply, RooflineRequest } from './roofline-protocol';
import { text } from '../text/roofline';

/**
 * @param threads cores that compute at once, beside one alone.
 * @throws EngineError `aborted` at once when the signal fires, `model-fetch` when the worker's
 *   program does not arrive, `internal` when it breaks. What a device refuses is in the result.
 */
export async function measureRoofline(
  threads: number,
  onProgress: (progress: RooflineProgress) => void,
  signal: AbortSignal,
): Promise<Roofline> {
  const worker = new Worker(new URL('./roofline.worker.ts', import.meta.url), {
    type: 'module',
    name: workerName('roofline'),
  });
  try {
    return await new Promise<Roofline>((resolve, reject) => {
      const stop = () => reject(new EngineError('aborted', text.stopped));
      if (signal.aborted) stop();
      signal.addEventListener('abort', stop, { once: true });
      worker.onmessage = ({ data }: MessageEvent<RooflineReply>) => {
        if (data.type === 'progress') onProgress(data.progress);
        else resolve(data.roofline);
      };
      worker.onerror = (event) => {
        event.preventDefault();
        reject(
          event instanceof ErrorEvent
            ? new EngineError('internal', text.brokeOff(event.message))
            : new EngineError('model-fetch', text.notFetched, text.notFetchedHint),
        );
      };
      worker.postMessage({ threads } satisfies RooflineRequest);
    });
  } finally {
    worker.terminate();
  }
}
