/** The page's side of the worker that keeps models: a call is a promise, with progress and a stop. */
import { EngineError } from '../../core/errors';
import { fromHubWire, HubError, type HubProgress, type ModelsService, type Task } from '../../hub';
import type { CallName, ModelsReply, ModelsRequest, Opening } from './protocol';
import { text } from '../../text/hub';

interface Waiting {
  readonly task: Task;
  resolve(value: unknown): void;
  reject(cause: Error): void;
}

/** @param start starts `models.worker.ts`, with the first call and again after it broke. */
export function modelsClient(start: () => Worker, opening: Opening): ModelsService {
  const waiting = new Map<number, Waiting>();
  let worker: Worker | null = null;
  let calls = 0;

  function started(): Worker {
    if (worker) return worker;
    const fresh = start();
    worker = fresh;
    fresh.onmessage = ({ data }: MessageEvent<ModelsReply>) => take(data);
    fresh.onerror = (event) => {
      event.preventDefault();
      worker = null;
      fresh.terminate();
      for (const { reject } of waiting.values()) reject(broken(event));
      waiting.clear();
    };
    fresh.postMessage({ type: 'open', opening } satisfies ModelsRequest);
    return fresh;
  }

  function take(reply: ModelsReply): void {
    const call = waiting.get(reply.id);
    if (!call) return;
    if (reply.type === 'progress') {
      call.task.onProgress?.(reply.progress satisfies HubProgress);
      return;
    }
    waiting.delete(reply.id);
    if (reply.type === 'done') call.resolve(reply.value);
    else call.reject(fromHubWire(reply.error));
  }

  function call(name: CallName, given: readonly unknown[]): Promise<unknown> {
    const task = given.at(-1) as Task;
    const args = given.slice(0, -1);
    const id = ++calls;
    return new Promise((resolve, reject) => {
      if (task.signal.aborted) return reject(new HubError('stopped', text.stopped));
      waiting.set(id, { task, resolve, reject });
      const to = started();
      to.postMessage({ type: 'call', id, name, args } satisfies ModelsRequest);
      // It answers when it has stopped: what arrived until then is written.
      const stop = () => to.postMessage({ type: 'stop', id } satisfies ModelsRequest);
      task.signal.addEventListener('abort', stop, { once: true });
    });
  }

  return new Proxy({} as ModelsService, {
    get:
      (_, name: CallName) =>
      (...args: unknown[]) =>
        call(name, args),
  });
}

function broken(event: Event): EngineError {
  return event instanceof ErrorEvent
    ? new EngineError('internal', text.worker.broke(event.message), text.worker.tryAgain)
    : new EngineError('model-fetch', text.worker.notFetched, text.worker.notFetchedHint);
}
