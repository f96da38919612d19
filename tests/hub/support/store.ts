/** A store in a worker of its own: another tab, or the same after a reload. */
import { expect } from 'vitest';
import type { HubRepo } from '../../../src/hub/metadata';
import type { HubProgress } from '../../../src/hub/progress';
import { ENDPOINT } from './double';
import type { Answer, Calls, Failure, Opening } from './store.worker';

interface Waiting {
  resolve(value: unknown): void;
  reject(failure: unknown): void;
}

const open = new Set<TestStore>();
let folders = 0;

/** A folder that no other test has. */
export const newFolder = () => `hub-test-${Date.now().toString(36)}-${++folders}`;

/** Ends every store and removes every folder that tests made. */
export async function cleanUp(): Promise<void> {
  for (const store of open) store.kill();
  open.clear();
  const root = await navigator.storage.getDirectory();
  for await (const name of root.keys())
    if (name.startsWith('hub-test-'))
      await root.removeEntry(name, { recursive: true }).catch(() => undefined);
}

/** The failure of a download, which must fail. */
export async function failure(store: TestStore, info: HubRepo): Promise<Failure> {
  return store.call('download', info, info.files).then(
    () => expect.unreachable('the download went through'),
    (cause: Failure) => cause,
  );
}

export class TestStore {
  readonly progress: HubProgress[] = [];
  readonly #worker = new Worker(new URL('./store.worker.ts', import.meta.url), { type: 'module' });
  readonly #waiting = new Map<number, Waiting>();
  readonly #watchers = new Set<() => void>();
  #calls = 0;

  private constructor() {
    open.add(this);
    this.#worker.onmessage = ({ data }: MessageEvent<Answer>) => {
      if ('progress' in data) {
        this.progress.push(data.progress);
        for (const watcher of this.#watchers) watcher();
        return;
      }
      const waiting = this.#waiting.get(data.id);
      this.#waiting.delete(data.id);
      if ('failure' in data) waiting?.reject(data.failure);
      else waiting?.resolve(data.value);
    };
  }

  static async open(opening: Partial<Opening> = {}): Promise<TestStore> {
    const store = new TestStore();
    const hub = { endpoint: ENDPOINT, pause: 20, ...opening.hub };
    await store.call('open', { folder: newFolder(), ...opening, hub });
    return store;
  }

  /** @throws the failure of the store, as a plain object. */
  call<N extends keyof Calls>(name: N, ...args: Parameters<Calls[N]>): ReturnType<Calls[N]> {
    const id = ++this.#calls;
    return new Promise<unknown>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.#worker.postMessage({ id, name, args });
    }) as ReturnType<Calls[N]>;
  }

  /** Resolves once a progress is told that fits. */
  until(fits: (progress: HubProgress) => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        const last = this.progress.at(-1);
        if (!last || !fits(last)) return;
        this.#watchers.delete(look);
        resolve();
      };
      this.#watchers.add(look);
      look();
    });
  }

  /** What a reload or a crash does: the worker is gone in the middle of whatever it does. */
  kill(): void {
    this.#worker.terminate();
    open.delete(this);
  }
}
