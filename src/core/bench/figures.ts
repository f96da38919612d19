/**
 * The words of what a benchmark says: figures over many samples, how the lanes share the machine,
 * and how cost grows with work. Plain data, computed from a result and never part of its file. How:
 * `bench-summary.ts` and `bench-curves.ts`.
 */
import type { BenchEngine, Start, Stat, SweepAxis } from './bench';
import type { LaneKind, Policy } from '../run/run';

/** What is stated of the language model; `runMs` is the whole run, of either lane. */
export type LanguageFigure =
  | 'ttftMs'
  | 'prefillTokensPerSecond'
  | 'decodeTokensPerSecond'
  | 'tpotMs'
  | 'tpotP50Ms'
  | 'tpotP95Ms'
  | 'tokens'
  | 'runMs';
/** What is stated of the diffusion model. */
export type DiffusionFigure =
  'encodeMs' | 'msPerStep' | 'imageMs' | 'picturesPerMinute' | 'nfe' | 'runMs';
export type Figure = LanguageFigure | DiffusionFigure;

/** The figures of one lane under one policy from one start. */
export interface SummaryRow {
  readonly lane: LaneKind;
  readonly policy: Policy;
  readonly start: Start;
  readonly engine: BenchEngine;
  /** False: the model failed its known answer, every figure is wrong. */
  readonly right: boolean;
  /** Null where no run got to it; figures of the other lane are absent. */
  readonly figures: Readonly<Partial<Record<Figure, Stat | null>>>;
}

/** How the lanes share the machine; warm runs only. */
export interface Sharing {
  readonly policy: 'together' | 'turns';
  /** Time of the same work against alone, while both lanes compute: 2 is half as fast. Null: unknown. */
  readonly slowdown: Readonly<Record<LaneKind, Stat | null>>;
  /**
   * Work done by both in the time they shared, against doing it one after the other (alone): the
   * sum of 1 / slowdown ("weighted speedup", Snavely and Tullsen 2000). Above 1 sharing pays.
   */
  readonly totalWork: Stat | null;
  /** Longest time between two passes of the lane, over all runs; milliseconds. */
  readonly longestWaitMs: Readonly<Record<LaneKind, number | null>>;
  /** Most passes of the other lane in one such wait. */
  readonly passesWaited: Readonly<Record<LaneKind, number | null>>;
  /** Longest pass of the lane in the same runs: what the other may have to wait for. */
  readonly longestPassMs: Readonly<Record<LaneKind, number | null>>;
}

/** How one figure of one lane grows along a sweep. */
export interface Curve {
  readonly axis: SweepAxis;
  readonly lane: LaneKind;
  /** What grows: `runMs`, `msPerStep`, `tpotMs`, ... */
  readonly figure: Figure;
  /** One of the axis, for a person: "token", "step", "thread". */
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
