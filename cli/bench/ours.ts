/** The product's own workers and engines, called as the page calls them. */
import { Stopwatch, type Sample } from './sample';
import type { DiffusionSpec, EngineInfo, LanguageSpec, RunSpec } from '../../src/core/run';
import { passes, append, type Trace } from '../../src/core/trace';
import type { WorkerEngine } from '../../src/workers/client';
import { workerEngine } from '../../src/workers/lanes';

export interface LoadOrder {
  readonly model: string;
  readonly baseUrl: string;
  readonly threads: number;
}

/** Greedy, without penalty: the same work as the peer's. */
const GREEDY = { temperature: 0, topK: 0, topP: 1, minP: 0, repetitionPenalty: 1 };

const forever = new AbortController().signal;

/** One lane; each `load` starts a fresh worker, as a reload of the page would. */
class Lane {
  #engine: WorkerEngine | null = null;

  constructor(readonly kind: 'language' | 'diffusion') {}

  async load({ model, baseUrl, threads }: LoadOrder): Promise<EngineInfo> {
    await this.#engine?.dispose();
    this.#engine = workerEngine(this.kind);
    const info = await this.#engine.load(
      { model, baseUrl, backend: 'wasm', threads },
      () => undefined,
      forever,
    );
    if (!info.knownAnswer.ok) throw new Error(`${model} does not match its known answer`);
    if (info.threads !== threads)
      throw new Error(`${model} runs ${info.threads} threads, not ${threads}`);
    return info;
  }

  async run(spec: RunSpec, onToken: () => void): Promise<Trace> {
    if (!this.#engine) throw new Error(`the ${this.kind} lane is not loaded`);
    let trace: Trace | null = null;
    for await (const event of this.#engine.run(spec, forever)) {
      if (event.type === 'token') onToken();
      if (event.type === 'error') throw new Error(event.error.message);
      trace = append(trace, event);
    }
    if (!trace) throw new Error('the run had no events');
    return trace;
  }
}

function base() {
  return {
    runId: crypto.randomUUID(),
    seed: 7,
    policy: 'alone' as const,
    epoch: performance.timeOrigin + performance.now(),
  };
}

export interface LanguageSample extends Sample {
  /** The prompt as the model got it: the peer gets the same text, the bare loop the same ids. */
  readonly chat: string;
  readonly ids: readonly number[];
}

export class Language {
  readonly #lane = new Lane('language');

  load(order: LoadOrder): Promise<EngineInfo> {
    return this.#lane.load(order);
  }

  async run(prompt: string, tokens: number): Promise<LanguageSample> {
    const spec: LanguageSpec = {
      lane: 'language',
      prompt,
      sampling: GREEDY,
      maxTokens: tokens,
      ...base(),
    };
    const watch = new Stopwatch();
    const trace = await this.#lane.run(spec, () => watch.token());
    if (trace.tokens.length !== tokens)
      throw new Error(`the answer ended after ${trace.tokens.length} of ${tokens} tokens`);
    const text = trace.tokens.map((token) => token.text).join('');
    const { ids, pieces } = trace.prompt ?? { ids: [], pieces: [] };
    return { ...watch.sample(ids.length, text), ids, chat: pieces.join('') };
  }
}

export interface PictureSample {
  /** From the end of the text encoder to the last step, as the bare passes have no text. */
  readonly ms: number;
  /** Pictures in the batch of each evaluation of the network, in order. */
  readonly batches: readonly number[];
}

export class Pictures {
  readonly #lane = new Lane('diffusion');

  load(order: LoadOrder): Promise<EngineInfo> {
    return this.#lane.load(order);
  }

  async run(prompt: string, steps: number): Promise<PictureSample> {
    const spec: DiffusionSpec = {
      lane: 'diffusion',
      prompt,
      sampler: 'euler',
      schedule: 'karras',
      steps,
      guidance: 3,
      style: 0,
      ...base(),
    };
    const trace = await this.#lane.run(spec, () => undefined);
    const last = trace.steps.at(-1);
    if (!last || !trace.encoded) throw new Error('the run made no picture');
    return {
      ms: last.t - trace.encoded.t,
      batches: passes(trace)
        .filter((pass) => pass.kind === 'denoise')
        .map((pass) => pass.size),
    };
  }
}
