/**
 * The page's side of the protocol: an engine in a worker, behind the same interface as the engine
 * itself. Not here: what an engine does, and when the page loads or runs it.
 */
import type { Attention, AttentionQuestion } from '../core/run/attention';
import type { PaintQuestion } from '../core/run/paint';
import {
  sameLoad,
  type Engine,
  type LoadOptions,
  type OnProgress,
  type RunOptions,
} from '../core/run/engine';
import { EngineError, throwIfAborted } from '../core/errors';
import type { ModelRef } from '../core/model';
import type { EngineInfo, RunEvent, RunSpec } from '../core/run/run';
import type { StoredFiles } from '../core/stored';
import type { Reply, Request } from './protocol';
import type { RunEnd } from './run-stream';
import { RunStream } from './run-stream';
import { Life } from './life';
import { text } from '../text/worker';
import { text as errors } from '../text/errors';

/** A worker and what it loaded. */
interface Loaded {
  readonly worker: Worker;
  readonly life: Life;
  readonly options: LoadOptions;
  readonly info: EngineInfo;
}

/** A question beside runs; the reply of its kind has what it waits for. */
interface Asked {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: EngineError) => void;
}

export class WorkerEngine implements Engine {
  #loaded: Loaded | null = null;
  /** Kept when the worker dies, so that a run can still say which engine failed. */
  #info: EngineInfo | null = null;
  #stream: RunStream | null = null;
  #loading: Promise<unknown> = Promise.resolve();
  /** Questions that wait for their answer, by their ids. */
  readonly #asked = new Map<number, Asked>();
  #questions = 0;

  /**
   * @param start starts a worker that serves one engine (`host.ts`)
   * @param stored finds the files of a model that is not this site's
   */
  constructor(
    private readonly start: () => Worker,
    private readonly stored?: (model: ModelRef) => Promise<StoredFiles>,
  ) {}

  /** Loads in a new worker; the one before it serves until that has succeeded. Loads queue up. */
  load(options: LoadOptions, onProgress: OnProgress, signal: AbortSignal): Promise<EngineInfo> {
    const mine = this.#loading.then(() => this.#load(options, onProgress, signal));
    this.#loading = mine.catch(() => undefined);
    return mine;
  }

