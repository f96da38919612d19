/**
 * The work of a benchmark: the fixed prompts, what a plan asks for unless told otherwise, and the
 * jobs that it comes down to. Not here: who does them (`state/bench/benchmark.svelte.ts`).
 */
import { text as words } from '../../text/bench';
import { EngineError } from '../errors';
import { LIMITS, MAX_PROMPT, type Range } from '../limits';
import type { ModelManifest } from '../manifest';
import { initialValues, type Setting } from '../mechanism/settings';
import { BENCHMARKS } from '../benchmarks';
import { MECHANISMS } from '../mechanisms';
import type { LanePlan, SettingValue } from '../model';
import type { Policy } from '../run/run';
import type { BenchPlan, BenchPrompt, BenchSweep, Start } from './bench';
import { axesOf, axisOf, THREADS } from './curves';
import { mechanismIn } from './lanes';

const said = words.plan;

/**
 * Of one length, so that figures of different prompts belong together (39 tokens each with task and
 * chat template of the language model); its greedy answers are longer than what is measured. How
 * cost grows with the length is the sweep's to show.
 */
export const BENCH_PROMPTS: readonly BenchPrompt[] = [
  { id: 'apple', prompt: 'a red apple' },
  { id: 'dragon', prompt: 'a green dragon' },
  { id: 'house', prompt: 'a blue house' },
];

/** What a plan asks for unless told otherwise; which lanes is the page's to say. */
const DEFAULTS: Omit<BenchPlan, 'lanes'> = {
  prompts: BENCH_PROMPTS,
  seed: 7,
  policies: ['alone', 'together', 'turns'],
  starts: ['cold', 'warm'],
  rounds: { kind: 'fixed', rounds: 5 },
  backend: 'auto',
  threads: 0,
  sweeps: [],
};

export function planOf(
  lanes: readonly LanePlan[],
  changes: Partial<Omit<BenchPlan, 'lanes'>> = {},
): BenchPlan {
  return { lanes, ...DEFAULTS, ...changes };
}

/**
 * The lane with a value for each setting: those of the plan, then those that a benchmark needs to
 * be the same each time, then what the model suggests, then what holds everywhere.
 * @param manifest null where it cannot be read
 */
export function completed(lane: LanePlan, manifest: ModelManifest | null): LanePlan {
  const mechanism = MECHANISMS[lane.mechanism];
  return {
    ...lane,
    values: {
      ...initialValues(mechanism.settings),
      ...(manifest ? mechanism.suggested(manifest) : {}),
      ...BENCHMARKS[lane.mechanism].values,
      ...lane.values,
    },
  };
}

/**
 * A lane of the page as a benchmark takes it: with its settings, but for those that have to be the
 * same each time.
 */
export function laneForBench(lane: LanePlan): LanePlan {
  const { values } = BENCHMARKS[lane.mechanism];
  const kept = Object.entries(lane.values).filter(([key]) => !(key in values));
  const { id, mechanism, model, runtime } = lane;
  return { id, mechanism, model, runtime, values: Object.fromEntries(kept) };
}

export const BENCH_LIMITS = {
  seed: LIMITS.seed,
  threads: LIMITS.threads,
  rounds: { label: said.rounds, min: 1, max: 100, whole: true },
  spread: { label: said.spread, min: 0.001, max: 1, whole: false },
} as const satisfies Record<string, Range>;

const THREAD_RANGE: Range = { label: said.threads, min: 1, max: LIMITS.threads.max, whole: true };
const THREAD_VALUES = [1, 2, 4];

/** What a result can hold. */
export const MAX_LANES = 4;
export const MAX_PROMPTS = 50;
export const MAX_SWEEPS = 20;
export const MAX_VALUES = 50;
export const MAX_SAMPLES = 5000;

/** Lanes that a sweep runs. */
export function lanesOfSweep(
  plan: Pick<BenchPlan, 'lanes'>,
  { axis, lane }: Pick<BenchSweep, 'axis' | 'lane'>,
): string[] {
  return plan.lanes
    .filter(({ id }) => lane === null || lane === id)
    .filter(({ id }) => axis === THREADS || axisOf(mechanismIn(plan, id), axis))
    .map(({ id }) => id);
}

