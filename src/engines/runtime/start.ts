/**
 * What the start of a runtime needs of the browser around it: its threads' workers kept alive, and
 * an end to a start that no longer goes on. Not here: which runtime, and what it loads.
 */
import { EngineError } from '../../core/errors';
import { text } from '../../text/engines';

/** All that this scope ever started: they end with the worker (or page) that holds them. */
const kept: Worker[] = [];

/**
 * Keeps a reference to each worker that is made in this scope from now on. A runtime drops its
 * reference to a thread's worker until the worker has answered; Firefox (seen in 153) collects such
 * a worker, its answer never comes, and the start waits for ever.
 * @param scope whose `Worker` is replaced; nothing happens where it has none
 * @returns the workers that are kept
 */
export function keepWorkers(scope: { Worker?: typeof Worker }): readonly Worker[] {
  const { Worker: Made } = scope;
  if (Made)
    scope.Worker = new Proxy(Made, {
      construct(target, args, newTarget) {
        const worker = Reflect.construct(target, args, newTarget) as Worker;
        kept.push(worker);
        return worker;
      },
    });
  return kept;
}

/**
 * A start takes a second or two once its file is there; compiling it in WebKit, twice at once beside
 * other programs, took more than 90.
 */
const WITH_FILE = 180_000;
/** Together with a download that may be slow: 17 MB at 30 kB/s. */
const AT_ALL = 600_000;
const LOOK_EVERY = 1000;

/**
 * The start, or an error once it takes so long that it will not end any more.
 * @param arrived whether the runtime's own file is there: from then on nothing waits for the network
 * @throws EngineError `internal`, after which the worker is of no use; or what the start throws
 */
export async function startInTime<T>(
  start: Promise<T>,
  arrived: () => boolean,
  now: () => number = () => performance.now(),
): Promise<T> {
  const began = now();
  let since: number | null = null;
  let watch: ReturnType<typeof setInterval> | undefined;
  const late = new Promise<never>((_, reject) => {
    watch = setInterval(() => {
      if (since === null && arrived()) since = now();
      const limit = since !== null && now() - since >= WITH_FILE ? WITH_FILE : AT_ALL;
      if (limit === AT_ALL && now() - began < AT_ALL) return;
      reject(new EngineError('internal', text.runtime.late(limit / 1000), text.runtime.lateHint));
    }, LOOK_EVERY);
  });
  try {
    return await Promise.race([start, late]);
  } finally {
    clearInterval(watch);
  }
}
