/** The page's side of `bare.worker.ts`: one call at a time. */
import type { LoadOptions } from '../../src/core/engine';

type Order = Omit<LoadOptions, 'backend'>;

/** By name: what goes in and what comes out. Times in milliseconds. */
export interface BareCalls {
  loadLanguage: [Order, null];
  loadPicture: [Order, null];
  /** Time of the passes after the prefill. */
  language: [{ readonly ids: readonly number[]; readonly tokens: number }, number];
  /** Time of one pass of the denoiser for each batch size. */
  picture: [{ readonly batches: readonly number[] }, number];
}

export interface BareRequest {
  readonly name: keyof BareCalls;
  readonly args: unknown;
}

export type BareReply =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly message: string };

/** One worker for each model, as the page has them. */
export class Bare {
  readonly #worker = new Worker(new URL('./bare.worker.ts', import.meta.url), { type: 'module' });

  call<K extends keyof BareCalls>(name: K, args: BareCalls[K][0]): Promise<BareCalls[K][1]> {
    return new Promise((resolve, reject) => {
      this.#worker.onmessage = ({ data }: MessageEvent<BareReply>) => {
        if (data.ok) resolve(data.result as BareCalls[K][1]);
        else reject(new Error(data.message));
      };
      this.#worker.onerror = ({ message }) => reject(new Error(message));
      this.#worker.postMessage({ name, args } satisfies BareRequest);
    });
  }

  end(): void {
    this.#worker.terminate();
  }
}
