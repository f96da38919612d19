/** Makes the engine of a mechanism on a runtime; its worker starts with the first load. */
import { EngineError } from '../core/errors';
import type { LoadOptions } from '../core/run/engine';
import type { ModelRef } from '../core/model';
import type { StoredFiles } from '../core/stored';
import { WorkerEngine } from './client';
import { RUNTIMES } from './runtimes';
import { text } from '../text/worker';

/** @param stored finds the files of a model that is not this site's */
export function engineOf(
  { mechanism, runtime }: Pick<LoadOptions, 'mechanism' | 'runtime'>,
  stored?: (model: ModelRef) => Promise<StoredFiles>,
): WorkerEngine {
  return new WorkerEngine(() => {
    const start = RUNTIMES[mechanism][runtime];
    if (start) return start();
    throw new EngineError(
      'unsupported-model',
      text.noRuntime(runtime, mechanism),
      text.otherRuntime,
    );
  }, stored);
}
