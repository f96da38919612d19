/** The command line of the benchmark: from words to a plan that the page will take. */
import type { BenchPlan, BenchSweep, Rounds, Start, SweepAxis } from '../src/core/bench/bench';
import { BENCH_LIMITS, checkPlan, DEFAULT_PLAN, SWEEP_VALUES } from '../src/core/bench/plan';
import { SAMPLERS, SCHEDULES } from '../src/core/diffusion/denoise';
import { LANGUAGE_ENGINES } from '../src/core/run/engine';
import { EngineError } from '../src/core/errors';
import type { Range } from '../src/core/limits';
import { BACKENDS } from '../src/core/run/engine';
import { POLICIES } from '../src/core/run/run';
import { GPUS, inRange, oneOf, optionsOf, UsageError } from './args/options';
import type { GpuWish } from './page/gpu-flags';

const STARTS = ['cold', 'warm'] as const;
const AXES = Object.keys(SWEEP_VALUES) as SweepAxis[];

export const BENCH_USAGE = `npm run bench -- [options]

Measures both models and the limits of the device in a real Chromium through the built page, as its
Compare view does, writes the result as JSON and prints a table. Keep the machine otherwise idle. Exit code 0: all was
measured and both models gave their known answers; 1: not; 2: bad arguments.

  --rounds N           warm and cold runs of each policy          (5)
  --until X            instead: rounds until the spread is below X of the median, 0.05 is 5%;
                       at least 3 and at most --rounds
  --out FILE           where to write the JSON                    (out/bench.json)
  --backend NAME       auto, webgpu or wasm                       (auto)
  --engine NAME        onnxruntime or webllm: what computes the language model (onnxruntime)
  --gpu NAME           auto, real or software                     (auto)
  --tokens N           most tokens of an answer                   (${DEFAULT_PLAN.tokens})
  --steps N            denoising steps                            (${DEFAULT_PLAN.steps})
  --guidance X         1 is none                                  (${DEFAULT_PLAN.guidance})
  --sampler NAME       ${SAMPLERS.join(', ')}
  --schedule NAME      ${SCHEDULES.join(' or ')}
  --seed N             0 to 4294967295                            (${DEFAULT_PLAN.seed})
  --threads N          WASM threads of a lane; 0: as the page chooses for the policy
  --policies LIST      alone,together,turns; none for sweeps alone
  --starts LIST        cold,warm
  --sweep AXIS[=LIST]  ${AXES.join(', ')}; may be given several times,
                       for example --sweep tokens=16,64,256
  --sweep-rounds N     warm runs at each value of a sweep         (3)
  --timeout SECONDS    give up after                              (7200)`;

export interface BenchArgs extends GpuWish {
  readonly plan: BenchPlan;
  readonly out: string;
  readonly timeoutMs: number;
}

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  rounds: { type: 'string', default: '5' },
  until: { type: 'string' },
  out: { type: 'string', default: 'out/bench.json' },
  backend: { type: 'string', default: 'auto' },
  engine: { type: 'string', default: DEFAULT_PLAN.engine },
  gpu: { type: 'string', default: 'auto' },
  tokens: { type: 'string', default: String(DEFAULT_PLAN.tokens) },
  steps: { type: 'string', default: String(DEFAULT_PLAN.steps) },
  guidance: { type: 'string', default: String(DEFAULT_PLAN.guidance) },
  sampler: { type: 'string', default: DEFAULT_PLAN.sampler },
  schedule: { type: 'string', default: DEFAULT_PLAN.schedule },
  seed: { type: 'string', default: String(DEFAULT_PLAN.seed) },
  threads: { type: 'string', default: '0' },
  policies: { type: 'string', default: 'alone,together,turns' },
  starts: { type: 'string', default: 'cold,warm' },
  sweep: { type: 'string', multiple: true, default: [] as string[] },
  'sweep-rounds': { type: 'string', default: '3' },
  timeout: { type: 'string', default: '7200' },
} as const;

/**
 * @returns null when help was asked for.
 * @throws UsageError on an unknown option or a value that the page would not take.
 */
export function readBenchArgs(argv: readonly string[]): BenchArgs | null {
  const values = optionsOf(argv, OPTIONS);
  if (values.help) return null;
  const number = (key: string, text: string, range: Range) => Number(inRange(key, text, range));
  const { tokens, steps, guidance, seed, threads } = BENCH_LIMITS;
  const sweepRounds = number('sweep-rounds', values['sweep-rounds'], BENCH_LIMITS.rounds);
  const plan: BenchPlan = {
    prompts: DEFAULT_PLAN.prompts,
    tokens: number('tokens', values.tokens, tokens),
    steps: number('steps', values.steps, steps),
    guidance: number('guidance', values.guidance, guidance),
    seed: number('seed', values.seed, seed),
    threads: number('threads', values.threads, threads),
    sampler: oneOf('sampler', values.sampler, SAMPLERS),
    schedule: oneOf('schedule', values.schedule, SCHEDULES),
    backend: oneOf('backend', values.backend, BACKENDS),
    engine: oneOf('engine', values.engine, LANGUAGE_ENGINES),
    policies: several('policies', values.policies, POLICIES),
    starts: several<Start>('starts', values.starts, STARTS),
    rounds: roundsOf(values.rounds, values.until),
    sweeps: values.sweep.map((text) => sweepOf(text, sweepRounds)),
  };
  try {
    checkPlan(plan);
  } catch (error) {
    if (error instanceof EngineError) throw new UsageError(error.message);
    throw error;
  }
  if (!values.out.trim()) throw new UsageError('--out: the name of a file.');
  const seconds = number('timeout', values.timeout, {
    ...{ label: 'Timeout', min: 1, max: 864_000, whole: false },
  });
  const gpu = oneOf('gpu', values.gpu, GPUS);
  return { plan, backend: plan.backend, gpu, out: values.out, timeoutMs: seconds * 1000 };
}

function roundsOf(text: string, until: string | undefined): Rounds {
  const rounds = Number(inRange('rounds', text, BENCH_LIMITS.rounds));
  if (until === undefined) return { kind: 'fixed', rounds };
  const spread = Number(inRange('until', until, BENCH_LIMITS.spread));
  return { kind: 'until', spread, min: Math.min(3, rounds), max: rounds };
}

/** A list without what is in it twice; `none` is empty. */
function several<T extends string>(key: string, text: string, names: readonly T[]): T[] {
  if (text === 'none') return [];
  return [...new Set(text.split(',').map((name) => oneOf(key, name.trim(), names)))];
}

function sweepOf(text: string, rounds: number): BenchSweep {
  const [name = '', list] = text.split('=');
  const axis = oneOf('sweep', name, AXES);
  if (list === undefined) return { axis, values: SWEEP_VALUES[axis], rounds };
  const values = list.split(',').map((value) => (value.trim() ? Number(value) : NaN));
  if (values.some(Number.isNaN))
    throw new UsageError(`--sweep ${text}: numbers with commas between them.`);
  return { axis, values: [...new Set(values)], rounds };
}
