/** Runs a graph of one product in a worker, as an engine would; the test reads what it posts. */
import { chooseBackend } from '../../../src/engines/runtime/backend';
import { createSession, loadOrt, RUNTIME, Tensor } from '../../../src/engines/runtime/ort';
import { keepWorkers } from '../../../src/engines/runtime/start';
import type { BackendChoice } from '../../../src/core/run/engine';

export interface RuntimeAnswer {
  readonly backend: string;
  readonly software: boolean | null;
  readonly threads: number;
  readonly isolated: boolean;
  /** Workers of threads that this worker holds on to. */
  readonly kept: number;
  readonly runtime: string;
  readonly values: number[];
  readonly location: string;
  /** Addresses of everything that this worker fetched. */
  readonly fetched: string[];
}

self.onmessage = async ({ data }: MessageEvent<{ choice: BackendChoice; graph: Uint8Array }>) => {
  try {
    const { backend, adapter } = await chooseBackend(data.choice);
    const { threads } = await loadOrt(backend, 2);
    const session = await createSession(data.graph, [], { backend, gpuOutputs: ['y'] });
    const x = new Tensor('float32', Float32Array.of(1, 2, 3), [3]);
    const { y } = await session.run({ x });
    const location = y?.location ?? '';
    const values = (await y?.getData()) as Float32Array;
    const answer: RuntimeAnswer = {
      backend,
      software: adapter?.software ?? null,
      threads,
      isolated: crossOriginIsolated,
      kept: keepWorkers({}).length,
      runtime: RUNTIME,
      values: [...values],
      location,
      fetched: performance.getEntriesByType('resource').map((entry) => entry.name),
    };
    self.postMessage(answer);
  } catch (error) {
    self.postMessage(String(error));
  }
};
