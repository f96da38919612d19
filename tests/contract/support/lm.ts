/** What the language engine's tests share: where the models are, their golden outputs, a run. */
import type {
  AutoregressionSpec,
  AutoregressionTrace,
} from '../../../src/core/autoregression/spec';
import { siteModel } from '../../../src/core/model';
import type { Engine, LoadOptions } from '../../../src/core/run/engine';
import type { Backend, RunEvent } from '../../../src/core/run/run';
import { append, type Trace } from '../../../src/core/run/trace';

const root = (folder: string) => new URL(folder, location.origin).href;

export interface Where {
  /** Folder of the language model. */
  readonly model: string;
  /** Folder of its library for WebLLM, where that computes it. */
  readonly library?: string;
  readonly baseUrl: string;
}

/** The real model, embedded in the site. */
export const SMOLLM: Where = { model: 'smollm2-135m-instruct', baseUrl: root('/') };
/** A model of the same form with a few thousand weights, made by `models/`. */
export const TINY: Where = { model: 'tiny-llama', baseUrl: root('/tests/fixtures/') };

export function options(
  { model, library, baseUrl }: Where,
  backend: Backend,
  threads = 2,
): LoadOptions {
  return {
    mechanism: 'autoregression',
    model: siteModel(model),
    runtime: library ? 'webllm' : 'onnxruntime',
    needs: library ? [library] : [],
    ...{ baseUrl, backend, threads },
  };
}

interface Answer {
  readonly logits: number[];
  readonly logsumexp: number;
  readonly greedy: number[];
  readonly greedyText: string;
  readonly lastLogits: number[];
  readonly tolerance: number;
}

export interface Golden {
  readonly prompt: string;
  readonly promptIds: number[];
  readonly tokenizerCases: { readonly text: string; readonly ids: number[] }[];
  readonly logitIds: number[];
  readonly wasm: Answer;
  readonly webgpu: Answer;
  /** Of the fixture with heads of 64: `logits` after each token, float16 in base64. */
  readonly sequence?: { readonly ids: number[]; readonly logits: string };
}

export async function goldenOf({ model, baseUrl }: Where): Promise<Golden> {
  const response = await fetch(`${baseUrl}models/${model}/golden.json`);
  return (await response.json()) as Golden;
}

let runs = 0;

export function textSpec(change: Partial<AutoregressionSpec> = {}): AutoregressionSpec {
  return {
    mechanism: 'autoregression',
    lane: 'a',
    runId: `run-${runs++}`,
    seed: 7,
    policy: 'alone',
    epoch: performance.timeOrigin + performance.now(),
    prompt: 'Describe a green dragon in two sentences.',
    sampling: { temperature: 0.7, topK: 40, topP: 0.95, minP: 0, repetitionPenalty: 1.1 },
    maxTokens: 12,
    ...change,
  };
}

/** Runs a spec to its end. `onEvent` sees each event as it comes. */
export async function traceOf(
  engine: Engine,
  spec: AutoregressionSpec,
  signal: AbortSignal = new AbortController().signal,
  onEvent: (event: RunEvent) => void = () => undefined,
): Promise<AutoregressionTrace> {
  let trace: Trace | null = null;
  for await (const event of engine.run(spec, signal)) {
    trace = append(trace, event);
    onEvent(event);
  }
  if (!trace) throw new Error('the run had no event');
  return trace as AutoregressionTrace;
}

/** Largest difference between logits and what was expected at these ids. */
export function worst(logits: Float32Array, ids: number[], expected: number[]): number {
  return Math.max(...ids.map((id, i) => Math.abs((logits[id] ?? NaN) - (expected[i] ?? NaN))));
}
