/** What a headless run leaves behind, all computed from the traces of its saved run. */
import { PNG } from 'pngjs';
import { toRgba } from '../../src/core/image';
import { diffusionMetrics, languageMetrics } from '../../src/core/run/metrics';
import type { AdapterInfo, Backend, Pass } from '../../src/core/run/run';
import { textOf, type Trace } from '../../src/core/run/trace';

const REPORT_VERSION = 1;

/** The contents of run.json. Times in milliseconds; `null` is what the run did not get to. */
export interface RunReport {
  readonly version: typeof REPORT_VERSION;
  readonly prompt: string;
  readonly seed: number;
  /** WASM threads of the language lane, else of the diffusion lane; 0 when both are on WebGPU. */
  readonly threads: number;
  readonly backend: { readonly lm: Backend; readonly diffusion: Backend };
  readonly adapter: Pick<AdapterInfo, 'vendor' | 'architecture' | 'software'> | null;
  /** Did the loaded model reproduce its golden output on this device? */
  readonly knownAnswer: { readonly lm: boolean; readonly diffusion: boolean };
  readonly promptIds: readonly number[];
  readonly text: string;
  /** `logprob` and `entropy` are the model's, before the sampler, in nats; `ms` is the pass. */
  readonly tokens: readonly {
    readonly id: number;
    readonly text: string;
    readonly logprob: number;
    readonly entropy: number;
    readonly ms: number;
  }[];
  /** `ms` is the sum of the step's passes. */
  readonly steps: readonly {
    readonly index: number;
    readonly sigma: number;
    readonly nfe: number;
    readonly ms: number;
  }[];
  readonly metrics: {
    readonly ttftMs: number | null;
    readonly prefillTokensPerSecond: number | null;
    readonly decodeTokensPerSecond: number | null;
    readonly msPerStep: number | null;
    readonly imageMs: number | null;
  };
}

export interface Lanes {
  readonly lm: Trace;
  readonly diffusion: Trace;
}

/** @throws Error when the run lacks one of its lanes. */
export function lanesOf(traces: readonly Trace[]): Lanes {
  const lm = traces.find((trace) => trace.lane === 'language');
  const diffusion = traces.find((trace) => trace.lane === 'diffusion');
  if (lm && diffusion) return { lm, diffusion };
  throw new Error(`The run has no ${lm ? 'diffusion' : 'language'} lane.`);
}

export function runReport({ lm, diffusion }: Lanes): RunReport {
  const adapter = lm.engine.adapter ?? diffusion.engine.adapter;
  const language = languageMetrics(lm);
  const picture = diffusionMetrics(diffusion);
  return {
    version: REPORT_VERSION,
    prompt: diffusion.spec.prompt,
    seed: diffusion.spec.seed,
    threads: lm.engine.threads || diffusion.engine.threads,
    backend: { lm: lm.engine.backend, diffusion: diffusion.engine.backend },
    adapter: adapter && {
      vendor: adapter.vendor,
      architecture: adapter.architecture,
      software: adapter.software,
    },
    knownAnswer: { lm: lm.engine.knownAnswer.ok, diffusion: diffusion.engine.knownAnswer.ok },
    promptIds: lm.prompt?.ids ?? [],
    text: textOf(lm),
    tokens: lm.tokens.map(({ id, text, logprob, entropy, pass }) => ({
      id,
      text,
      logprob,
      entropy,
      ms: pass.ms,
    })),
    steps: diffusion.steps.map(({ index, sigma, nfe, passes }) => ({
      index,
      sigma,
      nfe,
      ms: passes.reduce((sum: number, pass: Pass) => sum + pass.ms, 0),
    })),
    metrics: {
      ttftMs: language.ttftMs,
      prefillTokensPerSecond: language.prefillTokensPerSecond,
      decodeTokensPerSecond: language.decodeTokensPerSecond,
      msPerStep: picture.msPerStep,
      imageMs: picture.imageMs,
    },
  };
}

/** Why this run is no success, one sentence each; empty when both lanes finished and are right. */
export function complaints({ lm, diffusion }: Lanes): string[] {
  return [lm, diffusion].flatMap(({ lane, end, engine }) => {
    const list: string[] = [];
    if (end?.type === 'error') list.push(`The ${lane} lane failed: ${end.error.message}`);
    else if (end?.type !== 'done') list.push(`The ${lane} lane did not finish.`);
    const { ok, worst, tolerance, what } = engine.knownAnswer;
    if (!ok)
      list.push(
        `The ${lane} model does not match its known answer on this device (${what}): ` +
          `off by ${worst}, at most ${tolerance} is right. Its output is not to be trusted.`,
      );
    return list;
  });
}

/** The picture: predicted x0 of the last step, at its own size. @throws Error without a step. */
export function imagePng(trace: Trace): Buffer {
  const last = trace.steps.at(-1);
  if (!last) throw new Error('There is no step to make a picture of.');
  const size = sideOf(last.denoised);
  const png = new PNG({ width: size, height: size });
  put(png, toRgba(last.denoised), size, 0, 0);
  return PNG.sync.write(png);
}

/**
 * One column a step, first step left. Upper row: the sample x before the step, scaled to unit
 * variance as in the page; lower row: predicted x0. @throws Error without a step.
 */
export function filmstripPng(trace: Trace): Buffer {
  const first = trace.steps[0];
  if (!first) throw new Error('There is no step to make a filmstrip of.');
  const size = sideOf(first.x);
  const png = new PNG({ width: size * trace.steps.length, height: size * 2 });
  trace.steps.forEach((step, i) => {
    put(png, toRgba(step.x, 1 / Math.sqrt(step.sigma ** 2 + 1)), size, i * size, 0);
    put(png, toRgba(step.denoised), size, i * size, size);
  });
  return PNG.sync.write(png);
}

function sideOf(tensor: Float32Array): number {
  return Math.sqrt(tensor.length / 3);
}

function put(png: PNG, rgba: Uint8ClampedArray, size: number, left: number, top: number): void {
  for (let row = 0; row < size; row++) {
    const source = rgba.subarray(row * size * 4, (row + 1) * size * 4);
    png.data.set(source, ((top + row) * png.width + left) * 4);
  }
}
