/** The page's side of `bare.worker.ts`: one worker for each model, as the page has them. */
import type { LoadOptions } from '../../src/core/run/engine';
import { Caller } from './calls';

type Order = Omit<LoadOptions, 'backend'>;

/** Times in milliseconds. */
export interface BareCalls {
  loadLanguage: [Order, null];
  loadPicture: [Order, null];
  /** Time of the passes after the prefill. */
  language: [{ readonly ids: readonly number[]; readonly tokens: number }, number];
  /** Time of one pass of the denoiser for each batch size. */
  picture: [{ readonly batches: readonly number[] }, number];
}

export function bare(): Caller<BareCalls> {
  return new Caller(new Worker(new URL('./bare.worker.ts', import.meta.url), { type: 'module' }));
}
