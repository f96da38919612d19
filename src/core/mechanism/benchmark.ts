/** What a mechanism tells of itself for benchmarks. Apart from it: the first look at the page needs none. */
import type { BenchAxis, PassCost, WorkDone } from '../measure/axis';
import type { ModelManifest } from '../manifest';
import type { SettingValues } from '../model';
import type { Backend } from '../run/run';

export interface Benchmark {
  /** What a benchmark varies of it. */
  readonly axes: readonly BenchAxis[];
  /** Values of the settings that a benchmark runs with, where they differ from the page's. */
  readonly values: SettingValues;
  /** Of the settings: what the form of a benchmark asks for. */
  readonly asks: readonly string[];
  /** What typical passes cost, from the manifests of the model and of what it needs. */
  costs(manifests: readonly ModelManifest[], backend: Backend, work: WorkDone): PassCost[];
  /** Precision of the products that most of the work is, by backend. */
  readonly precision: Readonly<Record<Backend, 'f32' | 'f16' | 'int16'>>;
}
