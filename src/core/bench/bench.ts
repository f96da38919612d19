/**
 * The words of a benchmark: what is asked (`BenchPlan`), every measured figure (`BenchSample`) and
 * the result that travels (`BenchResult`). Plain data: it is the JSON of a result file, so every
 * value here is a JSON value, and a figure that a run did not get to is null. How a sample comes
 * from traces: `bench-sample.ts`. What the samples say: `bench-figures.ts`. Checking what others
 * send: `bench-schema.ts`.
 */
import type { NoiseScheduleName, SamplerName } from '../diffusion/denoise';
import type { BackendChoice, LanguageEngineName } from '../run/engine';
import type { ErrorCode } from '../errors';
import type { AdapterInfo, Backend, EngineInfo, LaneKind, Pass, Policy } from '../run/run';

export const BENCH_FORMAT = 'decode-and-denoise/bench-result';
/** Rises when an older page could not read a result any more. */
export const BENCH_VERSION = 1;

/** Cold is the first run after a fresh load, warm every later one. */
export type Start = 'cold' | 'warm';

/** One piece of work for both lanes. */
export interface BenchPrompt {
  readonly id: string;
  /** The user's turn of the chat. */
  readonly question: string;
  /** What is painted. */
  readonly caption: string;
}

/** How often everything is measured. */
export type Rounds =
  | { readonly kind: 'fixed'; readonly rounds: number }
  /** Until the relative spread of every lane's main warm figure is at most `spread`. */
  | {
      readonly kind: 'until';
      /** Of the median: 0.05 is 5 %. */
      readonly spread: number;
      readonly min: number;
      readonly max: number;
    };

/** What is varied, everything else as in the plan. */
export type SweepAxis = 'tokens' | 'steps' | 'guidance' | 'batch' | 'threads' | 'context';

export interface BenchSweep {
  readonly axis: SweepAxis;
  /**
   * tokens: most tokens; steps: denoising steps; guidance: evaluations in a pass, 1 (off) or
   * 2 (on); batch: pictures computed in one pass; threads: WASM threads; context: words of the
   * prompt, about as many tokens.
   */
  readonly values: readonly number[];
  /** Warm runs at each value. */
  readonly rounds: number;
}

export interface BenchPlan {
  /** Round i does prompt i modulo their number: the set is chosen to be of equal length. */
  readonly prompts: readonly BenchPrompt[];
  readonly tokens: number;
  readonly steps: number;
  /** 1 is none. */
  readonly guidance: number;
  readonly sampler: SamplerName;
  readonly schedule: NoiseScheduleName;
  readonly seed: number;
  readonly policies: readonly Policy[];
  readonly starts: readonly Start[];
  readonly rounds: Rounds;
  readonly backend: BackendChoice;
  /** What computes the language model. */
  readonly engine: LanguageEngineName;
  /** WASM threads of a lane; 0: as the page chooses for the policy (`threadsPerLane`). */
  readonly threads: number;
  readonly sweeps: readonly BenchSweep[];
}

/** A forward pass as measured, and how long its lane had waited for it. */
export interface BenchPass extends Pass {
  /**
   * Milliseconds between the end of this lane's pass before (or the run's start) and the start of
   * this one: waiting for a turn, and what the lane itself does between passes.
   */
  readonly wait: number;
}

/** The part of a run in which both lanes were computing. */
export interface Overlap {
  readonly ms: number;
  /**
   * Results of this lane that came in that time, by kind of pass. A piece of work that reaches
   * over an edge counts by its share, so these are no whole numbers.
   */
  readonly done: Readonly<Record<Pass['kind'], number>>;
}

interface SampleBase {
  /** Counts from 0, over rounds that were kept. */
  readonly round: number;
  /** Id of the plan's prompt; for a sweep of the context the words that were given. */
  readonly prompt: string;
  readonly policy: Policy;
  readonly start: Start;
  /** Which of `BenchResult.engines`. */
  readonly engine: number;
  /** Null for the plan's own work. */
  readonly sweep: { readonly axis: SweepAxis; readonly value: number } | null;
  /** When the run began, milliseconds since the benchmark did. */
  readonly at: number;
  /** From the run's start to its newest result. */
  readonly runMs: number;
  readonly longestPassMs: number;
  /** Between two passes; 0 where there is only one. */
  readonly longestWaitMs: number;
  /**
   * Most passes of the other lane that ended during one such wait. Taking turns it is 1, unless
   * what the lane does between two passes takes longer than a pass of the other. Null where the
   * lane ran alone.
   */
  readonly passesWaited: number | null;
  /** Null where the lane ran alone. */
  readonly overlap: Overlap | null;
  readonly passes: readonly BenchPass[];
}

