/** What one whole output took in a benchmark: passes one after the other, arithmetic, bytes, time. */
import { stat, type Stat } from '../measure/stats';
import { computesWrongly } from '../run/run';
import type { BenchResult, BenchSample } from './bench';

export interface OutputCost {
  readonly lane: string;
  /** Id of the model. */
  readonly model: string;
  /** Forward passes, none of which can begin before the one before it has ended. */
  readonly passes: Stat;
  /** From the first pass' start to the end of the last one, alone and warm. */
  readonly ms: Stat;
  /** Tokens, steps. */
  readonly results: number;
  /** Of all passes; null where the manifests do not tell. */
  readonly flops: number | null;
  /** Weights and activations that all passes have to read or write at least. */
  readonly bytes: number | null;
}

/** One for each lane that ran alone and warm and computes rightly, in the order of the plan. */
export function outputsOf({ plan, engines, samples, costs }: BenchResult): OutputCost[] {
  return plan.lanes.flatMap(({ id: lane }) => {
    const own = samples.filter((sample) => {
      const engine = engines[sample.engine];
      const plain = sample.lane === lane && !sample.sweep && sample.passes.length > 0;
      return (
        plain &&
        sample.policy === 'alone' &&
        sample.start === 'warm' &&
        engine &&
        !computesWrongly(engine)
      );
    });
    const engine = engines[own[0]?.engine ?? -1];
    const passes = stat(own.map((sample) => sample.passes.length));
    const ms = stat(own.map(took));
    const results = stat(own.map((sample) => sample.results));
    if (!engine || !passes || !ms || !results) return [];
    const sum = (of: 'flops' | 'bytes') => {
      const found = own.map((sample) => total(sample, costs, of));
      return stat(found)?.median ?? null;
    };
    return {
      ...{ lane, model: engine.model.id, passes, ms, results: results.median },
      ...{ flops: sum('flops'), bytes: sum('bytes') },
    };
  });
}

function took({ passes }: BenchSample): number {
  const [first, last] = [passes[0], passes.at(-1)];
  return first && last ? last.start + last.ms - first.start : 0;
}

/** Each pass at what a typical one of its kind costs; null where one of them is not known. */
function total(
  { lane, passes }: BenchSample,
  costs: BenchResult['costs'],
  of: 'flops' | 'bytes',
): number | null {
  let sum = 0;
  for (const { kind } of passes) {
    const cost = costs.find((one) => one.lane === lane && one.kind === kind);
    if (!cost) return null;
    sum += cost[of];
  }
  return sum;
}
