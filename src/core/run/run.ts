/**
 * What is asked of an engine (`SpecBase`) and what it answers (`RunEvent`), as far as all
 * mechanisms have it in common. Each mechanism adds its own fields in its own folder; whoever does
 * not need them works on these.
 */
import type { WireError } from '../errors';
import type { MechanismId, Modality, RuntimeId } from '../ids';
import type { ModelRef } from '../model';
import type { Pass } from './pass';

export type { Pass } from './pass';

export type Backend = 'webgpu' | 'wasm';

/**
 * How lanes share the hardware. `alone`: one after the other. `together`: all free-running.
 * `turns`: forward passes serialised, one at a time. Every figure is stamped with it.
 */
export const POLICIES = ['alone', 'together', 'turns'] as const;
export type Policy = (typeof POLICIES)[number];

/** A run that goes on from an earlier one. */
export interface ForkBase {
  /** The run that it goes on from. */
  readonly runId: string;
  /** How many of its results are kept as they are. */
  readonly at: number;
  /** Results that came of the parent's passes, where that is more than `at`. */
  readonly reused?: number;
}

export interface SpecBase {
  readonly mechanism: MechanismId;
  /** Id of the lane that runs it. */
  readonly lane: string;
  readonly runId: string;
  /** 0..2**32-1. */
  readonly seed: number;
  readonly policy: Policy;
  /** t = 0 of the run: milliseconds since the Unix epoch, from `performance.timeOrigin + now()`. */
  readonly epoch: number;
  /** What the model is given, as it is given. */
  readonly prompt: string;
  /** Absent for a run from the start. */
  readonly from?: ForkBase;
}

export type RunSpec = SpecBase;

export interface AdapterInfo {
  readonly vendor: string;
  readonly architecture: string;
  readonly description: string;
  /** Computed on the CPU (SwiftShader, llvmpipe, a fallback adapter): no measure of a GPU. */
  readonly software: boolean;
  readonly f16: boolean;
}

/** The outcome of comparing the loaded model with its golden output on this very device. */
export interface KnownAnswer {
  readonly ok: boolean;
  /** Largest deviation seen, in the unit of `tolerance`. */
  readonly worst: number;
  readonly tolerance: number;
  /** What was compared, for a person. */
  readonly what: string;
}

/** What a model without a known answer is held to: itself, on this very device. */
export interface SelfCheck {
  readonly ok: boolean;
  /** What was checked and found, sentences for a person. */
  readonly what: string;
}

/** Where and how an engine runs; travels with every trace and every figure. */
export interface EngineInfo {
  readonly mechanism: MechanismId;
  readonly modality: Modality;
  readonly model: ModelRef & { readonly name: string; readonly sha256: string };
  readonly runtimeId: RuntimeId;
  /** With its version, for a person. */
  readonly runtime: string;
  readonly backend: Backend;
  /** Why this backend, when it is not simply what was asked for; else empty. */
  readonly backendReason: string;
  readonly adapter: AdapterInfo | null;
  /** WASM threads; 0 on WebGPU. */
  readonly threads: number;
  /** Null where the model comes without a stored answer: it was not checked. */
  readonly knownAnswer: KnownAnswer | null;
  /** In place of a known answer, where the engine knows how. */
  readonly selfCheck?: SelfCheck;
  /** Kernels handed to the GPU in one pass, by its kind, counted at the load; not said on WASM. */
  readonly dispatches?: Readonly<Record<string, number>>;
  readonly loadMs: number;
  /** True when no weight byte came over the network. */
  readonly fromDevice: boolean;
}

/** The known answer was compared, or the model with itself, and is wrong: no figure of this engine counts. */
export function computesWrongly({
  knownAnswer,
  selfCheck,
}: Pick<EngineInfo, 'knownAnswer' | 'selfCheck'>): boolean {
  return knownAnswer?.ok === false || selfCheck?.ok === false;
}

/** The prompt as the model gets it, and the passes that this took (none where the first result's did). */
export interface InputBase {
  readonly pieces: readonly string[];
  readonly passes: readonly Pass[];
}

/** One unit that a run yields: a token, a denoising step. */
export interface ResultBase {
  /** 0..N-1. */
  readonly index: number;
  /** At least one, but for results that are taken over from a parent's candidates. */
  readonly passes: readonly Pass[];
}

/** `complete`: all that was asked for. `stop`: the model itself ended. */
export const DONE_REASONS = ['stop', 'length', 'context', 'complete'] as const;
export type DoneReason = (typeof DONE_REASONS)[number];

export type EventBody<
  S extends SpecBase = SpecBase,
  I extends InputBase = InputBase,
  R extends ResultBase = ResultBase,
> =
  | {
      readonly type: 'start';
      readonly spec: S;
      readonly engine: EngineInfo;
      /** False for the first run after a load. */
      readonly warm: boolean;
    }
  | { readonly type: 'input'; readonly input: I }
  | { readonly type: 'result'; readonly result: R }
  | { readonly type: 'done'; readonly reason: DoneReason }
  | { readonly type: 'aborted' }
  | { readonly type: 'error'; readonly error: WireError };

/** `t`: milliseconds on the run's clock when the result was on the CPU. */
export type RunEvent = EventBody & {
  readonly runId: string;
  readonly seq: number;
  readonly t: number;
};

export function isTerminal(event: { readonly type: EventBody['type'] }): boolean {
  return event.type === 'done' || event.type === 'aborted' || event.type === 'error';
}
