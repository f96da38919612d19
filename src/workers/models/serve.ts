/** The worker's side of the models: what is on this device, and what is fetched. */
import { HubStore, toHubWire } from '../../hub';
import type { ModelsReply, ModelsRequest } from './protocol';
import { modelsService } from './service';
import type { ModelsService, Task } from '../../hub';

type Call = (...args: unknown[]) => Promise<unknown>;

const stops = new Map<number, AbortController>();
let service: Promise<ModelsService> | null = null;

const send = (reply: ModelsReply) => self.postMessage(reply);

async function call(id: number, name: keyof ModelsService, args: readonly unknown[]) {
  const stop = new AbortController();
  stops.set(id, stop);
  const task: Task = {
    signal: stop.signal,
    onProgress: (progress) => send({ id, type: 'progress', progress }),
  };
  try {
    if (!service) throw new Error('called before it was opened');
    const work = (await service)[name] as Call;
    send({ id, type: 'done', value: await work(...args, task) });
  } catch (cause) {
    send({ id, type: 'failed', error: toHubWire(cause) });
  } finally {
    stops.delete(id);
  }
}

self.onmessage = ({ data }: MessageEvent<ModelsRequest>) => {
  switch (data.type) {
    case 'open': {
      const { hub, folder } = data.opening;
      service = HubStore.open(hub, folder ? { folder } : {}).then((store) =>
        modelsService(hub, store),
      );
      return;
    }
    case 'call':
      void call(data.id, data.name, data.args);
      return;
    case 'stop':
      stops.get(data.id)?.abort();
      return;
    default:
      data satisfies never;
  }
};
