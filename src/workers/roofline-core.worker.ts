/** One core of the roofline's pool. */
import '../trusted';
import { Core } from '../engines/roofline/core';
import type { CoreReply, CoreRequest } from '../engines/roofline/worker-pool';

const now = () => performance.timeOrigin + performance.now();
let core: Core | null = null;

async function answer(request: CoreRequest): Promise<CoreReply> {
  try {
    if (request.type === 'open') {
      core = await Core.open(request.bytes);
      return { type: 'ready', kernels: core.names };
    }
    if (!core) return { type: 'failed', message: 'The core has no memory yet.' };
    return { type: 'throughput', throughput: core.work(request.slot, now) };
  } catch (cause) {
    return { type: 'failed', message: cause instanceof Error ? cause.message : String(cause) };
  }
}

self.onmessage = async ({ data }: MessageEvent<CoreRequest>) => {
  self.postMessage(await answer(data));
};
