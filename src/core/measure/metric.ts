/**
 * One figure of a run, computed from its trace and nothing else. A mechanism's table of them is
 * the only place where a figure stands: Watch, Compare, result files and the command line read it.
 */
import { lastResultAt, type Trace } from '../run/trace';

export interface Metric<T extends Trace = Trace> {
  /** In result files; never changes. */
  readonly key: string;
  /** Of a column: "TTFT". */
  readonly name: string;
  /** Of the stored value: `ms` is written as it reads best; empty for a count. */
  readonly unit: 'ms' | 'tok/s' | '1/min' | '';
  /** A sentence. */
  readonly meaning: string;
  /** Which way is better; null where neither is. */
  readonly better: 'lower' | 'higher' | null;
  /** Where it stands: beside the run in Watch, in a column of Compare's tables, in neither (files only). */
  readonly shown: readonly ('watch' | 'compare')[];
  /** Null where the run did not get to it. */
  of(trace: T): number | null;
}

/** Figures by key; null where a run did not get to it. */
export type Figures = Readonly<Record<string, number | null>>;

/** Whole time of a run: every mechanism has it. */
export const RUN_MS: Metric = {
  key: 'runMs',
  name: 'run',
  unit: 'ms',
  meaning: 'From the start of the run to its last result.',
  better: 'lower',
  shown: [],
  of: (trace) => lastResultAt(trace) - trace.startedAt,
};

export function figuresOf(metrics: readonly Metric[], trace: Trace): Figures {
  return Object.fromEntries(metrics.map((metric) => [metric.key, metric.of(trace)]));
}
