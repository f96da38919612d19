/** The command line of the benchmark: from words to a plan that the page will take. */
import type { BenchPlan, BenchSweep, Rounds, Start } from '../src/core/bench/bench';
import { axesOf, axisIn, BENCH_LIMITS, checkPlan, planOf } from '../src/core/bench/plan';
import { EngineError } from '../src/core/errors';
import type { Range } from '../src/core/limits';
import { BENCHMARKS } from '../src/core/benchmarks';
import { MECHANISMS } from '../src/core/mechanisms';
import type { LanePlan, SettingValues } from '../src/core/model';
import { BACKENDS } from '../src/core/run/engine';
import { POLICIES } from '../src/core/run/run';
import { FIRST_LANES, refOf } from '../src/state/settings/catalogue';
import { MOST_LANES, type ChosenLane } from '../src/state/settings/lanes';
import { settingLines } from './args/demo-usage';
import { LANE_KEYS, lanesOf, queryOf, settingsOf, type ManifestOf, type Texts } from './args/lanes';
import { GPUS, inRange, oneOf, optionsOf, UsageError } from './args/options';
import type { GpuWish } from './page/gpu-flags';
import { siteManifest } from './site/models';

const STARTS = ['cold', 'warm'] as const;
const DEFAULTS = planOf([]);

export const BENCH_USAGE = `npm run bench -- [options]

Measures models and the limits of the device in a real Chromium through the built page, as its
Compare view does, writes the result as JSON and prints a table. Keep the machine otherwise idle.
Exit code 0: all was measured and no model failed its known answer; 1: not; 2: bad arguments.

  --lanes LIST         models with commas, at most ${MOST_LANES}; after an @ what computes one
                       (${FIRST_LANES.join(',')})
  --engine NAME        what computes the lanes that name nothing and whose model has it
  --rounds N           warm and cold runs of each policy          (5)
  --until X            instead: rounds until the spread is below X of the median, 0.05 is 5%;
                       at least 3 and at most --rounds
  --out FILE           where to write the JSON                    (out/bench.json)
  --backend NAME       ${BACKENDS.join(', ')}                         (auto)
  --gpu NAME           ${GPUS.join(', ')}                       (auto)
  --seed N             0 to 4294967295                            (${DEFAULTS.seed})
  --threads N          WASM threads of a lane; 0: as the page chooses for the policy
  --policies LIST      alone,together,turns; none for sweeps alone
  --starts LIST        cold,warm
  --sweep AXIS[=LIST]  an axis of the lanes, or threads; may be given several times, for example
                       --sweep tokens=16,64,256. ${Object.values(MECHANISMS)
                         .map(
                           ({ id: mechanism, words }) =>
                             `${words.model}: ${BENCHMARKS[mechanism].axes.map(({ id }) => id).join(', ')}`,
                         )
                         .join('; ')}
  --sweep-rounds N     warm runs at each value of a sweep         (3)
  --timeout SECONDS    give up after                              (7200)

What a lane's model suggests, else the page's default, unless given, but the same each time: text is
greedy, with a task of its own. --set b.KEY=VALUE is for lane b alone, --KEY VALUE and
--set KEY=VALUE for every lane that has it:
${Object.values(MECHANISMS)
  .map(({ settings }) => settingLines(settings))
  .join('\n')}`;

export interface BenchArgs extends GpuWish {
  readonly plan: BenchPlan;
  readonly out: string;
  readonly timeoutMs: number;
}

const OPTIONS = {
  help: { type: 'boolean', short: 'h' },
  lanes: { type: 'string' },
  engine: { type: 'string' },
  set: { type: 'string', multiple: true, default: [] as string[] },
  rounds: { type: 'string', default: '5' },
  until: { type: 'string' },
  out: { type: 'string', default: 'out/bench.json' },
  backend: { type: 'string', default: 'auto' },
  gpu: { type: 'string', default: 'auto' },
  seed: { type: 'string', default: String(DEFAULTS.seed) },
  threads: { type: 'string', default: '0' },
  policies: { type: 'string', default: POLICIES.join(',') },
  starts: { type: 'string', default: STARTS.join(',') },
  sweep: { type: 'string', multiple: true, default: [] as string[] },
  'sweep-rounds': { type: 'string', default: '3' },
  timeout: { type: 'string', default: '7200' },
} as const;

/**
 * @returns null when help was asked for.
 * @throws UsageError on an unknown option or a value that the page would not take.
 */
export function readBenchArgs(
  argv: readonly string[],
  manifestOf: ManifestOf = siteManifest,
): BenchArgs | null {
  const settings = Object.fromEntries(LANE_KEYS.map((key) => [key, { type: 'string' as const }]));
  const given = optionsOf(argv, { ...settings, ...OPTIONS });
  // Every option of a setting is a text; the compiler sees but the union of all options.
  const values = given as Pick<typeof given, keyof typeof OPTIONS>;
  if (values.help) return null;
  const number = (key: string, text: string, range: Range) => Number(inRange(key, text, range));
  const sweepRounds = number('sweep-rounds', values['sweep-rounds'], BENCH_LIMITS.rounds);
  const own = Object.entries(given).filter(([key]) => LANE_KEYS.includes(key));
  const lanes = lanePlans(
    lanesOf(values.lanes, values.engine),
    Object.fromEntries(own) as Texts,
    values.set,
    manifestOf,
  );
  const plan = planOf(lanes, {
    seed: number('seed', values.seed, BENCH_LIMITS.seed),
    threads: number('threads', values.threads, BENCH_LIMITS.threads),
    backend: oneOf('backend', values.backend, BACKENDS),
    policies: several('policies', values.policies, POLICIES),
    starts: several<Start>('starts', values.starts, STARTS),
    rounds: roundsOf(values.rounds, values.until),
    sweeps: values.sweep.map((text) => sweepOf(text, sweepRounds, lanes)),
  });
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

/** The lanes with the values that are asked for; what is left to the page is absent. */
function lanePlans(
  lanes: readonly ChosenLane[],
  texts: Texts,
  set: readonly string[],
  manifestOf: ManifestOf,
): LanePlan[] {
  const query = queryOf(texts, set, lanes, manifestOf);
  return lanes.map(({ id, entry, runtime }) => {
    const values: Record<string, SettingValues[string]> = {};
    for (const [key, setting] of Object.entries(settingsOf(entry))) {
      const text = query.get(`${id}.${key}`) ?? query.get(key);
      if (text === null) continue;
      if (setting.kind === 'number') values[key] = Number(text);
      else if (setting.kind === 'list') {
        const named = setting.options(manifestOf(entry.id)).indexOf(text);
        values[key] = named < 0 ? Number(text) : named;
      } else values[key] = text;
    }
    return { id, mechanism: entry.mechanism, model: refOf(entry), runtime, values };
  });
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

function sweepOf(text: string, rounds: number, lanes: readonly LanePlan[]): BenchSweep {
  const [name = '', list] = text.split('=');
  const axis = oneOf('sweep', name, axesOf({ lanes }));
  const sweep = { axis, lane: null, rounds };
  if (list === undefined) return { ...sweep, values: axisIn({ lanes }, axis)?.values ?? [] };
  const values = list.split(',').map((value) => (value.trim() ? Number(value) : NaN));
  if (values.some(Number.isNaN))
    throw new UsageError(`--sweep ${text}: numbers with commas between them.`);
  return { ...sweep, values: [...new Set(values)] };
}
