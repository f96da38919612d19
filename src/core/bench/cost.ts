/**
 * One typical pass of each kind that a benchmark made: what it costs is counted by the mechanisms
 * (`core/<mechanism>/cost.ts`), how large it is by the runs.
 */
import type { Figures } from '../measure/metric';
import { stat } from '../measure/stats';
import type { ModelManifest } from '../manifest';
import type { BenchCost, BenchResult, BenchSample } from './bench';
import type { ByLane } from './figures';
import { BENCHMARKS } from '../benchmarks';
import { mechanismIn } from './lanes';

/**
 * Of the plan's own work, on the backend of each lane's first engine.
 * @param manifests by lane: of the model and of what it needs
 * @param counted by lane: kernels handed to the GPU by kind of pass, as its engine counted them; they
 *   take the place of what the graph has
 */
export function costsOf(
  manifests: ByLane<readonly ModelManifest[]>,
  { samples, engines, plan }: Pick<BenchResult, 'samples' | 'engines' | 'plan'>,
  counted: ByLane<Readonly<Record<string, number>>> = {},
): BenchCost[] {
  return plan.lanes.flatMap(({ id: lane }) => {
    const own = samples.filter((sample) => sample.lane === lane && !sample.sweep);
    const backend = engines.find((engine) => engine.lane === lane)?.backend;
    if (!backend || !own.length) return [];
    const work = {
      figures: medians(own),
      size: (kind: string) =>
        stat(
          own.flatMap(({ passes }) =>
            passes.filter((pass) => pass.kind === kind).map(({ size }) => size),
          ),
        )?.median ?? 0,
    };
    return BENCHMARKS[mechanismIn(plan, lane).id]
      .costs(manifests[lane] ?? [], backend, work)
      .map((cost) => {
        const dispatches = counted[lane]?.[cost.kind] ?? cost.dispatches;
        return { ...cost, dispatches, lane };
      });
  });
}

function medians(samples: readonly BenchSample[]): Figures {
  const keys = [...new Set(samples.flatMap(({ figures }) => Object.keys(figures)))];
  return Object.fromEntries(
    keys.map((key) => [
      key,
      stat(samples.map(({ figures }) => figures[key] ?? null))?.median ?? null,
    ]),
  );
}
