/**
 * What the processor can do: one core, then as many at once as an engine has threads. Each core is
 * a worker that computes in the same stretches of time as the others; what they did is summed.
 */
import { EngineError } from '../../core/errors';
import type { ProbedDevice, ProbeName } from '../../core/bench/roofline';
import type { CoreKernel, Shift, Tally } from './core';

/** To a core's worker. */
export type CoreRequest =
  | { readonly type: 'open'; readonly bytes: number }
  | { readonly type: 'work'; readonly shift: Shift };
/** From it. */
export type CoreReply =
  | { readonly type: 'ready'; readonly kernels: readonly CoreKernel[] }
  | { readonly type: 'tally'; readonly tally: Tally }
  | { readonly type: 'failed'; readonly message: string };

/** Stretches that are counted; one before them brings the core up to speed and is not. */
const STRETCHES = 5;
const STRETCH_MS = 40;
/** Until all cores know what to do. */
const LEAD_MS = 6;
/** Of each core, larger than its share of any cache; all together at most `ALL`. */
const BYTES = 2 ** 26;
const ALL = 2 ** 28;

export class Crew {
  private constructor(
    private readonly workers: readonly Worker[],
    private readonly kernels: readonly CoreKernel[],
  ) {}

  /**
   * @param start starts the worker of one core.
   * @throws EngineError `out-of-memory`, or `internal` where a worker does not start.
   */
  static async open(threads: number, start: () => Worker): Promise<Crew> {
    const share = 2 ** Math.floor(Math.log2(ALL / threads));
    const bytes = Math.min(BYTES, share);
    const workers = Array.from({ length: threads }, start);
    try {
      const replies = await Promise.all(
        workers.map((worker) => ask(worker, { type: 'open', bytes })),
      );
      const kernels = replies.flatMap((reply) => (reply.type === 'ready' ? [reply.kernels] : []));
      return new Crew(workers, kernels[0] ?? []);
    } catch (cause) {
      for (const worker of workers) worker.terminate();
      throw cause;
    }
  }

  /** The kernels that every core here has. */
  get names(): readonly ProbeName[] {
    return this.kernels;
  }

  /** @param threads how many of the crew compute at once */
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
      for (let i = 0; i <= STRETCHES; i++) {
        const at = now() + LEAD_MS;
        const shift = { kernel, at, until: at + STRETCH_MS };
        const tallies = await this.#shift(threads, shift);
        right &&= tallies.every((tally) => tally.right);
        // Cores that end later than others count for the time that they took themselves.
        const rate = tallies.reduce((sum, { work, ms }) => sum + work / ms, 0) * 1000;
        if (i > 0) samples.push(rate);
      }
      probes.push({ name: kernel, samples: right ? samples : [], right });
    }
    return { backend: 'wasm', adapter: null, threads, probes, how: how(threads) };
  }

  close(): void {
    for (const worker of this.workers) worker.terminate();
  }

  async #shift(threads: number, shift: Shift): Promise<Tally[]> {
    const replies = await Promise.all(
      this.workers.slice(0, threads).map((worker) => ask(worker, { type: 'work', shift })),
    );
    return replies.flatMap((reply) => (reply.type === 'tally' ? [reply.tally] : []));
  }
}

function how(threads: number): string {
  const cores = threads === 1 ? 'one core' : `${threads} cores at once`;
  return `WASM SIMD kernels on ${cores}, ${STRETCHES} stretches of ${STRETCH_MS} ms, every result checked.`;
}

function ask(worker: Worker, request: CoreRequest): Promise<CoreReply> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<CoreReply>) => {
      if (data.type === 'failed') reject(EngineError.from(new Error(data.message)));
      else resolve(data);
    };
    worker.onerror = (event) => {
      event.preventDefault();
      reject(new EngineError('internal', `A core could not be measured. ${event.message ?? ''}`));
    };
    worker.postMessage(request);
  });
}
