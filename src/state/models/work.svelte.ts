/** Something about one model that takes a while: a download, a copy, the reading of a file. */
import { EngineError } from '../../core/errors';
import type { HubProgress, Task } from '../../hub';

export type WorkPhase = 'running' | 'stopped' | 'failed' | 'done';

export class Work {
  phase = $state<WorkPhase>('running');
  progress = $state.raw<HubProgress | null>(null);
  error = $state.raw<EngineError | null>(null);
  readonly #stop = new AbortController();
  /** Resolves when it has ended, however. */
  readonly ended: Promise<void>;

  constructor(run: (task: Task) => Promise<void>, onProgress: () => void = () => undefined) {
    const task: Task = {
      signal: this.#stop.signal,
      onProgress: (progress) => {
        this.progress = progress;
        onProgress();
      },
    };
    this.ended = run(task).then(
      () => void (this.phase = 'done'),
      (cause: unknown) => {
        const error = EngineError.from(cause);
        this.error = error.code === 'aborted' ? null : error;
        this.phase = this.error ? 'failed' : 'stopped';
      },
    );
  }

  /** Resolves when it has. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.ended;
  }
}
