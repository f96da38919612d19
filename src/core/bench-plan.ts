/**
 * The work of a benchmark: the fixed prompts, what a plan asks for unless told otherwise, and the
 * jobs that it comes down to. Not here: who does them (`state/benchmark.svelte.ts`).
 */
import type { BenchPlan, BenchPrompt, BenchSweep, Start, SweepAxis } from './bench';
import { lanesOfSweep } from './bench-curves';
import { EngineError } from './errors';
import { LIMITS, MAX_PROMPT, threadsPerLane, type Range } from './limits';
import type { LaneKind, Policy } from './run';

/**
 * Of one length (30 tokens with the chat template), so that figures of different prompts belong
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
  threads: 0,
  sweeps: [],
};

/** What a sweep varies unless told otherwise. */
export const SWEEP_VALUES: Record<SweepAxis, readonly number[]> = {
  tokens: [16, 32, 64, 128],
  steps: [5, 10, 20, 40],
  guidance: [1, 2],
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
  guidance: { label: 'Pictures in the batch', min: 1, max: 2, whole: true },
  threads: { label: 'Threads', min: 1, max: LIMITS.threads.max, whole: true },
  context: BENCH_LIMITS.context,
};

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
  for (const sweep of sweeps) {
    within(BENCH_LIMITS.rounds, sweep.rounds);
    if (!sweep.values.length) throw bad(`The sweep over ${sweep.axis} has no values.`);
    for (const value of sweep.values) within(SWEEP_RANGES[sweep.axis], value);
  }
}

function within({ label, min, max, whole }: Range, value: number): void {
  if (value >= min && value <= max && (!whole || Number.isInteger(value))) return;
  throw bad(`${label} ${value}: ${whole ? 'a whole number' : 'a number'} from ${min} to ${max}.`);
}

function bad(message: string): EngineError {
  return new EngineError('bad-input', message, 'Change the settings of the benchmark.');
}

/** Both lanes, or one of them, loaded with so many threads. */
interface Loaded {
  readonly threads: number;
  readonly lanes: readonly LaneKind[];
  /** Thrown away first, so that the run after it is the first after a load. */
  readonly fresh: boolean;
}

/** The smallest thing that is done, or dropped, as a whole. */
export interface BenchJob {
  readonly load: Loaded;
  readonly policy: Policy;
  readonly start: Start;
  readonly round: number;
  /** A run that is not counted: what comes after it is warm. */
  readonly warmUp: boolean;
  readonly sweep: { readonly axis: SweepAxis; readonly value: number } | null;
  readonly prompt: BenchPrompt;
  /** The plan with what the sweep changes. */
  readonly tokens: number;
  readonly steps: number;
  readonly guidance: number;
}

const BOTH: readonly LaneKind[] = ['language', 'diffusion'];

/**
 * One round of the plan's own work. The policies take turns at being first, so that a machine that
 * slows down slows all of them. Policies of equal threads share a load, unless each needs its own
 * first run.
 * @param cores logical processors
 * @param gpu true where threads do not matter: both lanes compute on the GPU
 */
export function roundJobs(plan: BenchPlan, round: number, cores: number, gpu: boolean): BenchJob[] {
  const { policies, starts, prompts } = plan;
  const cold = starts.includes('cold');
  const warm = starts.includes('warm');
  const prompt = prompts[round % prompts.length];
  if (!prompt) return [];
  const turned = policies.map((_, i) => policies[(i + round) % policies.length] as Policy);
  const threadsOf = (policy: Policy) =>
    plan.threads || threadsPerLane(gpu ? 'alone' : policy, cores);
  const job = (policy: Policy, start: Start, changes: Partial<BenchJob> = {}): BenchJob => ({
    load: { threads: threadsOf(policy), lanes: BOTH, fresh: start === 'cold' },
    policy,
    start,
    round,
    warmUp: false,
    sweep: null,
    prompt,
    tokens: plan.tokens,
    steps: plan.steps,
    guidance: plan.guidance,
    ...changes,
  });
  if (cold)
    return turned.flatMap((policy) => [
      job(policy, 'cold'),
      ...(warm ? [job(policy, 'warm')] : []),
    ]);
  if (!warm) return [];
  const groups = [...new Set(turned.map(threadsOf))];
  return groups.flatMap((threads) => {
    const group = turned.filter((policy) => threadsOf(policy) === threads);
    // With one group the engines stay loaded from round to round, and warm.
    const again = round > 0 && groups.length === 1;
    const first = group[0] as Policy;
    const warmUps = again ? [] : [job(first, 'cold', { warmUp: true })];
    return [...warmUps, ...group.map((policy) => job(policy, 'warm'))];
  });
}

/** The runs of one sweep: its lanes alone, one value after the other in each round. */
export function sweepJobs(plan: BenchPlan, sweep: BenchSweep, cores: number): BenchJob[] {
  const { axis, values } = sweep;
  const lanes = lanesOfSweep(axis);
  const first = plan.prompts[0] as BenchPrompt;
  const jobs: BenchJob[] = [];
  const job = (value: number, round: number, warmUp: boolean): BenchJob => ({
    load: {
      threads: axis === 'threads' ? value : plan.threads || threadsPerLane('alone', cores),
      lanes,
      fresh: warmUp,
    },
    policy: 'alone',
    start: warmUp ? 'cold' : 'warm',
    round,
    warmUp,
    sweep: { axis, value },
    prompt: axis === 'context' ? longPrompt(value) : first,
    tokens: axis === 'tokens' ? value : plan.tokens,
    steps: axis === 'steps' ? value : plan.steps,
    guidance: axis === 'guidance' ? (value === 1 ? 1 : Math.max(plan.guidance, 2)) : plan.guidance,
  });
  if (axis === 'threads')
    // A load for each number of threads: its rounds are done together.
    for (const value of values) {
      jobs.push(job(value, 0, true));
      for (let round = 0; round < sweep.rounds; round++) jobs.push(job(value, round, false));
    }
  else {
    jobs.push(job(values[0] as number, 0, true));
    for (let round = 0; round < sweep.rounds; round++)
      for (const value of values) jobs.push(job(value, round, false));
  }
  return jobs;
}

/** Common words, about a token each. */
const WORDS = 'the old house stood on a green hill by the river and the wind went over it'.split(
  ' ',
);

function longPrompt(words: number): BenchPrompt {
  const text = Array.from({ length: words }, (_, i) => WORDS[i % WORDS.length]).join(' ');
  return { id: `${words} words`, question: `Go on with this story: ${text}`, caption: 'a house' };
}
