/**
 * What the samples of a benchmark say: figures with their spread, how the lanes share the machine,
 * and how cost grows with work. Pure: the view, the command line and the tests read this one thing.
 */
import { relativeSpread, stat, type Stat } from '../measure/stats';
import { computesWrongly, POLICIES } from '../run/run';
import type { BenchPlan, BenchResult, BenchSample, Start } from './bench';
import { curvesOf } from './curves';
import type { BenchSummary, ByLane, Sharing, SummaryRow } from './figures';
import { mechanismIn } from './lanes';

const STARTS: readonly Start[] = ['cold', 'warm'];

export function summarise(result: BenchResult): BenchSummary {
  const own = result.samples.filter(({ sweep }) => !sweep);
  const rows = rowsOf(result, own);
  // Against a model that computes wrongly nothing can be weighed.
  const shared = rows.every(({ right }) => right) ? (['together', 'turns'] as const) : [];
  return {
    rows,
    sharing: shared.flatMap((policy) => sharingOf(result.plan, own, policy) ?? []),
    curves: curvesOf(result),
  };
}

/** @returns one row for each lane, policy, start and engine that has samples, in that order */
function rowsOf({ engines, plan }: BenchResult, samples: readonly BenchSample[]): SummaryRow[] {
  const rows: SummaryRow[] = [];
  for (const { id: lane } of plan.lanes) {
    const { metrics } = mechanismIn(plan, lane);
    for (const policy of POLICIES)
      for (const start of STARTS)
        engines.forEach((engine, index) => {
          const these = samples.filter(
            (s) =>
              s.lane === lane && s.policy === policy && s.start === start && s.engine === index,
          );
          if (!these.length) return;
          const figures = Object.fromEntries(
            metrics.map(({ key }) => [key, stat(these.map((s) => s.figures[key] ?? null))]),
          );
          rows.push({ lane, policy, start, engine, right: !computesWrongly(engine), figures });
        });
  }
  return rows;
}

/** How long one piece of a kind takes a lane alone and warm; null where that is not known. */
function aloneCost(
  plan: BenchPlan,
  samples: readonly BenchSample[],
  lane: string,
  kind: string,
): number | null {
  const pass = mechanismIn(plan, lane).passes[kind];
  const alone = samples.filter(
    (s) => s.lane === lane && s.policy === 'alone' && s.start === 'warm',
  );
  return stat(alone.map(({ figures }) => pass?.alone(figures) ?? null))?.median ?? null;
}

function sharingOf(
  plan: BenchPlan,
  samples: readonly BenchSample[],
  policy: Sharing['policy'],
): Sharing | null {
  const these = samples.filter((s) => s.policy === policy && s.start === 'warm');
  if (!these.length) return null;
  const costs = new Map<string, number | null>();
  const costOf = (lane: string, kind: string): number | null => {
    const key = `${lane} ${kind}`;
    if (!costs.has(key)) costs.set(key, aloneCost(plan, samples, lane, kind));
    return costs.get(key) ?? null;
  };

  const slowdown = ({ lane, overlap }: BenchSample): number | null => {
    if (!overlap || !(overlap.ms > 0)) return null;
    let alone = 0;
    for (const [kind, done] of Object.entries(overlap.done)) {
      if (done === 0) continue;
      const cost = costOf(lane, kind);
      if (cost === null) return null;
      alone += done * cost;
    }
    return alone > 0 ? overlap.ms / alone : null;
  };
  const ofLane = <T>(value: (list: readonly BenchSample[]) => T): ByLane<T> =>
    Object.fromEntries(
      plan.lanes.map(({ id }) => [id, value(these.filter(({ lane }) => lane === id))]),
    );
  const largest = (figure: (sample: BenchSample) => number | null) =>
    ofLane((list): number | null => stat(list.map(figure))?.max ?? null);

  return {
    policy,
    slowdown: ofLane((list): Stat | null => stat(list.map(slowdown))),
    totalWork: stat(totals(these, plan.lanes.length, slowdown)),
    longestWaitMs: largest((sample) => sample.longestWaitMs),
    passesWaited: largest((sample) => sample.passesWaited),
    longestPassMs: largest((sample) => sample.longestPassMs),
  };
}

/** Of each run that has all lanes: the sum of their speeds, each against its own alone. */
function totals(
  samples: readonly BenchSample[],
  lanes: number,
  slowdown: (sample: BenchSample) => number | null,
): (number | null)[] {
  const runs = new Map<number, BenchSample[]>();
  for (const sample of samples) runs.set(sample.at, [...(runs.get(sample.at) ?? []), sample]);
  return [...runs.values()].map((run) => {
    const speeds = run.map(slowdown);
    if (run.length !== lanes || lanes < 2 || speeds.includes(null)) return null;
    return speeds.reduce<number>((sum, each) => sum + 1 / (each as number), 0);
  });
}

/** A lane's own speed, the figure that a benchmark waits for: time per token, time per step. */
export function paceOf(plan: Pick<BenchPlan, 'lanes'>, { lane, figures }: BenchSample) {
  return figures[mechanismIn(plan, lane).pace] ?? null;
}

/**
 * Whether enough was measured: the main figure of every lane and policy varies by no more than
 * `spread` of its median. Warm runs, or cold ones where there are no warm.
 */
export function steady(
  plan: Pick<BenchPlan, 'lanes'>,
  samples: readonly BenchSample[],
  spread: number,
): boolean {
  const own = samples.filter(({ sweep }) => !sweep);
  const start = own.some((s) => s.start === 'warm') ? 'warm' : 'cold';
  return plan.lanes.every(({ id }) =>
    POLICIES.every((policy) => {
      const these = own.filter((s) => s.lane === id && s.policy === policy && s.start === start);
      const figure = stat(these.map((sample) => paceOf(plan, sample)));
      return !figure || relativeSpread(figure) <= spread;
    }),
  );
}
