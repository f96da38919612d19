/**
 * The work of a benchmark: the fixed prompts, what a plan asks for unless told otherwise, and the
 * jobs that it comes down to. Not here: who does them (`state/bench/benchmark.svelte.ts`).
 */
import type { BenchPlan, BenchPrompt, BenchSweep, Start, SweepAxis } from './bench';
import { lanesOfSweep } from './curves';
import { EngineError } from '../errors';
import { LIMITS, MAX_PROMPT, type Range } from '../limits';
import type { LaneKind, Policy } from '../run/run';

/**
 * Of one length (39 tokens with the chat template), so that figures of different prompts belong
 * together; their greedy answers are longer than what is measured. How cost grows with the length
 * is the sweep's to show.
 */
export const BENCH_PROMPTS: readonly BenchPrompt[] = [
  { id: 'apple', caption: 'a red apple' },
  { id: 'dragon', caption: 'a green dragon' },
  { id: 'house', caption: 'a blue house' },
].map((words) => ({ ...words, question: `Write a long story about ${words.caption}.` }));

export const DEFAULT_PLAN: BenchPlan = {
  prompts: BENCH_PROMPTS,
  tokens: 64,
  steps: 20,
  guidance: 3,
  sampler: 'dpmpp2m',
  schedule: 'karras',
  seed: 7,
  policies: ['alone', 'together', 'turns'],
  starts: ['cold', 'warm'],
  rounds: { kind: 'fixed', rounds: 5 },
  backend: 'auto',
  engine: 'onnxruntime',
  threads: 0,
  sweeps: [],
};

/** What a sweep varies unless told otherwise. */
export const SWEEP_VALUES: Record<SweepAxis, readonly number[]> = {
  tokens: [16, 32, 64, 128],
  steps: [5, 10, 20, 40],
  guidance: [1, 2],
  batch: [1, 2, 4, 8],
  threads: [1, 2, 4],
  context: [32, 128, 256, 512],
};

export const BENCH_LIMITS = {
  tokens: LIMITS.maxTokens,
  steps: LIMITS.steps,
  guidance: LIMITS.guidance,
  seed: LIMITS.seed,
  threads: LIMITS.threads,
  rounds: { label: 'Rounds', min: 1, max: 100, whole: true },
  spread: { label: 'Spread', min: 0.001, max: 1, whole: false },
  /** Words of the context sweep. */
  context: { label: 'Context', min: 1, max: 2000, whole: true },
} as const satisfies Record<string, Range>;

const SWEEP_RANGES: Record<SweepAxis, Range> = {
  tokens: BENCH_LIMITS.tokens,
  steps: BENCH_LIMITS.steps,
  guidance: { label: 'Evaluations in a pass', min: 1, max: 2, whole: true },
  batch: LIMITS.batch,
  threads: { label: 'Threads', min: 1, max: LIMITS.threads.max, whole: true },
  context: BENCH_LIMITS.context,
};

/** What a result can hold. */
export const MAX_PROMPTS = 50;
export const MAX_SWEEPS = 10;
export const MAX_VALUES = 50;
export const MAX_SAMPLES = 5000;

/** @throws EngineError `bad-input`, naming the first thing that cannot be done. */
export function checkPlan(plan: BenchPlan): void {
  const { rounds, prompts, policies, starts, sweeps } = plan;
  for (const key of ['tokens', 'steps', 'guidance', 'seed', 'threads'] as const)
    within(BENCH_LIMITS[key], plan[key]);
  if (rounds.kind === 'fixed') within(BENCH_LIMITS.rounds, rounds.rounds);
  else {
    within(BENCH_LIMITS.rounds, rounds.min);
    within({ ...BENCH_LIMITS.rounds, min: rounds.min }, rounds.max);
    within(BENCH_LIMITS.spread, rounds.spread);
  }
  if (!prompts.length) throw bad('There is no prompt to measure with.');
  for (const { question, caption } of prompts)
    for (const text of [question, caption])
      if (!text.trim() || text.length > MAX_PROMPT)
        throw bad(`A prompt of ${text.length} characters cannot be measured with.`);
  if (!sweeps.length && !(policies.length && starts.length))
    throw bad('Nothing is chosen to be measured: choose a policy, and cold or warm.');
  if (prompts.length > MAX_PROMPTS || sweeps.length > MAX_SWEEPS)
    throw bad(`At most ${MAX_PROMPTS} prompts and ${MAX_SWEEPS} sweeps.`);
  for (const sweep of sweeps) {
    within(BENCH_LIMITS.rounds, sweep.rounds);
    if (sweep.values.length > MAX_VALUES)
      throw bad(`The sweep over ${sweep.axis} has more than ${MAX_VALUES} values.`);
    if (!sweep.values.length) throw bad(`The sweep over ${sweep.axis} has no values.`);
    for (const value of sweep.values) within(SWEEP_RANGES[sweep.axis], value);
  }
  const most = rounds.kind === 'fixed' ? rounds.rounds : rounds.max;
  const samples = sweeps.reduce(
    (sum, { axis, values, rounds }) => sum + values.length * rounds * lanesOfSweep(axis).length,
    most * policies.length * starts.length * BOTH.length,
  );
  if (samples > MAX_SAMPLES)
    throw bad(`This is ${samples} measurements; at most ${MAX_SAMPLES}. Take fewer rounds.`);
}

