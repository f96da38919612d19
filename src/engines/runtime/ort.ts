/**
 * The only file that imports onnxruntime-web. It is the entry that transformers.js imports too, so
 * the bundle holds the runtime once. Its WASM comes in two builds, both with WebGPU and WASM
 * kernels, both assets of this site, of which a browser fetches one:
 *   jspi      17 MB, for browsers in which WASM can wait for a promise (JSPI: Chrome since 137)
 *   asyncify  27 MB, for all others; every function carries code to be unwound and rewound
 * On the language model, two cores, two threads (Chromium, tok/s): in the first 16 tokens after a
 * load 26 (jspi) and 10 (asyncify), whose 27 MB are still being compiled for several seconds on
 * the cores that should compute; warm 35 and 32. The build without WebGPU (14 MB) lies between.
 * Not here: models, weights, what a session computes.
 */
import * as ort from 'onnxruntime-web/webgpu';
import asyncifyMjs from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.mjs?url';
import asyncifyWasm from 'onnxruntime-web/ort-wasm-simd-threaded.asyncify.wasm?url';
import jspiMjs from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.mjs?url';
import jspiWasm from 'onnxruntime-web/ort-wasm-simd-threaded.jspi.wasm?url';
import type { Backend } from '../../core/run/run';
import { EngineError, throwIfAborted } from '../../core/errors';
import { sharesMemory, threadsPerLane, waitsInWasm } from '../../core/limits';
import { keepWorkers, startInTime } from './start';
import { text } from '../../text/engines';

export { Tensor } from 'onnxruntime-web/webgpu';
export type { InferenceSession } from 'onnxruntime-web/webgpu';

export type Ort = typeof ort;

/** One file of weights that a graph refers to by path. */
export interface ExternalData {
  readonly path: string;
  readonly data: Uint8Array;
}

export interface SessionSettings {
  readonly backend: Backend;
  /** Names of outputs that stay in GPU buffers between passes (a KV cache); ignored on WASM. */
  readonly gpuOutputs?: readonly string[];
  /**
   * Which runs are recorded by their first and replayed from then on: all, which then have one shape
   * (`CapturedSession`), or those that do not ask for `gpu_graph_id` -1.
   */
  readonly capture?: 'none' | 'all' | 'chosen';
}

const BUILD = waitsInWasm(WebAssembly) ? 'jspi' : 'asyncify';
const WASM = absolute(BUILD === 'jspi' ? jspiWasm : asyncifyWasm);

/** Name, version and build for `EngineInfo.runtime`: figures of different builds differ. */
export const RUNTIME = `onnxruntime-web ${ort.env.versions.web ?? ''} ${BUILD}`;

/** A graph of one Identity node: creating its session starts the runtime, whatever the model. */
const SMALLEST_GRAPH =
  'CAg6NwoQCgF4EgF5IghJZGVudGl0eRIBZ1oPCgF4EgoKCAgBEgQKAggBYg8KAXkSCgoICAESBAoCCAFCAhAR';

let threadsInUse = 0;
/** Starts come one after the other: the runtime refuses two at a time. */
let started: Promise<unknown> = Promise.resolve();

/**
 * Starts the runtime (fetches and compiles the WASM, makes its threads, opens the GPU), so that
 * this can go on while weights arrive; cheap after the first call for a backend.
 * @param threads of WASM; 0 chooses. The pool is made once in a worker's life: a later call with
 *   another number gets the one in use, and says so in what it returns. 0 is returned on WebGPU.
 * @throws EngineError `model-fetch` when the runtime's own files do not arrive,
 *   `webgpu-unavailable`, `internal` when the start does not come to an end.
 */
export async function loadOrt(
  backend: Backend,
  threads: number,
): Promise<{ ort: Ort; threads: number }> {
  if (threadsInUse === 0) {
    threadsInUse = chooseThreads(threads);
    keepWorkers(globalThis);
    // transformers.js points these at a CDN when it is imported; nothing may leave our origin.
    ort.env.wasm.wasmPaths =
      BUILD === 'jspi'
        ? { mjs: absolute(jspiMjs), wasm: WASM }
        : { mjs: absolute(asyncifyMjs), wasm: WASM };
    ort.env.wasm.numThreads = threadsInUse;
    ort.env.wasm.proxy = false;
    ort.env.logLevel = 'error';
    ort.env.webgpu.powerPreference = 'high-performance';
  }
  const start = started.then(() => startInTime(startBackend(backend), wasmArrived));
  started = start.catch(() => undefined);
  await start;
  // What it really has: it falls back to one thread where it cannot share memory.
  threadsInUse = ort.env.wasm.numThreads ?? 1;
  return { ort, threads: backend === 'wasm' ? threadsInUse : 0 };
}

