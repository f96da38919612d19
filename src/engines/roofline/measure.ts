/** The roofline of this device: the GPU where there is one, then the processor. */
import { EngineError } from '../../core/errors';
import type {
  ProbedDevice,
  ProbeName,
  Roofline,
  RooflineProgress,
} from '../../core/bench/roofline';
import { WorkerPool } from './worker-pool';
import { Gpu } from './gpu';
import { probeGpu } from './gpu-probes';
import { text } from '../../text/roofline';

export interface RooflineEnvironment {
  /** Starts a worker that serves one core (`core.ts`). */
  core(): Worker;
  /** Milliseconds since the Unix epoch, of the clock that all workers share. */
  now(): number;
}

const GPU_PROBES = 7;
const CORE_PROBES = 6;

/**
 * Never throws: what could not be measured is in `refused`, and the other device is measured still.
 * @param threads cores at once, beside one alone
 */
export async function measureRoofline(
  threads: number,
  environment: RooflineEnvironment,
  onProgress: (progress: RooflineProgress) => void,
): Promise<Roofline> {
  const sizes = threads > 1 ? [1, threads] : [1];
  const total = GPU_PROBES + CORE_PROBES * sizes.length;
  let done = 0;
  const devices: ProbedDevice[] = [];
  const refused: Roofline['refused'][number][] = [];
  const refuse = (backend: ProbedDevice['backend'], cause: unknown) => {
    refused.push({ backend, error: EngineError.from(cause).toWire() });
  };
  const report = (where: string) => (name: ProbeName) => {
    onProgress({ done: Math.min(done++, total), total, label: text.now(where, text.probes[name]) });
  };

  try {
    const gpu = await Gpu.open(environment.now);
    try {
      devices.push(await probeGpu(gpu, environment.now, report(text.gpu)));
    } finally {
      gpu.close();
    }
  } catch (cause) {
    refuse('webgpu', cause);
  }
  done = GPU_PROBES;

  try {
    const pool = await WorkerPool.open(threads, environment.core);
    try {
      for (const [i, cores] of sizes.entries()) {
        done = GPU_PROBES + i * CORE_PROBES;
        devices.push(await pool.probe(cores, environment.now, report(text.cores(cores))));
      }
    } finally {
      pool.close();
    }
  } catch (cause) {
    refuse('wasm', cause);
  }
  onProgress({ done: total, total, label: text.done });
  return { devices, refused };
}
