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
  self.postMessage(await open(data));
};
