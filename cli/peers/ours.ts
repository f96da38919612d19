/** The product's own workers and engines, called as the page calls them. */
import { isAutoregression } from '../../src/core/autoregression/spec';
import { isDiffusion } from '../../src/core/diffusion/spec';
import type { MechanismId } from '../../src/core/ids';
import { initialValues } from '../../src/core/mechanism/settings';
import { BENCHMARKS } from '../../src/core/benchmarks';
import { MECHANISMS } from '../../src/core/mechanisms';
import type { SettingValues } from '../../src/core/model';
import type { LoadOptions } from '../../src/core/run/engine';
import { leftAt } from '../../src/core/run/fork';
import {
  computesWrongly,
  type EngineInfo,
  type RunEvent,
  type RunSpec,
} from '../../src/core/run/run';
import { collect, passes, type Trace } from '../../src/core/run/trace';
import type { WorkerEngine } from '../../src/workers/client';
import { engineOf } from '../../src/workers/start';
import { median } from '../verdict/stats';
import { Stopwatch, type Sample } from './sample';

/** What every contestant loads: the backend is WASM. */
export type LoadOrder = Omit<LoadOptions, 'backend'>;

const forever = new AbortController().signal;

/** One lane; each `load` starts a fresh worker, as a reload of the page would. */
class Lane {
  #engine: WorkerEngine | null = null;

  async load(order: LoadOrder): Promise<EngineInfo> {
    const { model, threads } = order;
    await this.#engine?.dispose();
    this.#engine = engineOf(order);
    const info = await this.#engine.load({ ...order, backend: 'wasm' }, () => undefined, forever);
    if (computesWrongly(info)) throw new Error(`${model.id} does not match its known answer`);
    if (info.threads !== threads)
      throw new Error(`${model.id} runs ${info.threads} threads, not ${threads}`);
    return info;
  }

  async run(spec: RunSpec, onResult: () => void, parent?: Trace): Promise<Trace> {
    if (!this.#engine) throw new Error(`no ${spec.mechanism} is loaded`);
    const events: RunEvent[] = [];
    for await (const event of this.#engine.run(spec, forever, parent ? { parent } : {})) {
      if (event.type === 'result') onResult();
      if (event.type === 'error') throw new Error(event.error.message);
      events.push(event);
    }
    return collect(events);
  }
}

/** As a benchmark runs it: greedy, without penalty, the same work as the peer's. */
function specOf(mechanismId: MechanismId, prompt: string, values: SettingValues): RunSpec {
  const mechanism = MECHANISMS[mechanismId];
  const all = {
    ...initialValues(mechanism.settings),
    ...BENCHMARKS[mechanismId].values,
    ...values,
  };
  return mechanism.spec({ lane: 'a', prompt, seed: 7, policy: 'alone', ...fresh() }, all);
}

function fresh() {
  return { runId: crypto.randomUUID(), epoch: performance.timeOrigin + performance.now() };
}

/** The prompt as it is, without a task around it. */
const written = (prompt: string, tokens: number) =>
  specOf('autoregression', prompt, { task: '', tokens });

export interface LanguageSample extends Sample {
  /** The prompt as the model got it: the peer gets the same text, the bare loop the same ids. */
  readonly chat: string;
  readonly ids: readonly number[];
  /** The answer's tokens. */
  readonly written: readonly number[];
}

export class Language {
  readonly #lane = new Lane();

  load(order: LoadOrder): Promise<EngineInfo> {
    return this.#lane.load(order);
  }

  /** From leaving the parent to the first own token, in median decode passes of the parent. */
  async fork(prompt: string, tokens: number): Promise<number> {
    const spec = written(prompt, tokens);
    const parent = await this.#lane.run(spec, () => undefined);
    const at = tokens - 8;
    const other = isAutoregression(parent) ? parent.results[at]?.candidates[1] : undefined;
    if (!other) throw new Error('the answer is too short to be forked');
    const from = { runId: spec.runId, at, forced: [other.id] };
    const forked: RunSpec = { ...spec, ...fresh(), from };
    const fork = await this.#lane.run(forked, () => undefined, parent);
    const first = fork.results[at + 1];
    if (!first) throw new Error('the fork wrote nothing');
    const decode = passes(parent).flatMap(({ kind, ms }) => (kind === 'decode' ? [ms] : []));
    return (first.t - leftAt(fork)) / median(decode);
  }

  async run(prompt: string, tokens: number): Promise<LanguageSample> {
    const watch = new Stopwatch();
    const trace = await this.#lane.run(written(prompt, tokens), () => watch.token());
    if (!isAutoregression(trace)) throw new Error('the run is of another mechanism');
    const { input, results } = trace;
    if (results.length !== tokens)
      throw new Error(`the answer ended after ${results.length} of ${tokens} tokens`);
    const text = results.map((token) => token.text).join('');
    const { ids, pieces } = input ?? { ids: [], pieces: [] };
    const all = results.map((token) => token.id);
    return { ...watch.sample(ids.length, text), ids, written: all, chat: pieces.join('') };
  }
}

export interface PictureSample {
  /** From the end of the text encoder to the last step, as the bare passes have no text. */
  readonly ms: number;
  /** Pictures in the batch of each evaluation of the network, in order. */
  readonly batches: readonly number[];
}

export class Pictures {
  readonly #lane = new Lane();

  load(order: LoadOrder): Promise<EngineInfo> {
    return this.#lane.load(order);
  }

  async run(prompt: string, steps: number): Promise<PictureSample> {
    const values = { sampler: 'euler', schedule: 'karras', steps, guidance: 3 };
    const trace = await this.#lane.run(specOf('diffusion', prompt, values), () => undefined);
    const last = trace.results.at(-1);
    if (!isDiffusion(trace) || !last || !trace.input) throw new Error('the run made no picture');
    return {
      ms: last.t - trace.input.t,
      batches: passes(trace)
        .filter((pass) => pass.kind === 'denoise')
        .map((pass) => pass.size),
    };
  }
}