export interface LanguageSample extends SampleBase {
  readonly lane: 'language';
  readonly promptTokens: number;
  readonly tokens: number;
  readonly ttftMs: number | null;
  readonly prefillTokensPerSecond: number | null;
  readonly decodeTokensPerSecond: number | null;
  /** Time per output token after the first: mean, median, 95th percentile. */
  readonly tpotMs: number | null;
  readonly tpotP50Ms: number | null;
  readonly tpotP95Ms: number | null;
}

export interface DiffusionSample extends SampleBase {
  readonly lane: 'diffusion';
  readonly encodeMs: number | null;
  readonly msPerStep: number | null;
  /** From the run's start to the finished picture. */
  readonly imageMs: number | null;
  readonly picturesPerMinute: number | null;
  readonly steps: number;
  readonly nfe: number;
  /** Evaluations of the network in a pass: one for each picture, two with guidance. */
  readonly batch: number;
  /** Pictures computed in one pass; `nfe` is that of one of them. */
  readonly pictures: number;
}

/** One lane's part of one run: every figure is computed from its trace and nothing else. */
export type BenchSample = LanguageSample | DiffusionSample;

/** An engine as it was loaded, once for each that differs in more than how long its load took. */
export interface BenchEngine extends EngineInfo {
  /** Of every load, in milliseconds; `loadMs` is the first. */
  readonly loadsMs: readonly number[];
}

/** The machine as the browser tells it. */
export interface BenchHardware {
  readonly userAgent: string;
  /** "Linux x86_64"; empty where the browser does not say. */
  readonly platform: string;
  /** Logical processors. */
  readonly cores: number;
  /** GiB, rounded down by the browser to at most 8; null where it does not say. */
  readonly memoryGiB: number | null;
  /** Without it there are no WASM threads and the clock is coarser. */
  readonly isolated: boolean;
  /** Smallest step of `performance.now()` that was seen, in milliseconds. */
  readonly clockStepMs: number;
  /** Null where the browser does not say. */
  readonly onBattery: boolean | null;
}

export const NOTE_CODES = [
  'known-answer',
  'software-adapter',
  'backend-fallback',
  'hidden-tab',
  'battery',
  'coarse-clock',
  'throttled',
  'not-isolated',
  'uneven-work',
  'stopped',
  'failed',
  'other-machine',
  'shortened',
] as const;

/** Something that whoever reads the figures must know. */
export interface BenchNote {
  readonly code: (typeof NOTE_CODES)[number];
  /** `wrong`: the figures of the lane are no figures. `warning`: not comparable. `info`: good to know. */
  readonly level: 'wrong' | 'warning' | 'info';
  /** Null where it holds for both. */
  readonly lane: LaneKind | null;
  /** One sentence, for a person. */
  readonly message: string;
}

/** Whether all that was asked was measured; whatever was is in the result. */
export type BenchEnd =
  | { readonly complete: true }
  | {
      readonly complete: false;
      readonly why: 'stopped' | 'hidden' | ErrorCode;
      readonly message: string;
    };

/** A limit of the device, measured by kernels of our own (`roofline.ts`). */
export interface DeviceLimit {
  readonly backend: Backend;
  /** Null on WASM. */
  readonly adapter: AdapterInfo | null;
  /** Cores that computed at once; 0 on WebGPU. */
  readonly threads: number;
  /** `int16`: sums of products of 16-bit integers, what 8-bit weights are multiplied with on WASM. */
  readonly precision: 'f32' | 'f16' | 'int16';
  /** Of the best of reading, copying and triad; null where it was not measured or came out wrong. */
  readonly bytesPerSecond: Stat | null;
  readonly flopsPerSecond: Stat | null;
  /** One more dispatch in a queue, in milliseconds; null on WASM. */
  readonly dispatchMs: Stat | null;
  /** An empty dispatch with its readback, in milliseconds; null on WASM. */
  readonly roundTripMs: Stat | null;
  /** How it was measured, in a sentence. */
  readonly how: string;
}

/** What travels: the JSON of a result file. */
export interface BenchResult {
  readonly format: typeof BENCH_FORMAT;
  readonly version: typeof BENCH_VERSION;
  /** Tells two results of one machine apart. */
  readonly id: string;
  /** ISO 8601, when it began. */
  readonly createdAt: string;
  /** A name that a person gave it; empty at first. */
  readonly label: string;
  readonly hardware: BenchHardware;
  readonly engines: readonly BenchEngine[];
  readonly plan: BenchPlan;
  readonly samples: readonly BenchSample[];
  /** One typical pass of each kind: prefill of the prompt, decode at mid-answer, encode, denoise. */
  readonly costs: readonly PassCost[];
  /** Empty where the device was not measured. */
  readonly limits: readonly DeviceLimit[];
  readonly notes: readonly BenchNote[];
  readonly end: BenchEnd;
}
