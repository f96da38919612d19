/** The engine of the made-up mechanism: no network, but every rule of one. */
import { EngineError, throwIfAborted } from '../../../src/core/errors';
import {
  sameLoad,
  type Engine,
  type LoadOptions,
  type OnProgress,
  type RunOptions,
} from '../../../src/core/run/engine';
import type { EngineInfo, RunEvent, RunSpec } from '../../../src/core/run/run';
import { withPassLock } from '../../../src/engines/runtime/pass-lock';
import { eventStream, type EngineEvent } from '../../../src/engines/runtime/stream';
import { FORMULA, SIDE, type FormulaSpec, type Row } from './mechanism';

export class FormulaEngine implements Engine {
  #loaded: { info: EngineInfo; options: LoadOptions } | null = null;
  #warm = false;

  async load(
    options: LoadOptions,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<EngineInfo> {
    if (this.#loaded && sameLoad(this.#loaded.options, options)) return this.#loaded.info;
    const { model } = options;
    if (!/^[\w-]+$/.test(model.id)) throw new EngineError('bad-input', 'That is no name.');
    if (model.id !== 'formula') throw new EngineError('model-fetch', 'There is no such formula.');
    for (const phase of ['runtime', 'weights', 'prepare', 'warm-up'] as const) {
      const next = phase === 'warm-up' ? '' : 'More';
      onProgress({ phase, label: 'Formula', loaded: 1, total: 1, fromDevice: false, next });
      throwIfAborted(signal);
    }
    this.#warm = false;
    const info: EngineInfo = {
      ...{ mechanism: FORMULA, modality: 'picture', runtimeId: options.runtime },
      model: { ...model, name: 'Formula', sha256: 'f0'.repeat(32) },
      ...{ runtime: 'JavaScript', backend: 'wasm', backendReason: '', adapter: null, threads: 1 },
      ...{ knownAnswer: null, loadMs: 1, fromDevice: true },
    };
    this.#loaded = { info, options };
    return info;
  }

  async *run(
    spec: RunSpec,
    signal: AbortSignal,
    options: RunOptions = {},
  ): AsyncGenerator<RunEvent> {
    if (!this.#loaded) throw new EngineError('internal', 'No formula is loaded.');
    const { info } = this.#loaded;
    const warm = this.#warm;
    this.#warm = true;
    const body = (clock: () => number) => rows(spec, signal, clock);
    yield* eventStream(spec, info, warm, signal, body, options);
  }

  async dispose(): Promise<void> {
    this.#loaded = null;
  }
}

async function* rows(
  given: RunSpec,
  signal: AbortSignal,
  clock: () => number,
): AsyncGenerator<EngineEvent> {
  if (given.mechanism !== FORMULA) throw new EngineError('bad-input', 'This is no formula.');
  if (!given.prompt.trim()) throw new EngineError('bad-input', 'There is no prompt.');
  const spec = given as FormulaSpec;
  yield { type: 'input', input: { pieces: [spec.prompt], passes: [] } };
  for (let index = 0; index < spec.rows; index++) {
    const result = await withPassLock(spec.policy, signal, (): Row => {
      const start = clock();
      const values = Float32Array.from({ length: 3 * SIDE }, (_, i) =>
        Math.sin(spec.frequency * (i + index + spec.seed)),
      );
      return { index, values, passes: [{ kind: 'compute', start, ms: clock() - start, size: 1 }] };
    });
    yield { type: 'result', result };
  }
  yield { type: 'done', reason: 'complete' };
}
