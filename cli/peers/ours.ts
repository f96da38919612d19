/** The product's own workers and engines, called as the page calls them. */
import { leftAt } from '../../src/core/run/fork';
import type { DiffusionSpec, EngineInfo, LanguageSpec, RunSpec } from '../../src/core/run/run';
import { passes, append, type Trace } from '../../src/core/run/trace';
import type { WorkerEngine } from '../../src/workers/client';
import { workerEngine } from '../../src/workers/start';
import { median } from '../verdict/stats';
import { Stopwatch, type Sample } from './sample';

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

  async run(spec: RunSpec, onToken: () => void, parent?: Trace): Promise<Trace> {
    if (!this.#engine) throw new Error(`the ${this.kind} lane is not loaded`);
    let trace: Trace | null = null;
    for await (const event of this.#engine.run(spec, forever, parent ? { parent } : {})) {
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

function languageSpec(prompt: string, tokens: number): LanguageSpec {
  return { lane: 'language', prompt, sampling: GREEDY, maxTokens: tokens, ...base() };
}

export interface LanguageSample extends Sample {
  /** The prompt as the model got it: the peer gets the same text, the bare loop the same ids. */
  readonly chat: string;
  readonly ids: readonly number[];
  /** The answer's tokens. */
  readonly written: readonly number[];
}

export class Language {
  readonly #lane = new Lane('language');

  load(order: LoadOrder): Promise<EngineInfo> {
    return this.#lane.load(order);
  }

  /** From leaving the parent to the first own token, in median decode passes of the parent. */
  async fork(prompt: string, tokens: number): Promise<number> {
    const spec = languageSpec(prompt, tokens);
    const parent = await this.#lane.run(spec, () => undefined);
    const at = tokens - 8;
    const other = parent.tokens[at]?.candidates[1];
    if (!other) throw new Error('the answer is too short to be forked');
    const from = { runId: spec.runId, at, forced: [other.id] };
    const fork = await this.#lane.run({ ...spec, ...base(), from }, () => undefined, parent);
    const first = fork.tokens[at + 1];
    if (!first) throw new Error('the fork wrote nothing');
    const decode = passes(parent).flatMap(({ kind, ms }) => (kind === 'decode' ? [ms] : []));
    return (first.t - leftAt(fork)) / median(decode);
  }

  async run(prompt: string, tokens: number): Promise<LanguageSample> {
    const watch = new Stopwatch();
    const trace = await this.#lane.run(languageSpec(prompt, tokens), () => watch.token());
    if (trace.tokens.length !== tokens)
      throw new Error(`the answer ended after ${trace.tokens.length} of ${tokens} tokens`);
    const text = trace.tokens.map((token) => token.text).join('');
    const { ids, pieces } = trace.prompt ?? { ids: [], pieces: [] };
    const written = trace.tokens.map((token) => token.id);
    return { ...watch.sample(ids.length, text), ids, written, chat: pieces.join('') };
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
