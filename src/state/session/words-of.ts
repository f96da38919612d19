/** The words of runs that belong together. */
import { mechanismOf } from '../../core/mechanisms';
import type { Trace } from '../../core/run/trace';

/** What was typed: as it was given to a model whose settings wrap no task around it, where there is one. */
export function wordsOf(traces: readonly Trace[]): string {
  const wraps = (trace: Trace) =>
    Object.values(mechanismOf(trace).settings).some(({ kind }) => kind === 'text');
  return (traces.find((trace) => !wraps(trace)) ?? traces[0])?.spec.prompt ?? '';
}
