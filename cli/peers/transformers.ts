/** The page's side of `transformers.worker.ts`. */
import { Caller } from './calls';
import type { Sample } from './sample';

export interface TransformersCalls {
  load: [{ readonly model: string; readonly baseUrl: string; readonly threads: number }, null];
  /** The prompt as ids; greedy, whatever the model would do at its end. */
  run: [
    { readonly ids: readonly number[]; readonly tokens: number },
    Sample & { readonly written: readonly number[] },
  ];
}

export function transformers(): Caller<TransformersCalls> {
  return new Caller(
    new Worker(new URL('./transformers.worker.ts', import.meta.url), { type: 'module' }),
  );
}
