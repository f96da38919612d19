import '../trusted';
import { begin } from './entry';
import type { RooflineReply, RooflineRequest } from './roofline-protocol';

const send = (reply: RooflineReply) => self.postMessage(reply);

void begin(async () => {
  const { measureRoofline } = await import('../engines/roofline/measure');
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
});
