/**
 * An engine that does what it is told, to see what a worker makes of it. `model` says how the load
 * goes, `prompt` how the run goes; a word after a colon is an error code or a message.
 */
import type { AutoregressionSpec } from '../../../src/core/autoregression/spec';
import type { DenoiseStep } from '../../../src/core/diffusion/denoise';
import type { Engine, LoadOptions, OnProgress, RunOptions } from '../../../src/core/run/engine';
import { EngineError, type ErrorCode } from '../../../src/core/errors';
import type { EngineInfo, RunEvent, RunSpec } from '../../../src/core/run/run';
import { eventStream, type EngineEvent } from '../../../src/engines/runtime/stream';
import { withPassLock } from '../../../src/engines/runtime/pass-lock';
import { engineInfo, tokenStep } from '../../helpers/traces';

const dieLater = (message: string) =>
  setTimeout(() => {
    throw new Error(message);
  });
const forever = () => new Promise<never>(() => undefined);

export class ScriptedEngine implements Engine {
  #info: EngineInfo | null = null;

  async load(options: LoadOptions, onProgress: OnProgress): Promise<EngineInfo> {
    const [script, word = ''] = options.model.id.split(':');
    for (const loaded of [0, 5, 10])
      onProgress({
        phase: 'weights',
        label: 'Script',
        loaded,
        total: 10,
        fromDevice: false,
        next: '',
      });
    if (script === 'fails') throw new EngineError(word as ErrorCode, 'Told to fail.', 'Do this.');
    if (script === 'hangs') await forever();
    if (script === 'closes') {
      self.close();
      await forever();
    }
    if (script === 'dies') {
      dieLater(word);
      await forever();
    }
    this.#info = engineInfo('autoregression', { threads: options.threads });
    return this.#info;
  }

  async *run(
    spec: RunSpec,
    signal: AbortSignal,
    options: RunOptions = {},
  ): AsyncGenerator<RunEvent> {
    if (spec.prompt === 'breaks the contract') throw new Error('broke the contract');
    const info = this.#info ?? engineInfo('autoregression');
    yield* eventStream(spec, info, true, signal, () => script(spec, signal), options);
  }

  async dispose(): Promise<void> {
    this.#info = null;
  }
}

async function* script(spec: RunSpec, signal: AbortSignal): AsyncGenerator<EngineEvent> {
  const [what, word = ''] = spec.prompt.split(':');
  if (what === 'picture') {
    yield { type: 'result', result: sharedStep() };
    yield { type: 'done', reason: 'complete' };
    return;
  }
  const { maxTokens: tokens } = spec as AutoregressionSpec;
  for (let index = 0; index < tokens; index++) {
    await withPassLock(spec.policy, signal, () => undefined);
    yield { type: 'result', result: tokenStep(index) };
    if (index < 1) continue;
    if (what === 'fails') throw new EngineError(word as ErrorCode, 'Told to fail.', 'Do this.');
    if (what === 'throws a string') throw 'just a string';
    if (what === 'hangs') await forever();
    if (what === 'closes') {
      self.close();
      await forever();
    }
    if (what === 'dies') {
      dieLater(word);
      await forever();
    }
  }
  yield { type: 'done', reason: 'length' };
}

/** Tensors as a careless engine may hold them: views of one larger, shared memory. */
function sharedStep(): DenoiseStep {
  const memory = new Float32Array(new SharedArrayBuffer(4 * 100)).map((_, i) => i);
  const values = new Float32Array(new SharedArrayBuffer(4 * 100));
  values.set(memory);
  return {
    index: 0,
    sigma: 1,
    sigmaNext: 0,
    nfe: 1,
    passes: [],
    x: values.subarray(10, 22),
    denoised: values.subarray(10, 22),
    promptDelta: values.subarray(10, 22),
  };
}