  async #load(
    options: LoadOptions,
    onProgress: OnProgress,
    signal: AbortSignal,
  ): Promise<EngineInfo> {
    if (this.#loaded && sameLoad(this.#loaded.options, options)) return this.#loaded.info;
    throwIfAborted(signal);
    const { model } = options;
    const stored = model.source === 'site' ? undefined : await this.stored?.(model);
    throwIfAborted(signal);
    const worker = this.start();
    const life = new Life();
    try {
      const whole = stored ? { ...options, stored } : options;
      const info = await loadIn(worker, life, whole, onProgress, signal);
      this.#drop({ type: 'aborted' });
      this.#loaded = { worker, life, options, info };
      this.#info = info;
      this.#listen(worker, life);
      return info;
    } catch (cause) {
      life.over();
      worker.terminate();
      throw EngineError.from(cause);
    }
  }

  /**
   * @throws EngineError `internal` at the first event when nothing was ever loaded: there is no
   *   engine that a `start` event could name.
   */
  run(spec: RunSpec, signal: AbortSignal, options: RunOptions = {}): AsyncIterable<RunEvent> {
    this.#stream?.end({ type: 'aborted' });
    if (!this.#info) return refused();
    const { parent, gate, onPass } = options;
    const { runId } = spec;
    const unlisten = gate?.listen((change) => this.#send({ type: 'pause', runId, change }));
    const stream = new RunStream(spec, this.#info, {
      abort: () => this.#send({ type: 'abort', runId }),
      ended: () => unlisten?.(),
      passed: () => onPass?.(),
    });
    this.#stream = stream;
    if (!this.#loaded) stream.end(failed(text.died('')));
    else if (signal.aborted) stream.end({ type: 'aborted' });
    else {
      this.#send({ type: 'run', spec, parent, paused: gate?.paused ?? false });
      signal.addEventListener('abort', () => stream.stop(), { once: true });
    }
    return stream;
  }

  attend(question: AttentionQuestion): Promise<Attention> {
    return this.#ask(
      (id) => ({ type: 'attend', id, question }),
      (reply) => (reply.type === 'attended' ? reply.attention : undefined),
    );
  }

  paint(question: PaintQuestion): Promise<readonly Float32Array[]> {
    return this.#ask(
      (id) => ({ type: 'paint', id, question }),
      (reply) => (reply.type === 'painted' ? reply.pictures : undefined),
    );
  }

  #ask<T>(request: (id: number) => Request, answer: (reply: Reply) => T | undefined): Promise<T> {
    return new Promise((resolve, reject) => {
      if (!this.#loaded) {
        reject(new EngineError('internal', text.noModel, text.thenAsk));
        return;
      }
      const id = ++this.#questions;
      const take = (reply: Reply) => {
        const found = answer(reply);
        if (found !== undefined) resolve(found);
        else if (reply.type === 'ask-failed') reject(EngineError.fromWire(reply.error));
      };
      this.#asked.set(id, { resolve: take, reject });
      this.#send(request(id));
    });
  }

  async dispose(): Promise<void> {
    await this.#loading;
    this.#drop({ type: 'aborted' });
    this.#info = null;
  }

  #send(request: Request): void {
    this.#loaded?.worker.postMessage(request);
  }

  #listen(worker: Worker, life: Life): void {
    worker.onmessage = ({ data }: MessageEvent<Reply>) => {
      if (data.type === 'alive') life.begins();
      if (data.type === 'pass' && data.runId === this.#stream?.runId) this.#stream.passed();
      if ('id' in data) {
        this.#asked.get(data.id)?.resolve(data);
        this.#asked.delete(data.id);
      }
      // Replies of a load are over; an event of an older run is dropped.
      if (data.type !== 'event' || data.event.runId !== this.#stream?.runId) return;
      this.#stream.push(data.event);
      // Nothing works on a lost device: the next load gets a new worker.
      if (data.event.type === 'error' && data.event.error.code === 'device-lost')
        this.#drop({ type: 'aborted' });
    };
    const died = (event: Event) => {
      event.preventDefault();
      if (this.#loaded?.worker === worker) this.#drop(failed(detail(event)));
    };
    worker.onerror = died;
    worker.onmessageerror = died;
    life.onend = () => {
      if (this.#loaded?.worker === worker) this.#drop(failed(text.ended));
    };
  }

  /** Ends the worker, and so a run in it; what came of the run so far stays. */
  #drop(end: RunEnd): void {
    this.#loaded?.life.over();
    this.#loaded?.worker.terminate();
    this.#loaded = null;
    this.#stream?.end(end);
    this.#stream = null;
    for (const { reject } of this.#asked.values())
      reject(new EngineError('aborted', text.noAnswer));
    this.#asked.clear();
  }
}

/** Resolves when the worker has loaded. Stop ends it at once: a load that was left is worth nothing. */
function loadIn(
  worker: Worker,
  life: Life,
  options: LoadOptions,
  onProgress: OnProgress,
  signal: AbortSignal,
): Promise<EngineInfo> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(new EngineError('aborted', errors.stopped));
    if (signal.aborted) {
      stop();
      return;
    }
    signal.addEventListener('abort', stop, { once: true });
    worker.onmessage = ({ data }: MessageEvent<Reply>) => {
      if (data.type === 'alive') life.begins();
      else if (data.type === 'progress') onProgress(data.progress);
      else if (data.type === 'loaded') resolve(data.info);
      else if (data.type === 'load-failed') reject(EngineError.fromWire(data.error));
    };
    const died = (event: Event) => {
      event.preventDefault();
      reject(startFailure(event));
    };
    worker.onerror = died;
    worker.onmessageerror = died;
    life.onend = () => reject(EngineError.fromWire(failed(text.ended).error));
    worker.postMessage({ type: 'load', options, life: life.name } satisfies Request);
  });
}

function startFailure(event: Event): EngineError {
  // A script that never arrived fires a plain event, one that threw an ErrorEvent; what it imports
  // later is told apart by the browsers' words for it.
  if (!(event instanceof ErrorEvent) || /import(ed|ing)? .*module/i.test(event.message))
    return new EngineError('model-fetch', text.notFetched, text.notFetchedHint);
  return EngineError.fromWire(failed(detail(event)).error);
}

function detail(event: Event): string {
  const message = event instanceof ErrorEvent ? event.message : '';
  return text.died(message);
}

/** Keeps the code that the message stands for: a worker may die of want of memory. */
function failed(message: string): Extract<RunEnd, { type: 'error' }> {
  const { code } = EngineError.from(message);
  return { type: 'error', error: { code, message, hint: text.again } };
}

// eslint-disable-next-line require-yield
async function* refused(): AsyncGenerator<RunEvent> {
  throw new EngineError('internal', text.noModel, text.noModelHint);
}
