/** The plan as the form holds it: a change, and how much work it comes to. Pure. */
import type { BenchPlan, Rounds, SweepAxis } from '../../core/bench/bench';
import { jobsOf, SWEEP_VALUES } from '../../core/bench/plan';

/** Rounds of each sweep: enough for a median, few enough to wait for. */
const SWEEP_ROUNDS = 3;
/** Of the median. */
const SPREAD = 0.05;

export const SWEEP_NAMES: Record<SweepAxis, { label: string; detail: string }> = {
  tokens: { label: 'tokens', detail: SWEEP_VALUES.tokens.join(', ') },
  steps: { label: 'steps', detail: SWEEP_VALUES.steps.join(', ') },
  guidance: { label: 'guidance', detail: 'off, on' },
  batch: { label: 'batch', detail: `${SWEEP_VALUES.batch.join(', ')} pictures in a pass` },
  threads: { label: 'threads', detail: SWEEP_VALUES.threads.join(', ') },
  context: { label: 'context', detail: `${SWEEP_VALUES.context.join(', ')} words` },
};

/** Puts a value in or takes it out, in the order of all. */
export function toggled<T>(list: readonly T[], value: T, on: boolean, all: readonly T[]): T[] {
  return all.filter((each) => (each === value ? on : list.includes(each)));
}

export function withSweep(plan: BenchPlan, axis: SweepAxis, on: boolean, cores: number): BenchPlan {
  const others = plan.sweeps.filter((sweep) => sweep.axis !== axis);
  // More threads than cores wait for each other, and measure that.
  const values = SWEEP_VALUES[axis].filter((value) => axis !== 'threads' || value <= cores);
  const order = Object.keys(SWEEP_NAMES);
  const sweeps = on ? [...others, { axis, values, rounds: SWEEP_ROUNDS }] : others;
  return {
    ...plan,
    sweeps: [...sweeps].sort((a, b) => order.indexOf(a.axis) - order.indexOf(b.axis)),
  };
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
  if (plan.rounds.kind === 'fixed') return `${runs} ${runs === 1 ? 'run' : 'runs'}`;
  const least = jobsOf({ ...plan, rounds: { kind: 'fixed', rounds: plan.rounds.min } }).length;
  return least === runs ? `${runs} runs` : `${least} to ${runs} runs`;
}
