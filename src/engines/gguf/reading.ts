/**
 * Work that reads a file in between, written once for both ways to read: `await`, and at once, which
 * workers can (`FileReaderSync`) and which the runtime needs when it asks for weights.
 */
import type { Ranges } from './header';

/** Asks for the bytes `from`..`to`, and goes on with them. */
export type Reading<T> = Generator<readonly [from: number, to: number], T, Uint8Array>;

/** @throws whatever the work or `read` throws; EngineError `aborted` between two reads. */
export async function readWith<T>(
  work: Reading<T>,
  { read }: Ranges,
  beforeEach: () => void = () => undefined,
): Promise<T> {
  let step = work.next();
  while (!step.done) {
    beforeEach();
    step = work.next(await read(...step.value));
  }
  return step.value;
}

/** @throws whatever the work or `readNow` throws. */
export function readNowWith<T>(work: Reading<T>, readNow: NonNullable<Ranges['readNow']>): T {
  let step = work.next();
  while (!step.done) step = work.next(readNow(...step.value));
  return step.value;
}
