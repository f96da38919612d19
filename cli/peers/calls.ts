/** Calls to a worker by name, one at a time: what goes in and what comes out, as the caller types it. */

interface Call {
  readonly name: string;
  readonly args: unknown;
}

type Answer =
  | { readonly ok: true; readonly result: unknown }
  | { readonly ok: false; readonly message: string };

/** The page's side. */
export class Caller<C extends { [K in keyof C]: readonly [unknown, unknown] }> {
  constructor(private readonly worker: Worker) {}

  call<K extends keyof C & string>(name: K, args: C[K][0]): Promise<C[K][1]> {
    return new Promise((resolve, reject) => {
      this.worker.onmessage = ({ data }: MessageEvent<Answer>) => {
        if (data.ok) resolve(data.result as C[K][1]);
        else reject(new Error(data.message));
      };
      this.worker.onerror = ({ message }) => reject(new Error(message));
      this.worker.postMessage({ name, args } satisfies Call);
    });
  }

  end(): void {
    this.worker.terminate();
  }
}

/** The worker's side. */
export function answerCalls<C extends { [K in keyof C]: readonly [unknown, unknown] }>(calls: {
  [K in keyof C]: (args: C[K][0]) => Promise<C[K][1]>;
}): void {
  onmessage = async ({ data }: MessageEvent<Call>) => {
    const answer = (message: Answer): void => postMessage(message);
    try {
      const call = calls[data.name as keyof C] as (args: unknown) => Promise<unknown>;
      answer({ ok: true, result: await call(data.args) });
    } catch (error) {
      answer({ ok: false, message: (error as Error).message });
    }
  };
}