function within({ label, min, max, whole }: Range, value: number): void {
  if (value >= min && value <= max && (!whole || Number.isInteger(value))) return;
  throw bad(`${label} ${value}: ${whole ? 'a whole number' : 'a number'} from ${min} to ${max}.`);
}

function bad(message: string): EngineError {
  return new EngineError('bad-input', message, 'Change the settings of the benchmark.');
}

/** The smallest thing that is done, or dropped, as a whole: one run of one lane or of both. */
export interface BenchJob {
  readonly lanes: readonly LaneKind[];
  readonly policy: Policy;
  /** Cold: both lanes are thrown away and loaded first. */
  readonly start: Start;
  readonly round: number;
  readonly sweep: { readonly axis: SweepAxis; readonly value: number } | null;
  readonly prompt: BenchPrompt;
  /** WASM threads of a lane; 0: as the page chooses for the policy. */
  readonly threads: number;
  readonly tokens: number;
  readonly steps: number;
  readonly guidance: number;
  /** Pictures computed in one pass. */
  readonly batch: number;
}

const BOTH: readonly LaneKind[] = ['language', 'diffusion'];
/** Those of equal threads side by side: each change of threads is a load. */
const ORDER: readonly Policy[] = ['alone', 'turns', 'together'];

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
  const policies = ORDER.filter((policy) => plan.policies.includes(policy));
  const turned = policies.map((_, i) => policies[(i + round) % policies.length] as Policy);
  const starts = (['cold', 'warm'] as const).filter((start) => plan.starts.includes(start));
  return turned.flatMap((policy) =>
    starts.map((start) => ({ ...base(plan, round), policy, start, round })),
  );
}

/** Alone and warm; one value after the other in each round, but threads value by value. */
function sweepJobs(plan: BenchPlan, { axis, values, rounds }: BenchSweep): BenchJob[] {
  const lanes = lanesOfSweep(axis);
  const job = (value: number, round: number): BenchJob => ({
    ...base(plan, 0),
    lanes,
    round,
    sweep: { axis, value },
    ...changed(plan, axis, value),
  });
  const all = Array.from({ length: rounds }, (_, round) => round);
  return axis === 'threads'
    ? values.flatMap((value) => all.map((round) => job(value, round)))
    : all.flatMap((round) => values.map((value) => job(value, round)));
}

function base(plan: BenchPlan, round: number): BenchJob {
  const { prompts, threads, tokens, steps, guidance } = plan;
  return {
    ...{ lanes: BOTH, policy: 'alone', start: 'warm', round, sweep: null },
    ...{ threads, tokens, steps, guidance, batch: 1 },
    prompt: prompts[round % prompts.length] as BenchPrompt,
  };
}

function changed(plan: BenchPlan, axis: SweepAxis, value: number): Partial<BenchJob> {
  switch (axis) {
    case 'guidance':
      return { guidance: value === 1 ? 1 : plan.guidance === 1 ? 3 : plan.guidance };
    case 'context':
      return { prompt: longPrompt(value) };
    case 'tokens':
    case 'steps':
    case 'batch':
    case 'threads':
      return { [axis]: value };
    default:
      return axis satisfies never;
  }
}

/** Common words, about a token each. */
const WORDS = 'the old house stood on a green hill by the river and the wind went over it'.split(
  ' ',
);

function longPrompt(words: number): BenchPrompt {
  const text = Array.from({ length: words }, (_, i) => WORDS[i % WORDS.length]).join(' ');
  return { id: `${words} words`, question: `Go on with this story: ${text}`, caption: 'a house' };
}
