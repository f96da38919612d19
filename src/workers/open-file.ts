/** The page's side of opening a saved run in a worker of its own, which ends with the answer. */
import { EngineError, type WireError } from '../core/errors';
import type { Opened } from '../state/saved/file';

export type OpenReply = { readonly opened: Opened } | { readonly error: WireError };

/**
 * As `unpackRun`, without keeping the page from anything meanwhile.
 * @param here opens it on this thread, where no worker can be had
 * @throws EngineError `bad-input` with the reason, on a file that holds no run
 */
export async function openApart(
  file: Blob,
  here: (file: Blob) => Promise<Opened>,
): Promise<Opened> {
  const worker = new Worker(new URL('./open-file.worker.ts', import.meta.url), {
    type: 'module',
    name: 'open-file',
  });
  try {
    const reply = await new Promise<OpenReply | null>((resolve) => {
      worker.onmessage = ({ data }: MessageEvent<OpenReply>) => resolve(data);
      // Its program did not come, or it ran out of memory.
      worker.onerror = (event) => {
        event.preventDefault();
        resolve(null);
      };
      worker.onmessageerror = () => resolve(null);
      worker.postMessage(file);
    });
    if (!reply) return await here(file);
    if ('error' in reply) throw EngineError.fromWire(reply.error);
    return reply.opened;
  } finally {
    worker.terminate();
  }
}
