/** Values that are no numbers end a run, as an error that says from where on. */
import { EngineError } from '../../core/errors';

/** Whether every value is a finite number: what is not shows in the sum. */
export function allFinite(values: Float32Array): boolean {
  let sum = 0;
  for (const value of values) sum += value;
  return Number.isFinite(sum);
}

/**
 * What the work gives; where it meets values that are no numbers, the error says where.
 * @param where the whole sentence
 * @throws EngineError `not-finite` with that sentence; else what the work throws
 */
export function sayingWhere<T>(where: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const error = EngineError.from(cause);
    if (error.code !== 'not-finite') throw error;
    throw new EngineError('not-finite', where, error.hint, { cause });
  }
}