async function startBackend(backend: Backend): Promise<void> {
  const graph = Uint8Array.from(atob(SMALLEST_GRAPH), (c) => c.charCodeAt(0));
  try {
    const session = await ort.InferenceSession.create(graph, { executionProviders: [backend] });
    await session.release();
  } catch (cause) {
    throw startFailure(backend, EngineError.from(cause));
  }
}

function startFailure(backend: Backend, error: EngineError): EngineError {
  if (error.code !== 'internal') return error;
  const reason = { cause: error };
  if (backend === 'webgpu' && !/fetch|import|wasm streaming/i.test(error.detail))
    return new EngineError(
      'webgpu-unavailable',
      text.runtime.gpu(error.detail),
      text.runtime.gpuHint,
      reason,
    );
  return new EngineError(
    'model-fetch',
    text.runtime.notStarted(error.detail),
    text.runtime.notStartedHint,
    reason,
  );
}

/**
 * Creates a session from a graph whose weights are outside of it. `loadOrt` comes first.
 * @throws EngineError `out-of-memory`, `device-lost`, or `unsupported-model` when the runtime
 *   refuses the graph.
 */
export async function createSession(
  graph: Uint8Array,
  externalData: readonly ExternalData[],
  settings: SessionSettings,
): Promise<ort.InferenceSession> {
  const options: ort.InferenceSession.SessionOptions = {
    // By its name alone, the runtime drops what is asked of it.
    executionProviders: [{ name: settings.backend }],
    enableGraphCapture: settings.capture === 'all',
    graphOptimizationLevel: 'all',
    logSeverityLevel: 3,
    externalData: externalData.map(({ path, data }) => ({ path, data })),
  };
  if (settings.capture === 'chosen') captureChosen(options);
  if (settings.backend === 'webgpu' && settings.gpuOutputs)
    options.preferredOutputLocation = Object.fromEntries(
      settings.gpuOutputs.map((name) => [name, 'gpu-buffer' as const]),
    );
  try {
    return await ort.InferenceSession.create(graph, options);
  } catch (cause) {
    const error = EngineError.from(cause);
    if (error.code !== 'internal') throw error;
    throw new EngineError(
      'unsupported-model',
      text.runtime.notOpened(error.detail),
      text.runtime.notOpenedHint,
      { cause },
    );
  }
}

/**
 * Asks the runtime's provider for recording, and not its JavaScript, which would then bind inputs and
 * outputs a single time: every run would have one shape. No option says so to the provider alone (its
 * own, in `extra`, comes after it is made: onnxruntime pull request 32456), but it is the first that
 * reads this one. Whether it records is seen afterwards (`Replays`).
 */
function captureChosen(options: ort.InferenceSession.SessionOptions): void {
  let reads = 0;
  Object.defineProperty(options, 'enableGraphCapture', { get: () => reads++ === 0 });
}

/**
 * Resolves when the GPU device of this worker is lost; never on WASM. Nothing in this worker
 * works on the GPU afterwards: a new worker is the way on.
 */
export async function deviceLost(): Promise<GPUDeviceLostInfo> {
  return (await gpuDevice()).lost;
}

/** The one that the runtime computes on; it has one from the first session on WebGPU. */
export async function gpuDevice(): Promise<GPUDevice> {
  return (await ort.env.webgpu.device) as GPUDevice;
}

/**
 * Reads files while the runtime starts (compiles, opens the GPU) on other threads. What fails first
 * ends the other.
 * @throws EngineError as `loadOrt` and `read`.
 */
export async function readWhileStarting<T>(
  { backend, threads, signal }: { backend: Backend; threads: number; signal: AbortSignal },
  read: (signal: AbortSignal) => Promise<T>,
): Promise<{ files: T; threads: number }> {
  const stop = new AbortController();
  const reading = read(AbortSignal.any([signal, stop.signal]));
  try {
    const [files, started] = await Promise.all([reading, loadOrt(backend, threads)]);
    throwIfAborted(signal);
    return { files, threads: started.threads };
  } catch (cause) {
    stop.abort();
    throwIfAborted(signal);
    throw cause;
  }
}

/** An entry is made when the whole file has come, from the network or from the browser's cache. */
function wasmArrived(): boolean {
  return performance.getEntriesByName(WASM, 'resource').length > 0;
}

/**
 * Threads need shared memory. Left to choose, two
 * lanes are taken to run together. What the threads do while they wait is left alone: the session
 * option against spinning is without effect here (this runtime has one pool for all sessions), and
 * `force_spinning_stop` changed nothing measurable, alone or together.
 */
function chooseThreads(asked: number): number {
  if (!sharesMemory(globalThis)) return 1;
  return asked > 0 ? asked : threadsPerLane('together', navigator.hardwareConcurrency || 1, 2);
}

/** Bundlers give site-relative addresses; the runtime wants whole ones. */
function absolute(url: string): string {
  return new URL(url, import.meta.url).href;
}