/** What a sweep varies unless told otherwise, what it can, and its name; null where no lane has the axis. */
export function axisIn(
  plan: Pick<BenchPlan, 'lanes'>,
  axis: string,
): { label: string; values: readonly number[]; range: Range } | null {
  if (axis === THREADS)
    return { label: said.sweepThreads, values: THREAD_VALUES, range: THREAD_RANGE };
  const [lane] = lanesOfSweep(plan, { axis, lane: null });
  return (lane !== undefined && axisOf(mechanismIn(plan, lane), axis)) || null;
}

/** @throws EngineError `bad-input`, naming the first thing that cannot be done. */
export function checkPlan(plan: BenchPlan): void {
  const { rounds, prompts, policies, starts, sweeps } = plan;
  checkLanes(plan.lanes);
  for (const key of ['seed', 'threads'] as const) within(BENCH_LIMITS[key], plan[key]);
  if (rounds.kind === 'fixed') within(BENCH_LIMITS.rounds, rounds.rounds);
  else {
    within(BENCH_LIMITS.rounds, rounds.min);
    within({ ...BENCH_LIMITS.rounds, min: rounds.min }, rounds.max);
    within(BENCH_LIMITS.spread, rounds.spread);
  }
  if (!prompts.length) throw bad(said.noPrompt);
  for (const { prompt, lanes = {} } of prompts)
    for (const text of [prompt, ...Object.values(lanes)])
      if (!text.trim() || text.length > MAX_PROMPT)
        throw bad(said.promptLength(text.length, MAX_PROMPT));
  if (!sweeps.length && !(policiesOf(plan).length && starts.length)) throw bad(said.nothing);
  if (prompts.length > MAX_PROMPTS || sweeps.length > MAX_SWEEPS)
    throw bad(said.tooMany(MAX_PROMPTS, MAX_SWEEPS));
  for (const sweep of sweeps) checkSweep(plan, sweep);
  const most = rounds.kind === 'fixed' ? rounds.rounds : rounds.max;
  const samples = sweeps.reduce(
    (sum, sweep) => sum + sweep.values.length * sweep.rounds * lanesOfSweep(plan, sweep).length,
    most * policies.length * starts.length * plan.lanes.length,
  );
  if (samples > MAX_SAMPLES) throw bad(said.tooMuch(samples, MAX_SAMPLES));
}

function checkLanes(lanes: readonly LanePlan[]): void {
  if (!lanes.length || lanes.length > MAX_LANES) throw bad(said.laneCount(MAX_LANES, lanes.length));
  if (new Set(lanes.map(({ id }) => id)).size < lanes.length) throw bad(said.sameId);
  for (const { mechanism, values } of lanes)
    for (const [key, value] of Object.entries(values)) {
      const setting = MECHANISMS[mechanism].settings[key];
      if (!setting) throw bad(said.noSetting(MECHANISMS[mechanism].words.model, key));
      checkValue(setting, value);
    }
}

function checkValue(setting: Setting, value: SettingValue): void {
  const { label } = setting;
  switch (setting.kind) {
    case 'number':
      return within(setting.range, Number(value));
    case 'choice':
      if (setting.choices.includes(String(value))) return;
      throw bad(said.choice(label, value, setting.choices));
    case 'list':
      return within({ label, min: 0, max: Number.MAX_SAFE_INTEGER, whole: true }, Number(value));
    case 'text':
      if (String(value).length <= MAX_PROMPT) return;
      throw bad(said.tooLong(label, MAX_PROMPT));
    default:
      return setting satisfies never;
  }
}

function checkSweep(plan: BenchPlan, sweep: BenchSweep): void {
  const axis = axisIn(plan, sweep.axis);
  if (!axis || !lanesOfSweep(plan, sweep).length) throw bad(said.noAxis(sweep.axis));
  within(BENCH_LIMITS.rounds, sweep.rounds);
  if (sweep.values.length > MAX_VALUES) throw bad(said.manyValues(sweep.axis, MAX_VALUES));
  if (!sweep.values.length) throw bad(said.noValues(sweep.axis));
  for (const value of sweep.values) within(axis.range, value);
}

