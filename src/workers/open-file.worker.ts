/** Opens saved runs off the page's own thread: a file may come from anyone, and be large. */
import '../trusted';
import { EngineError } from '../core/errors';
import { unpackRun } from '../state/saved/file';
import type { OpenReply } from './open-file';

async function open(file: Blob): Promise<OpenReply> {
  try {
    return { opened: await unpackRun(file) };
  } catch (cause) {
    return { error: EngineError.from(cause).toWire() };
  }
}

self.onmessage = async ({ data }: MessageEvent<Blob>) => {
  const reply = await open(data);
  // Handed over, not copied: a long run's tensors are tens of megabytes.
  self.postMessage(reply, { transfer: [...buffersIn(reply)] });
};

/** The memory of every tensor in a value. */
function buffersIn(value: unknown, found = new Set<ArrayBuffer>()): Set<ArrayBuffer> {
  if (ArrayBuffer.isView(value)) {
    if (value.buffer instanceof ArrayBuffer) found.add(value.buffer);
  } else if (typeof value === 'object' && value !== null)
    for (const one of Object.values(value)) buffersIn(one, found);
  return found;
}
