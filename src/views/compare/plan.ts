/** The plan as the form holds it: a change, and how much work it comes to. Pure. */
import { BENCHMARKS } from '../../core/benchmarks';
import type { BenchPlan, Rounds } from '../../core/bench/bench';
import { lanesOf } from '../../core/bench/lanes';
import { axesOf, axisIn, jobsOf } from '../../core/bench/plan';
import type { Setting } from '../../core/mechanism/settings';
import type { LanePlan, SettingValue } from '../../core/model';
import { text } from '../../text/compare';
import { localised } from '../../text/language';

/** Rounds of each sweep: enough for a median, few enough to wait for. */
const SWEEP_ROUNDS = 3;
/** Of the median. */
const SPREAD = 0.05;

/** The axes that can be swept over, with what they are varied through. */
export function sweepsOf(plan: BenchPlan): { axis: string; label: string; detail: string }[] {
  return axesOf(plan).flatMap((axis) => {
    const found = axisIn(plan, axis);
    return found ? { axis, label: found.label, detail: found.values.join(', ') } : [];
  });
}

/** Puts a value in or takes it out, in the order of all. */
export function toggled<T>(list: readonly T[], value: T, on: boolean, all: readonly T[]): T[] {
  return all.filter((each) => (each === value ? on : list.includes(each)));
}

export function withSweep(plan: BenchPlan, axis: string, on: boolean, cores: number): BenchPlan {
  const others = plan.sweeps.filter((sweep) => sweep.axis !== axis);
  // More threads than cores wait for each other, and measure that.
  const values = (axisIn(plan, axis)?.values ?? []).filter(
    (value) => axis !== 'threads' || value <= cores,
  );
  const order = axesOf(plan);
  const sweeps = on ? [...others, { axis, lane: null, values, rounds: SWEEP_ROUNDS }] : others;
  return {
    ...plan,
    sweeps: [...sweeps].sort((a, b) => order.indexOf(a.axis) - order.indexOf(b.axis)),
  };
}

/** The plan with other lanes; sweeps that none of them has any more are gone. */
export function withLanes(plan: BenchPlan, lanes: readonly LanePlan[]): BenchPlan {
  const axes = axesOf({ lanes });
  return { ...plan, lanes, sweeps: plan.sweeps.filter(({ axis }) => axes.includes(axis)) };
}

/** Another value in one lane. */
export function withValue(
  plan: BenchPlan,
  id: string,
  key: string,
  value: SettingValue,
): BenchPlan {
  return withLanes(
    plan,
    plan.lanes.map((lane) =>
      lane.id === id ? { ...lane, values: { ...lane.values, [key]: value } } : lane,
    ),
  );
}

/** The same wish in the other way of saying how often. */
export function roundsAs(kind: Rounds['kind'], now: Rounds): Rounds {
  if (kind === now.kind) return now;
  return now.kind === 'fixed'
    ? { kind: 'until', spread: SPREAD, min: 3, max: Math.max(10, now.rounds) }
    : { kind: 'fixed', rounds: Math.min(5, now.max) };
}

/** "30 runs", "9 to 30 runs": what Start begins. */
export function workOf(plan: BenchPlan): string {
  const runs = jobsOf(plan).length;
  if (plan.rounds.kind === 'fixed') return text.plan.work(runs, runs);
  const least = jobsOf({ ...plan, rounds: { kind: 'fixed', rounds: plan.rounds.min } }).length;
  return text.plan.work(least, runs);
}

/** "language model: tokens 64; …": what each run is asked, by lane. */
export function askedOf(result: Parameters<typeof lanesOf>[0]): string {
  return lanesOf(result)
    .map(({ name, plan, mechanism: { id, settings } }) => {
      const { asks, values } = BENCHMARKS[id];
      const asked = Object.entries(settings).flatMap(([key, setting]) => {
        const value = plan.values[key] ?? setting.initial;
        // What is the same in every benchmark need not be said.
        const told = setting.kind === 'choice' && value !== values[key];
        if (!told && !asks.includes(key)) return [];
        return text.plan.setting(setting.label, valueText(setting, value));
      });
      return asked.length ? text.plan.asked(name, asked) : name;
    })
    .join('; ');
}

function valueText(setting: Setting, value: SettingValue): string {
  if (setting.kind === 'choice') return setting.names[String(value)] ?? String(value);
  return typeof value === 'number' ? localised(String(Number(value.toFixed(2)))) : value;
}
