import '../trusted';
import { measureRoofline } from '../engines/roofline/measure';
import type { RooflineReply, RooflineRequest } from './roofline-protocol';

const send = (reply: RooflineReply) => self.postMessage(reply);

self.onmessage = async ({ data }: MessageEvent<RooflineRequest>) => {
  const environment = {
    core: () =>
      new Worker(new URL('./roofline-core.worker.ts', import.meta.url), { type: 'module' }),
    now: () => performance.timeOrigin + performance.now(),
  };
  const roofline = await measureRoofline(data.threads, environment, (progress) =>
    send({ type: 'progress', progress }),
  );
  send({ type: 'measured', roofline });
};
