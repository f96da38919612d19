/** Starts the worker of a lane; the bundler finds the entry files by these addresses. */
import type { LoadOptions } from '../core/run/engine';
import type { LaneKind } from '../core/run/run';
import { WorkerEngine } from './client';

export function workerEngine(lane: LaneKind): WorkerEngine {
  return new WorkerEngine(lane, lane === 'language' ? languageWorker : diffusionWorker);
}

function languageWorker({ engine }: Pick<LoadOptions, 'engine'>): Worker {
  return engine === 'webllm'
    ? new Worker(new URL('./autoregression-webllm.worker.ts', import.meta.url), {
        type: 'module',
        name: 'webllm',
      })
    : new Worker(new URL('./autoregression-onnx.worker.ts', import.meta.url), {
        type: 'module',
        name: 'language',
      });
}

function diffusionWorker(): Worker {
  return new Worker(new URL('./diffusion.worker.ts', import.meta.url), {
    type: 'module',
    name: 'diffusion',
  });
}
