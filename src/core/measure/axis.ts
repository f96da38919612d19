/** What a mechanism tells the benchmark: axes to sweep over, and what a pass costs. */
import type { Range } from '../limits';
import type { SettingValues } from '../model';
import type { Figures } from './metric';

/** Something that is varied, everything else as in the plan. */
export interface BenchAxis {
  /** In plans and result files; never changes. */
  readonly id: string;
  readonly label: string;
  readonly values: readonly number[];
  readonly range: Range;
  /** What a run does otherwise at a value. */
  apply(values: SettingValues, value: number): { values?: SettingValues; prompt?: string };
  /** What grows: metric by metric a curve. */
  readonly curves: readonly BenchCurve[];
}

interface BenchCurve {
  /** Key of a metric. */
  readonly metric: string;
  /** One of x: "prompt token". */
  readonly unit: string;
  /** What a run did, not what it was asked to do. */
  x(figures: Figures): number | null;
}

/**
 * One evaluation in a pass, and two with guidance: at the plan's own scale, or at the usual one.
 * @param own values of a mechanism that has a setting `guidance`
 */
export function guidanceAxis(own: {
  readonly label: string;
  readonly range: string;
  /** Key of the metric that grows. */
  readonly metric: string;
  /** One evaluation. */
  readonly unit: string;
  readonly usual: number;
}): BenchAxis {
  return {
    id: 'guidance',
    label: own.label,
    values: [1, 2],
    range: { label: own.range, min: 1, max: 2, whole: true },
    apply(values, evaluations) {
      const scale = Number(values['guidance']);
      const guided = scale > 1 ? scale : own.usual;
      return { values: { ...values, guidance: evaluations === 1 ? 1 : guided } };
    },
    curves: [{ metric: own.metric, unit: own.unit, x: ({ batch }) => batch ?? null }],
  };
}

/** Multiply-accumulates and bytes of one forward pass of a model, from its manifest (`cost.ts`). */
export interface PassCost {
  readonly kind: string;
  /** What went in, as in `Pass`. */
  readonly size: number;
  /** Two for each multiply-accumulate. */
  readonly flops: number;
  /** What has to be read or written at least, weights and activations, each once. */
  readonly bytes: number;
  /**
   * Kernels of the pass: as counted while the engine was loaded, where it was on a GPU; else nodes of
   * its graph that are no views. 0 where it is not known.
   */
  readonly dispatches: number;
}

/** What the runs of a benchmark did, as medians over them. */
export interface WorkDone {
  readonly figures: Figures;
  /** Median size of the passes of a kind; 0 where there were none. */
  size(kind: string): number;
}
