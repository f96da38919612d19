/** Whether the tab is in front: what runs in the background is slowed down and no measure. */
import { EngineError } from '../../core/errors';
import type { Environment } from './environment';

type Tab = Environment['tab'];

/** Resolves when the tab is in front. @throws EngineError `aborted` when the signal fires first */
export function inFront(tab: Tab, signal: AbortSignal): Promise<void> {
  if (!tab.hidden) return Promise.resolve();
  return new Promise((resolve, reject) => {
    const seen = () => {
      if (tab.hidden && !signal.aborted) return;
      tab.removeEventListener('visibilitychange', seen);
      signal.removeEventListener('abort', seen);
      if (signal.aborted) reject(new EngineError('aborted', 'Stopped.'));
      else resolve();
    };
    tab.addEventListener('visibilitychange', seen);
    signal.addEventListener('abort', seen);
  });
}

/** Notices when the tab is put in the background, until `end`. */
export class FrontWatch {
  /** At any moment so far. */
  hidden = false;
  readonly #listen = () => {
    if (this.tab.hidden) this.hidden = true;
  };

  constructor(private readonly tab: Tab) {
    tab.addEventListener('visibilitychange', this.#listen);
    this.#listen();
  }

  end(): void {
    this.tab.removeEventListener('visibilitychange', this.#listen);
  }
}
