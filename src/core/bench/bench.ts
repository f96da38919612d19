/**
 * The words of a benchmark: what is asked (`BenchPlan`), every measured figure (`BenchSample`) and
 * the result that travels (`BenchResult`), version 2. Plain data: it is the JSON of a result file,
 * so every value here is a JSON value, and a figure that a run did not get to is null. How a sample
 * comes from traces: `sample.ts`. What the samples say: `figures.ts`. Checking what others send:
 * `schema.ts`; results of version 1: `v1.ts`.
 */
import type { BackendChoice } from '../run/engine';
import type { ErrorCode } from '../errors';
import type { PassCost } from '../measure/axis';
import type { Figures } from '../measure/metric';
import type { Stat } from '../measure/stats';
import type { LanePlan } from '../model';
import type { AdapterInfo, Backend, EngineInfo, Pass, Policy } from '../run/run';

export const BENCH_FORMAT = 'decode-and-denoise/bench-result';
/** Rises when an older page could not read a result any more; a new metric is no reason. */
export const BENCH_VERSION = 2;

/** Cold is the first run after a fresh load, warm every later one. */
export type Start = 'cold' | 'warm';

/** One piece of work, the same for every lane. */
export interface BenchPrompt {
  readonly id: string;
  /** The words; a lane's own settings may wrap them. */
  readonly prompt: string;
  /**
   * By lane: the prompt as its model was given it, where its settings do not make it of the words.
   * Results of version 1 have some.
   */
  readonly lanes?: Readonly<Record<string, string>>;
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

/** Something is varied, everything else is as in the plan. */
export interface BenchSweep {
  /** Id of an axis of a lane's mechanism, or `threads`. */
  readonly axis: string;
  /** Null: every lane that has the axis. */
  readonly lane: string | null;
  readonly values: readonly number[];
  /** Warm runs at each value. */
  readonly rounds: number;
}

export interface BenchPlan {
  /** 1 to 4, each with an id of its own. In a result their values are complete. */
  readonly lanes: readonly LanePlan[];
  /** Round i does prompt i modulo their number: the set is chosen to be of equal length. */
  readonly prompts: readonly BenchPrompt[];
  readonly seed: number;
  readonly policies: readonly Policy[];
  readonly starts: readonly Start[];
  readonly rounds: Rounds;
  readonly backend: BackendChoice;
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

/** The part of a run in which all lanes were computing. */
export interface Overlap {
  readonly ms: number;
  /**
   * Results of this lane that came in that time, by kind of pass. A piece of work that reaches
   * over an edge counts by its share, so these are no whole numbers.
   */
  readonly done: Readonly<Record<string, number>>;
}

/** One lane's part of one run: every figure is computed from its trace and nothing else. */
export interface BenchSample {
  readonly lane: string;
  /** Counts from 0, over rounds that were kept. */
  readonly round: number;
  /** Id of the plan's prompt; for a sweep that brings its own prompt, the axis and the value. */
  readonly prompt: string;
  readonly policy: Policy;
  readonly start: Start;
  /** Which of `BenchResult.engines`. */
  readonly engine: number;
  /** Null for the plan's own work. */
  readonly sweep: { readonly axis: string; readonly value: number } | null;
  /** When the run began, milliseconds since the benchmark did. */
  readonly at: number;
  /** How many results the run has: tokens, steps. */
  readonly results: number;
  readonly longestPassMs: number;
  /** Between two passes; 0 where there is only one. */
  readonly longestWaitMs: number;
  /**
   * Most passes of the other lanes that ended during one such wait. Taking turns it is one for each
   * of them, unless what the lane does between two passes takes longer than a pass of another. Null
   * where the lane ran alone.
   */
  readonly passesWaited: number | null;
  /** Null where the lane ran alone. */
  readonly overlap: Overlap | null;
  readonly passes: readonly BenchPass[];
  /** By key of the mechanism's metrics. Those that a reader does not know are kept. */
  readonly figures: Figures;
}

/**
 * An engine as it was loaded, once for each that differs in more than how long its load took. What it
 * hands to the GPU is part of what a pass costs (`BenchCost`).
 */
export interface BenchEngine extends Omit<EngineInfo, 'dispatches'> {
  /** That it was loaded for. */
  readonly lane: string;
  /** Of every load, in milliseconds; `loadMs` is the first. */
  readonly loadsMs: readonly number[];
}

/** What one pass of a lane costs. */
export interface BenchCost extends PassCost {
  readonly lane: string;
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
  /** Cross-origin isolated, with shared memory. Without it WASM has one thread. */
  readonly isolated: boolean;
  /** Smallest step of `performance.now()` that was seen, in milliseconds. */
  readonly clockStepMs: number;
  /** Null where the browser does not say. */
  readonly onBattery: boolean | null;
}

export const NOTE_CODES = [
  'known-answer',
  'not-checked',
  'software-adapter',
  'backend-fallback',
  'hidden-tab',
  'other-tab',
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
  /** Null where it holds for all. */
  readonly lane: string | null;
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
  /** One typical pass of each kind and lane. */
  readonly costs: readonly BenchCost[];
  /** Empty where the device was not measured. */
  readonly limits: readonly DeviceLimit[];
  readonly notes: readonly BenchNote[];
  readonly end: BenchEnd;
}
