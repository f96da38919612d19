/**
 * The words of what a benchmark says: figures over many samples, how the lanes share the machine,
 * and how cost grows with work. Plain data, computed from a result and never part of its file. How:
 * `summary.ts` and `curves.ts`.
 */
import type { Fit, Stat } from '../measure/stats';
import type { Policy } from '../run/run';
import type { BenchEngine, Start } from './bench';

/** The figures of one lane under one policy from one start. */
export interface SummaryRow {
  readonly lane: string;
  readonly policy: Policy;
  readonly start: Start;
  readonly engine: BenchEngine;
  /** False: the model failed its known answer, every figure is wrong. */
  readonly right: boolean;
  /** By key of the mechanism's metrics; null where no run got to it. */
  readonly figures: Readonly<Record<string, Stat | null>>;
}

/** By id of the lane. */
export type ByLane<T> = Readonly<Record<string, T>>;

/** How the lanes share the machine; warm runs only. */
export interface Sharing {
  readonly policy: 'together' | 'turns';
  /** Time of the same work against alone, while all lanes compute: 2 is half as fast. Null: unknown. */
  readonly slowdown: ByLane<Stat | null>;
  /**
   * Work done by all in the time they shared, against doing it one after the other (alone): the
   * sum of 1 / slowdown ("weighted speedup", Snavely and Tullsen 2000). Above 1 sharing pays.
   */
  readonly totalWork: Stat | null;
  /** Longest time between two passes of the lane, over all runs; milliseconds. */
  readonly longestWaitMs: ByLane<number | null>;
  /** Most passes of the other lanes in one such wait. */
  readonly passesWaited: ByLane<number | null>;
  /** Longest pass of the lane in the same runs: what others may have to wait for. */
  readonly longestPassMs: ByLane<number | null>;
}

/** How one figure of one lane grows along a sweep. */
export interface Curve {
  readonly axis: string;
  readonly lane: string;
  /** Key of what grows. */
  readonly metric: string;
  /** One of x, for a person: "token", "step", "thread". */
  readonly unit: string;
  /** By rising x, which is what was measured (prompt tokens, not words). */
  readonly points: readonly { readonly x: number; readonly y: Stat }[];
  /** Null with fewer than two different x. */
  readonly fit: Fit | null;
}

/** All that is said of a result. */
export interface BenchSummary {
  readonly rows: readonly SummaryRow[];
  readonly sharing: readonly Sharing[];
  readonly curves: readonly Curve[];
}
