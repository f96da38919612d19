/** What the language engine's tests share: where the models are, their golden outputs, a run. */
import type { Engine, LoadOptions } from '../../../src/core/engine';
import type { Backend, LanguageSpec, RunEvent } from '../../../src/core/run';
import { append, type Trace } from '../../../src/core/trace';

const root = (folder: string) => new URL(folder, location.origin).href;

/** The real model, embedded in the site. */
export const SMOLLM = { model: 'smollm2-135m-instruct', baseUrl: root('/') };
/** A model of the same form with a few thousand weights, made by `models/`. */
export const TINY = { model: 'tiny-llama', baseUrl: root('/tests/fixtures/') };

export function options(
  where: { model: string; baseUrl: string },
  backend: Backend,
  threads = 2,
): LoadOptions {
  return { ...where, backend, threads };
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

export async function goldenOf({ model, baseUrl }: typeof TINY): Promise<Golden> {
  const response = await fetch(`${baseUrl}models/${model}/golden.json`);
  return (await response.json()) as Golden;
}

let runs = 0;

export function languageSpec(change: Partial<LanguageSpec> = {}): LanguageSpec {
  return {
    lane: 'language',
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
  spec: LanguageSpec,
  signal: AbortSignal = new AbortController().signal,
  onEvent: (event: RunEvent) => void = () => undefined,
): Promise<Trace> {
  let trace: Trace | null = null;
  for await (const event of engine.run(spec, signal)) {
    trace = append(trace, event);
    onEvent(event);
  }
  if (!trace) throw new Error('the run had no event');
  return trace;
}

/** Largest difference between logits and what was expected at these ids. */
export function worst(logits: Float32Array, ids: number[], expected: number[]): number {
  return Math.max(...ids.map((id, i) => Math.abs((logits[id] ?? NaN) - (expected[i] ?? NaN))));
}
