/** A store in a worker, which is where it can write; told what to do by `tests/hub/support/store`. */
import { bytesToHex } from '@noble/hashes/utils.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { EngineError } from '../../../src/core/errors';
import { HubError } from '../../../src/hub/errors';
import type { Hub } from '../../../src/hub/http';
import type { HubFile, HubRepo } from '../../../src/hub/metadata';
import type { HubProgress } from '../../../src/hub/progress';
import type { StoredModel } from '../../../src/hub/records';
import { HubStore } from '../../../src/hub/store';

export interface Opening {
  readonly hub: Hub;
  readonly folder: string;
  /** Bytes that the disk takes before it says that it is full. */
  readonly capacity?: number;
}

/** What a test may ask for. */
export interface Calls {
  open(opening: Opening): Promise<{ lasting: boolean }>;
  download(repo: HubRepo, files: readonly HubFile[]): ReturnType<HubStore['download']>;
  abort(): Promise<void>;
  models(): ReturnType<HubStore['models']>;
  remove(id: string): Promise<void>;
  used(): Promise<number>;
  /** SHA-256 of a stored file, read in pieces. */
  hash(model: StoredModel, path: string): Promise<string>;
}

export type Failure = { code: string; reason: string; message: string; hint: string };
export type Answer =
  { id: number; value: unknown } | { id: number; failure: Failure } | { progress: HubProgress };

let store: HubStore;
let stop = new AbortController();

const calls: Calls = {
  async open({ hub, folder, capacity }) {
    if (capacity !== undefined) fillUp(capacity);
    store = await HubStore.open(hub, { folder });
    return { lasting: store.lasting };
  },
  download(repo, files) {
    stop = new AbortController();
    const onProgress = (progress: HubProgress) => postMessage({ progress } satisfies Answer);
    return store.download(repo, files, { signal: stop.signal, onProgress });
  },
  abort: async () => stop.abort(),
  models: () => store.models(),
  remove: (id) => store.remove(id),
  used: () => store.used(),
  async hash(model, path) {
    const hash = sha256.create();
    const stream = (await store.read(model, path)).stream() as unknown as AsyncIterable<Uint8Array>;
    for await (const piece of stream) hash.update(piece);
    return bytesToHex(hash.digest());
  },
};

/** A disk that is full after this many bytes, as the browser says it. */
function fillUp(capacity: number): void {
  const prototype = FileSystemSyncAccessHandle.prototype;
  const write = prototype.write;
  prototype.write = function (this: FileSystemSyncAccessHandle, buffer, options) {
    if ((options?.at ?? 0) + buffer.length > capacity)
      throw new DOMException('No space available for this operation', 'QuotaExceededError');
    return write.call(this, buffer, options);
  };
}
declare const FileSystemSyncAccessHandle: { prototype: FileSystemSyncAccessHandle };

onmessage = async ({ data }: MessageEvent<{ id: number; name: keyof Calls; args: unknown[] }>) => {
  const { id, name, args } = data;
  try {
    const call = calls[name] as (...args: unknown[]) => Promise<unknown>;
    postMessage({ id, value: await call(...args) } satisfies Answer);
  } catch (cause) {
    const { code, message, hint } = EngineError.from(cause);
    const reason = cause instanceof HubError ? cause.reason : '';
    postMessage({ id, failure: { code, reason, message, hint } } satisfies Answer);
  }
};
