/** What the picture engine's tests share: where the models are, a load, a run. */
import type { DiffusionSpec, DiffusionTrace } from '../../../src/core/diffusion/spec';
import { siteModel } from '../../../src/core/model';
import type { BackendChoice, Engine, LoadOptions } from '../../../src/core/run/engine';
import type { RunEvent } from '../../../src/core/run/run';
import { append, type Trace } from '../../../src/core/run/trace';

const root = (folder: string) => new URL(folder, location.origin).href;

export interface Where {
  readonly model: string;
  readonly baseUrl: string;
  /** Side of its pictures in pixels. */
  readonly size: number;
}

/** The real model, embedded in the site. */
export const EMOJI: Where = { model: 'emoji-denoiser', baseUrl: root('/'), size: 64 };
/** A model of the same form with a few thousand weights, made by `models/`. */
export const TINY: Where = { model: 'tiny-denoiser', baseUrl: root('/tests/fixtures/'), size: 16 };

export const never = new AbortController().signal;

export function options(
  { model, baseUrl }: Where,
  backend: BackendChoice,
  threads = 2,
): LoadOptions {
  return {
    mechanism: 'diffusion',
    model: siteModel(model),
    runtime: 'onnxruntime',
    needs: [],
    ...{ baseUrl, backend, threads },
  };
}

export function picture(changes: Partial<DiffusionSpec> = {}): DiffusionSpec {
  return {
    mechanism: 'diffusion',
    lane: 'b',
    runId: crypto.randomUUID(),
    seed: 7,
    policy: 'alone',
    epoch: performance.timeOrigin + performance.now(),
    prompt: 'a green dragon',
    sampler: 'dpmpp2m',
    schedule: 'karras',
    steps: 4,
    guidance: 3,
    style: 0,
    ...changes,
  };
}

/** Runs to the end; the stream's rules are checked on the way. */
export async function traceOf(
  engine: Engine,
  spec: DiffusionSpec,
  onEvent: (event: RunEvent) => void = () => undefined,
  signal: AbortSignal = never,
): Promise<DiffusionTrace> {
  let trace: Trace | null = null;
  for await (const event of engine.run(spec, signal)) {
    trace = append(trace, event);
    onEvent(event);
  }
  if (!trace?.end) throw new Error('the run has no end');
  return trace as DiffusionTrace;
}

/** The picture: the last step's predicted x0. */
export function last(trace: DiffusionTrace): Float32Array {
  const step = trace.results.at(-1);
  if (!step) throw new Error(`no steps: ${JSON.stringify(trace.end)}`);
  return step.denoised;
}

/** Mean absolute difference. */
export function apart(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs((a[i] ?? NaN) - (b[i] ?? NaN));
  return sum / a.length;
}
