/** What is asked of an engine (`RunSpec`) and what it answers (`RunEvent`). */
import type { WireError } from '../errors';
import type { SamplingParams, TokenStep } from '../autoregression/token';
import type { DenoiseStep, NoiseScheduleName, SamplerName } from '../diffusion/denoise';

export type LaneKind = 'language' | 'diffusion';
export type Backend = 'webgpu' | 'wasm';

/**
 * How the two lanes share the hardware. `alone`: one after the other. `together`: both free-running.
 * `turns`: forward passes serialised, one at a time. Every figure is stamped with it.
 */
export type Policy = 'alone' | 'together' | 'turns';

interface SpecBase {
  readonly runId: string;
  /** 0..2**32-1. */
  readonly seed: number;
  readonly policy: Policy;
  /** t = 0 of the run: milliseconds since the Unix epoch, from `performance.timeOrigin + now()`. */
  readonly epoch: number;
}

/** A run that goes on from the tokens of an earlier one. */
export interface LanguageFork {
  /** The run that it goes on from. */
  readonly runId: string;
  /** How many of its tokens are kept as they are. */
  readonly at: number;
  /** Ids of the tokens after them that are given instead of sampled; may be empty. */
  readonly forced: readonly number[];
  /**
   * The whole answer so far as a person edited it. Where it is given, `at` and `forced` are the
   * engine's to find: its `start` event has them.
   */
  readonly text?: string;
  /**
   * Tokens that came of the parent's passes: `at`, or one more where the first given one was among
   * the candidates there. The engine's to find, as above.
   */
  readonly reused?: number;
}

/** A run that goes on from the steps of an earlier one. */
interface DiffusionFork {
  /** The run that it goes on from. */
  readonly runId: string;
  /** How many of its steps are kept as they are; the step of this index is the first new one. */
  readonly at: number;
  /**
   * False: from the sample as it was. True: from the earlier run's picture with fresh noise of
   * this run's seed at that step's sigma (image to image, SDEdit, Meng et al. 2022).
   */
  readonly renoise: boolean;
}

export interface LanguageSpec extends SpecBase {
  readonly lane: 'language';
  /** Absent for a run from the start. */
  readonly from?: LanguageFork;
  /** The user's turn of the chat, as typed. */
  readonly prompt: string;
  readonly sampling: SamplingParams;
  /** Most tokens to generate. */
  readonly maxTokens: number;
}

export interface DiffusionSpec extends SpecBase {
  readonly lane: 'diffusion';
  /** Absent for a run from the start. */
  readonly from?: DiffusionFork;
  readonly prompt: string;
  readonly sampler: SamplerName;
  readonly schedule: NoiseScheduleName;
  readonly steps: number;
  /** Classifier-free guidance scale; 1 is none and takes one evaluation a step instead of two. */
  readonly guidance: number;
  /** Index into the model's styles; 0 is any. */
  readonly style: number;
  /**
   * Pictures computed in one pass, 1..8; absent is 1. Their seeds are `seed` .. `seed + batch - 1`,
   * modulo 2**32; the trace holds the first. For measuring: a fork takes none but 1.
   */
  readonly batch?: number;
}

export type RunSpec = LanguageSpec | DiffusionSpec;

export interface AdapterInfo {
  readonly vendor: string;
  readonly architecture: string;
  readonly description: string;
  /** Computed on the CPU (SwiftShader, llvmpipe, a fallback adapter): right, but no measure of a GPU. */
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

/** Where and how an engine runs; travels with every trace and every figure. */
export interface EngineInfo {
  readonly lane: LaneKind;
  readonly model: { readonly id: string; readonly name: string; readonly sha256: string };
  readonly runtime: string;
  readonly backend: Backend;
  /** Why this backend, when it is not simply what was asked for; else empty. */
  readonly backendReason: string;
  readonly adapter: AdapterInfo | null;
  /** WASM threads; 0 on WebGPU. */
  readonly threads: number;
  readonly knownAnswer: KnownAnswer;
  readonly loadMs: number;
  /** True when no weight byte came over the network. */
  readonly fromDevice: boolean;
}

/** One forward pass, timed around a real readback. Times in milliseconds on the run's clock. */
export interface Pass {
  readonly kind: 'prefill' | 'decode' | 'encode' | 'denoise';
  readonly start: number;
  readonly ms: number;
  /**
   * Tokens in (prefill, encode), or evaluations of the network (denoise: one for each picture, two
   * with guidance).
   */
  readonly size: number;
}

export type EventBody =
  | {
      readonly type: 'start';
      readonly spec: RunSpec;
      readonly engine: EngineInfo;
      readonly warm: boolean;
    }
  /** Language: the prompt as the model gets it. */
  | { readonly type: 'prompt'; readonly ids: readonly number[]; readonly pieces: readonly string[] }
  /** Diffusion: the prompt after the text encoder; `cut` says that words did not fit. */
  | {
      readonly type: 'encoded';
      readonly pieces: readonly string[];
      readonly cut: boolean;
      readonly pass: Pass;
    }
  | { readonly type: 'token'; readonly token: TokenStep }
  | { readonly type: 'step'; readonly step: DenoiseStep }
  | { readonly type: 'done'; readonly reason: 'stop' | 'length' | 'context' | 'steps' }
  | { readonly type: 'aborted' }
  | { readonly type: 'error'; readonly error: WireError };

/** `t`: milliseconds on the run's clock when the result was on the CPU. */
export type RunEvent = EventBody & {
  readonly runId: string;
  readonly seq: number;
  readonly t: number;
};

export function isTerminal(event: EventBody): boolean {
  return event.type === 'done' || event.type === 'aborted' || event.type === 'error';
}
