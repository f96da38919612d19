/** The sweeps of a benchmark as curves, each with the cost of one unit more. */
import { text } from '../../text/bench';
import type { BenchAxis } from '../measure/axis';
import type { Mechanism } from '../mechanism/mechanism';
import { fitLine, stat, type Fit } from '../measure/stats';
import { computesWrongly } from '../run/run';
import type { BenchEngine, BenchPlan, BenchResult, BenchSample } from './bench';
import type { Curve } from './figures';
import { BENCHMARKS } from '../benchmarks';
import { mechanismIn } from './lanes';

/** The axis that every mechanism has: more threads share the same work. */
export const THREADS = 'threads';

interface Kind {
  readonly metric: string;
  readonly unit: string;
  readonly over: Fit['over'];
  readonly x: (sample: BenchSample, engine: BenchEngine) => number | null;
}

/** The axis of a mechanism; undefined where it has none of this id. */
export function axisOf({ id: mechanism }: Mechanism, id: string): BenchAxis | undefined {
  return BENCHMARKS[mechanism].axes.find((axis) => axis.id === id);
}

/** Ids of all axes that a plan's lanes have, each once; `threads` last. */
export function axesOf(plan: Pick<BenchPlan, 'lanes'>): string[] {
  const own = plan.lanes.flatMap(({ id }) =>
    BENCHMARKS[mechanismIn(plan, id).id].axes.map((axis) => axis.id),
  );
  return [...new Set(own), THREADS];
}

/** What a lane's sweep over an axis shows. x is what a run did, not what it was asked to do. */
function kindsOf(mechanism: Mechanism, axis: string): Kind[] {
  if (axis === THREADS)
    return [
      {
        ...{ metric: mechanism.pace, unit: text.thread, over: '1/x' },
        x: (_, { threads }) => threads,
      },
    ];
  return (axisOf(mechanism, axis)?.curves ?? []).map(({ metric, unit, x }) => ({
    ...{ metric, unit, over: 'x' },
    x: ({ figures }) => x(figures),
  }));
}

/** @returns a curve for each thing that was swept; warm runs only, of models that compute rightly */
export function curvesOf({
  samples,
  engines,
  plan,
}: Pick<BenchResult, 'samples' | 'engines' | 'plan'>): Curve[] {
  return axesOf(plan).flatMap((axis) =>
    plan.lanes.flatMap(({ id: lane }) => {
      const swept = samples.filter(
        (s) => s.lane === lane && s.start === 'warm' && s.sweep?.axis === axis,
      );
      return kindsOf(mechanismIn(plan, lane), axis).flatMap(({ metric, unit, over, x }) => {
        const points = pointsOf(swept, engines, metric, x);
        if (!points.length) return [];
        const medians = points.map(({ x, y }) => ({ x, y: y.median }));
        return { axis, lane, metric, unit, points, fit: fitLine(medians, over) };
      });
    }),
  );
}

function pointsOf(
  samples: readonly BenchSample[],
  engines: readonly BenchEngine[],
  metric: string,
  xOf: Kind['x'],
): Curve['points'] {
  const at = new Map<number, number[]>();
  for (const sample of samples) {
    const engine = engines[sample.engine];
    if (!engine || computesWrongly(engine)) continue;
    const x = xOf(sample, engine);
    const y = sample.figures[metric] ?? null;
    if (x !== null && y !== null) at.set(x, [...(at.get(x) ?? []), y]);
  }
  return [...at]
    .sort(([a], [b]) => a - b)
    .flatMap(([x, ys]) => {
      const y = stat(ys);
      return y ? [{ x, y }] : [];
    });
}
