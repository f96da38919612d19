/**
 * What the processor can do: one core, then as many at once as an engine has threads. Each core is
 * a worker that computes in the same slots of time as the others; what they did is summed.
 */
import { EngineError } from '../../core/errors';
import type { ProbedDevice, ProbeName } from '../../core/bench/roofline';
import type { CoreKernel, Slot, Throughput } from './core';
import { text } from '../../text/roofline';

/** To a core's worker. */
export type CoreRequest =
  | { readonly type: 'open'; readonly bytes: number }
  | { readonly type: 'work'; readonly slot: Slot };
/** From it. */
export type CoreReply =
  | { readonly type: 'ready'; readonly kernels: readonly CoreKernel[] }
  | { readonly type: 'throughput'; readonly throughput: Throughput }
  | { readonly type: 'failed'; readonly message: string };

/** Slots that are counted; one before them brings the core up to speed and is not. */
const SLOTS = 5;
const SLOT_MS = 40;
/** Until all cores know what to do. */
const LEAD_MS = 6;
/** Of each core, larger than its share of any cache; all together at most `ALL`. */
const BYTES = 2 ** 26;
const ALL = 2 ** 28;

export class WorkerPool {
  private constructor(
    private readonly workers: readonly Worker[],
    private readonly kernels: readonly CoreKernel[],
  ) {}

  /**
   * @param start starts the worker of one core.
   * @throws EngineError `out-of-memory`, or `internal` where a worker does not start.
   */
  static async open(threads: number, start: () => Worker): Promise<WorkerPool> {
    const share = 2 ** Math.floor(Math.log2(ALL / threads));
    const bytes = Math.min(BYTES, share);
    const workers = Array.from({ length: threads }, start);
    try {
      const replies = await Promise.all(
        workers.map((worker) => ask(worker, { type: 'open', bytes })),
      );
      const kernels = replies.flatMap((reply) => (reply.type === 'ready' ? [reply.kernels] : []));
      return new WorkerPool(workers, kernels[0] ?? []);
    } catch (cause) {
      for (const worker of workers) worker.terminate();
      throw cause;
    }
  }

  /** The kernels that every core here has. */
  get names(): readonly ProbeName[] {
    return this.kernels;
  }

  /** @param threads how many of the pool compute at once */
  async probe(
    threads: number,
    now: () => number,
    onKernel: (name: ProbeName) => void,
  ): Promise<ProbedDevice> {
    const probes = [];
    for (const kernel of this.kernels) {
      onKernel(kernel);
      const samples: number[] = [];
      let right = true;
      for (let i = 0; i <= SLOTS; i++) {
        const at = now() + LEAD_MS;
        const slot = { kernel, at, until: at + SLOT_MS };
        const all = await this.#slot(threads, slot);
        right &&= all.every((throughput) => throughput.right);
        // Cores that end later than others count for the time that they took themselves.
        const rate = all.reduce((sum, { work, ms }) => sum + work / ms, 0) * 1000;
        if (i > 0) samples.push(rate);
      }
      probes.push({ name: kernel, samples: right ? samples : [], right });
    }
    return { backend: 'wasm', adapter: null, threads, probes, how: how(threads) };
  }

  close(): void {
    for (const worker of this.workers) worker.terminate();
  }

  async #slot(threads: number, slot: Slot): Promise<Throughput[]> {
    const replies = await Promise.all(
      this.workers.slice(0, threads).map((worker) => ask(worker, { type: 'work', slot })),
    );
    return replies.flatMap((reply) => (reply.type === 'throughput' ? [reply.throughput] : []));
  }
}

function how(threads: number): string {
  const cores = threads === 1 ? 'one core' : `${threads} cores at once`;
  return `WASM SIMD kernels on ${cores}, ${SLOTS} intervals of ${SLOT_MS} ms, every result checked.`;
}

function ask(worker: Worker, request: CoreRequest): Promise<CoreReply> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<CoreReply>) => {
      if (data.type === 'failed') reject(EngineError.from(new Error(data.message)));
      else resolve(data);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new EngineError('internal', text.core(event.message ?? '')));
    };
    worker.postMessage(request);
  });
}
