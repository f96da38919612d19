/**
 * The one contract every generator fulfils: in this thread, behind a worker, or replayed from a
 * trace. Whoever holds an `Engine` cannot tell which it is, and one contract suite tests them all.
 */
import type { Attention, AttentionQuestion } from './attention';
import type { PaintQuestion } from './paint';
import type { PauseGate } from './pause-gate';
import type { MechanismId, RuntimeId } from '../ids';
import type { ModelRef } from '../model';
import type { StoredFiles } from '../stored';
import type { Backend, EngineInfo, RunEvent, RunSpec } from './run';
import type { Trace } from './trace';

export type BackendChoice = 'auto' | Backend;

export const BACKENDS = ['auto', 'webgpu', 'wasm'] as const satisfies readonly BackendChoice[];

export interface LoadOptions {
  readonly mechanism: MechanismId;
  readonly model: ModelRef;
  /** Its files, where it is not one of this site's. `model` tells them from any others. */
  readonly stored?: StoredFiles;
  readonly runtime: RuntimeId;
  /** Folders under `models/` that this runtime needs beside the model's own. */
  readonly needs: readonly string[];
  /** Absolute URL of the site's root, ending in a slash; models and runtime files lie below it. */
  readonly baseUrl: string;
  /** `auto` is WebGPU on a real adapter, else WASM. */
  readonly backend: BackendChoice;
  /** WASM threads; 0 leaves the choice to the engine. */
  readonly threads: number;
}

/** What a load is doing now. `loaded` never falls within a phase and ends at `total`. */
export interface LoadProgress {
  readonly phase: 'runtime' | 'weights' | 'prepare' | 'warm-up';
  /** What is being worked on, for a person: "SmolLM2 135M, weights". */
  readonly label: string;
  /** Bytes, or 0 of 0 where the phase has no size. */
  readonly loaded: number;
  readonly total: number;
  /** True when the bytes come from this device's own copy. */
  readonly fromDevice: boolean;
  /** This device did not keep a file: it will be fetched again. */
  readonly notKept?: boolean;
  /** What follows, for a person; empty at the last phase. */
  readonly next: string;
}

export type OnProgress = (progress: LoadProgress) => void;

export interface RunOptions {
  /** The run that `spec.from` names, ended or not; needed where there is a `from`. */
  readonly parent?: Trace;
  /** Pauses the run between two forward passes; its clock stands still meanwhile. */
  readonly gate?: PauseGate;
  /** Called after a forward pass that gives no result yet: a sign of life between two results. */
  readonly onPass?: () => void;
}

export interface Engine {
  /**
   * Fetches, verifies, prepares, warms up and checks the model against its known answer.
   * A second call with the same options returns at once; with others it loads anew.
   * @throws EngineError; after it the engine is as before the call.
   */
  load(options: LoadOptions, onProgress: OnProgress, signal: AbortSignal): Promise<EngineInfo>;
  /**
   * Runs one spec to its end. The first event is `start`; `seq` rises by one; `t` never falls;
   * exactly one terminal event (`done`, `aborted`, `error`) comes last. It does not throw: what
   * fails becomes the `error` event. A signal takes effect between two forward passes.
   *
   * With `spec.from` the events kept from the parent come first, at the parent's own times; only
   * what is new is computed, and what is cached of the parent is not computed again.
   */
  run(spec: RunSpec, signal: AbortSignal, options?: RunOptions): AsyncIterable<RunEvent>;
  /**
   * Which word drives which pixels at a step, of this or an earlier run. Between or beside runs.
   * Absent where an engine has no such thing.
   * @throws EngineError; the engine is as before.
   */
  attend?(question: AttentionQuestion): Promise<Attention>;
  /**
   * Pictures of picture tokens, [3, size, size] each. Between or beside runs. Absent where an engine
   * has no such thing.
   * @throws EngineError; the engine is as before.
   */
  paint?(question: PaintQuestion): Promise<readonly Float32Array[]>;
  dispose(): Promise<void>;
}

/** Whether two loads ask for the same. */
export function sameLoad(a: LoadOptions, b: LoadOptions): boolean {
  return keyOfLoad(a) === keyOfLoad(b);
}

/** A text that tells one load from another. */
export function keyOfLoad(options: LoadOptions): string {
  const { mechanism, model, runtime, needs, baseUrl, backend, threads } = options;
  const { source, id, revision } = model;
  return JSON.stringify([
    ...[mechanism, source, id, revision, runtime, needs],
    ...[baseUrl, backend, threads],
  ]);
}
