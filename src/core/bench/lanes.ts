/** The lanes of a plan or result: their mechanisms, and what they are called. */
import { text } from '../../text/bench';
import type { BenchPlan, BenchResult } from './bench';
import type { LanePlan } from '../model';
import type { Mechanism } from '../mechanism/mechanism';
import type { Metric } from '../measure/metric';
import { MECHANISMS } from '../mechanisms';

export interface BenchLane {
  readonly id: string;
  readonly plan: LanePlan;
  readonly mechanism: Mechanism;
  /** What tells it from other lanes of its mechanism: "SmolLM2 135M, WebLLM"; empty where there is none. */
  readonly apart: string;
  /** Of a table: "Language model". */
  readonly title: string;
  /** In a sentence: "language model", "language model (WebLLM)". */
  readonly name: string;
}

/** In the order of the plan. */
export function lanesOf({
  plan,
  engines,
}: {
  readonly plan: Pick<BenchPlan, 'lanes'>;
  readonly engines?: BenchResult['engines'];
}): BenchLane[] {
  const known = plan.lanes.map((lane) => {
    const engine = engines?.find((one) => one.lane === lane.id);
    const model = engine?.model.name ?? lane.model.id;
    // The version is the same for all, and long.
    const runtime = engine?.runtime.split(' ')[0] || lane.runtime;
    return { lane, model, runtime };
  });
  return known.map(({ lane, model, runtime }) => {
    const mechanism = MECHANISMS[lane.mechanism];
    const alike = known.filter((one) => one.lane.mechanism === lane.mechanism);
    const differ = (key: 'model' | 'runtime') => alike.some((one) => one[key] !== alike[0]?.[key]);
    const words = [differ('model') ? model : '', differ('runtime') ? runtime : ''].filter(Boolean);
    const twins = alike.filter((one) => one.model === model && one.runtime === runtime);
    if (twins.length > 1) words.push(text.lanes.twin(lane.id));
    const apart = words.join(', ');
    const { words: own } = mechanism;
    return {
      ...{ id: lane.id, plan: lane, mechanism, apart },
      title: apart ? text.lanes.title(own.lane, apart) : own.lane,
      name: apart ? text.lanes.name(own.model, apart) : own.model,
    };
  });
}

/** @throws Error on a lane that the plan does not have: results are checked for it */
export function mechanismIn({ lanes }: Pick<BenchPlan, 'lanes'>, lane: string): Mechanism {
  const found = lanes.find(({ id }) => id === lane);
  if (!found) throw new Error(`the plan has no lane ${lane}`);
  return MECHANISMS[found.mechanism];
}

/** @throws Error on a key that the mechanism does not have */
export function metricOf(mechanism: Mechanism, key: string): Metric {
  const found = mechanism.metrics.find((metric) => metric.key === key);
  if (!found) throw new Error(`${mechanism.id} has no metric ${key}`);
  return found;
}

/** Metrics that stand in the columns of Compare, the main one first. */
export function columnsOf(mechanism: Mechanism): readonly Metric[] {
  return mechanism.metrics.filter(({ shown }) => shown.includes('compare'));
}
