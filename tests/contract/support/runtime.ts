import type { BackendChoice } from '../../../src/core/run/engine';
import type { RuntimeAnswer } from './runtime.worker';

/** `y = x * x` over three numbers, as ONNX. */
const SQUARE =
  'CAgSADo1Cg4KAXgKAXgSAXkiA011bBIBZ1oPCgF4EgoKCAgBEgQKAggDYg8KAXkSCgoICAESBAoCCANCBAoAEBE=';

export const withJspi = () =>
  new Worker(new URL('./runtime.worker.ts', import.meta.url), { type: 'module' });

export const withoutJspi = () =>
  new Worker(new URL('./no-jspi.worker.ts', import.meta.url), { type: 'module' });

export const withoutSharedMemory = () =>
  new Worker(new URL('./no-shared-memory.worker.ts', import.meta.url), { type: 'module' });

/** What the runtime does in an ES-module worker. @throws Error with what the worker threw. */
export function squareIn(start: () => Worker, choice: BackendChoice): Promise<RuntimeAnswer> {
  const worker = start();
  return new Promise<RuntimeAnswer>((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<RuntimeAnswer | string>) =>
      typeof data === 'string' ? reject(new Error(data)) : resolve(data);
    worker.onerror = (event) => reject(new Error(event.message || 'the worker did not start'));
    worker.postMessage({ choice, graph: Uint8Array.from(atob(SQUARE), (c) => c.charCodeAt(0)) });
  }).finally(() => worker.terminate());
}