function within({ label, min, max, whole }: Range, value: number): void {
  if (value >= min && value <= max && (!whole || Number.isInteger(value))) return;
  throw bad(said.range(label, value, min, max, whole));
}

function bad(message: string): EngineError {
  return new EngineError('bad-input', message, said.hint);
}

/** The smallest thing that is done, or dropped, as a whole: one run of one lane or of all. */
export interface BenchJob {
  /** Ids. */
  readonly lanes: readonly string[];
  readonly policy: Policy;
  /** Cold: the lanes are thrown away and loaded first. */
  readonly start: Start;
  readonly round: number;
  readonly sweep: { readonly axis: string; readonly value: number } | null;
  readonly prompt: BenchPrompt;
  /** WASM threads of a lane; 0: as the page chooses for the policy. */
  readonly threads: number;
}

/** Those of equal threads side by side: each change of threads is a load. */
const ORDER: readonly Policy[] = ['alone', 'turns', 'together'];

/** A lane that has no other is alone, whatever was chosen. */
function policiesOf({ lanes, policies }: BenchPlan): Policy[] {
  if (lanes.length === 1) return policies.length ? ['alone'] : [];
  return ORDER.filter((policy) => policies.includes(policy));
}

/** Everything that a plan asks for, in the order in which it is done; with `until` at most. */
export function jobsOf(plan: BenchPlan): BenchJob[] {
  const rounds = plan.rounds.kind === 'fixed' ? plan.rounds.rounds : plan.rounds.max;
  const own = Array.from({ length: rounds }, (_, round) => roundJobs(plan, round)).flat();
  return [...own, ...plan.sweeps.flatMap((sweep) => sweepJobs(plan, sweep))];
}

/**
 * The policies take turns at being first, so that a machine that slows down slows all of them. The
 * cold run of a policy comes right before its warm one: the same load serves both.
 */
function roundJobs(plan: BenchPlan, round: number): BenchJob[] {
  const policies = policiesOf(plan);
  const turned = policies.map((_, i) => policies[(i + round) % policies.length] as Policy);
  const starts = (['cold', 'warm'] as const).filter((start) => plan.starts.includes(start));
  return turned.flatMap((policy) =>
    starts.map((start) => ({ ...base(plan, round), policy, start, round })),
  );
}

/** Alone and warm; one value after the other in each round, but threads value by value. */
function sweepJobs(plan: BenchPlan, sweep: BenchSweep): BenchJob[] {
  const { axis, values, rounds } = sweep;
  const lanes = lanesOfSweep(plan, sweep);
  const job = (value: number, round: number): BenchJob => ({
    ...base(plan, 0),
    ...{ lanes, round, sweep: { axis, value } },
    ...(axis === THREADS ? { threads: value } : {}),
    ...(bringsPrompt(plan, lanes, axis, value)
      ? { prompt: { id: `${axis} ${value}`, prompt: '' } }
      : {}),
  });
  const all = Array.from({ length: rounds }, (_, round) => round);
  return axis === THREADS
    ? values.flatMap((value) => all.map((round) => job(value, round)))
    : all.flatMap((round) => values.map((value) => job(value, round)));
}

/** Whether the axis has words of its own for the lanes, instead of the plan's. */
function bringsPrompt(
  plan: BenchPlan,
  lanes: readonly string[],
  axis: string,
  value: number,
): boolean {
  return plan.lanes.some(
    ({ id, values }) =>
      lanes.includes(id) &&
      axisOf(mechanismIn(plan, id), axis)?.apply(values, value).prompt !== undefined,
  );
}

function base(plan: BenchPlan, round: number): BenchJob {
  const { prompts, threads } = plan;
  return {
    ...{ lanes: plan.lanes.map(({ id }) => id), policy: 'alone', start: 'warm', round },
    ...{ sweep: null, threads },
    prompt: prompts[round % prompts.length] as BenchPrompt,
  };
}

/** Ids of the axes that a plan can be swept over. */
export { axesOf };
