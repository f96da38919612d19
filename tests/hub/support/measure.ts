/** The page of `npm run measure:download`: a store in a worker, for the script outside to drive. */
import type { Answer, Calls } from './store.worker';

export interface Measured {
  /** Bytes, as last told. */
  loaded: number;
  call<N extends keyof Calls>(name: N, ...args: Parameters<Calls[N]>): ReturnType<Calls[N]>;
}

const worker = new Worker(new URL('./store.worker.ts', import.meta.url), { type: 'module' });
const ends = new Map<number, (answer: Exclude<Answer, { progress: unknown }>) => void>();
const measured: Measured = {
  loaded: 0,
  call: (name, ...args) =>
    new Promise((resolve, reject) => {
      const id = ends.size;
      ends.set(id, (answer) => {
        if ('failure' in answer) reject(new Error(JSON.stringify(answer.failure)));
        else resolve(answer.value as never);
      });
      worker.postMessage({ id, name, args });
    }) as never,
};
worker.onmessage = ({ data }: MessageEvent<Answer>) => {
  if ('progress' in data) measured.loaded = data.progress.loaded;
  else ends.get(data.id)?.(data);
};
Object.assign(globalThis, { measured });
