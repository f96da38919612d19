/**
 * Gives WebLLM files that are already here. It reads all its files through the Cache API, and what
 * it does not find there it fetches; while a model loads, its three caches are answered from
 * memory, or from where the files lie. So there is no second copy of the weights on the disk, and no request can leave. The
 * same moment is used to learn which GPU device it opens, which it does not tell.
 */
import { EngineError } from '../../../core/errors';

/** Files by their address; a Blob is read when it is asked for, and not kept. */
export type Files = ReadonlyMap<string, Uint8Array<ArrayBuffer> | Blob>;

/** An address that no name server knows: a file that is missing here cannot come from elsewhere. */
export const PLACE = 'https://webllm.invalid/model/resolve/main/';
/** The caches that WebLLM opens. */
const SCOPES = /^webllm\//;

/**
 * Runs `load` with the files in WebLLM's caches.
 * @returns what it gives, and the device that was opened last meanwhile; null where none was.
 * @throws whatever `load` throws; the device is then released.
 */
export async function withCachesServed<T>(
  files: Files,
  load: () => Promise<T>,
): Promise<{ result: T; device: GPUDevice | null }> {
  const real = globalThis.caches as CacheStorage | undefined;
  // On a page it is a property of its own, in a worker one of the prototype.
  const own = Object.getOwnPropertyDescriptor(globalThis, 'caches');
  const standIn = {
    open: async (name: string) => {
      if (SCOPES.test(name)) return memoryCache(files);
      if (!real) throw new EngineError('internal', `There is no cache for ${name} here.`);
      return real.open(name);
    },
  };
  let device: GPUDevice | null = null;
  const open = GPUAdapter.prototype.requestDevice;
  GPUAdapter.prototype.requestDevice = async function (...args) {
    device = await open.apply(this, args);
    return device;
  };
  Object.defineProperty(globalThis, 'caches', { value: standIn, configurable: true });
  try {
    return { result: await load(), device };
  } catch (cause) {
    (device as GPUDevice | null)?.destroy();
    throw cause;
  } finally {
    if (own) Object.defineProperty(globalThis, 'caches', own);
    else Reflect.deleteProperty(globalThis, 'caches');
    GPUAdapter.prototype.requestDevice = open;
  }
}

/** What WebLLM uses of a cache. */
function memoryCache(files: Files) {
  return {
    match: async (request: Request) => {
      const body = files.get(request.url);
      return body && new Response(body);
    },
    keys: async () => [...files.keys()].map((url) => ({ url })),
    add: (request: Request): Promise<never> =>
      Promise.reject(
        new EngineError(
          'internal',
          `WebLLM asked for a file that it was not given: ${request.url}.`,
        ),
      ),
  };
}
