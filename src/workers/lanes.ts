/** Starts the worker of a lane; the bundler finds the two entry files by these addresses. */
import type { LaneKind } from '../core/run';
import { WorkerEngine } from './client';

export function workerEngine(lane: LaneKind): WorkerEngine {
  return new WorkerEngine(lane, () =>
    lane === 'language'
      ? new Worker(new URL('./lm.worker.ts', import.meta.url), { type: 'module', name: lane })
      : new Worker(new URL('./diffusion.worker.ts', import.meta.url), {
          type: 'module',
          name: lane,
        }),
  );
}
