/**
 * Reads a result of version 1, which knew two lanes by name and had each figure as a field of its
 * own: `public/schemas/bench-result.v1.json`. Frozen: files and links that people have go on
 * opening. What of it belongs to a mechanism stands in that mechanism's folder (`version1`).
 */
import * as v from 'valibot';
import { text as words } from '../../text/bench';
import type { Mechanism } from '../mechanism/mechanism';
import { initialValues } from '../mechanism/settings';
import { FORMATS } from '../formats';
import { BENCHMARKS } from '../benchmarks';
import { MECHANISMS } from '../mechanisms';
import { siteModel, type SettingValues } from '../model';
import { engineFromVersion1 } from '../saved/codec-v1';
import {
  BENCH_FORMAT,
  BENCH_VERSION,
  NOTE_CODES,
  type BenchEngine,
  type BenchPlan,
  type BenchPrompt,
  type BenchResult,
  type BenchSample,
} from './bench';
import { MAX_PROMPTS, MAX_SAMPLES, MAX_VALUES } from './plan';
import * as part from './schema-parts';

const { adapter, backend, count, hardware, knownAnswer, label, list, number } = part;
const { policy, positive, rounds, start, text, limits, end } = part;

/** The mechanisms that version 1 knew, by what it called their lanes. */
const LANES = new Map(
  Object.values(MECHANISMS).flatMap((mechanism) => {
    const { version1 } = FORMATS[mechanism.id];
    return version1 ? [[version1.lane, { ...mechanism, version1 }] as const] : [];
  }),
);
const lane = v.pipe(
  v.string(),
  v.check((name) => LANES.has(name), words.file.version1Lane),
);
const passKind = v.pipe(v.string(), v.maxLength(40));

const engine = v.strictObject({
  lane,
  model: v.strictObject({ id: label, name: label, sha256: label }),
  runtime: label,
  backend,
  backendReason: label,
  adapter,
  threads: count,
  knownAnswer,
  loadMs: positive,
  fromDevice: v.boolean(),
  loadsMs: list(positive, 1000),
});

/** The rest are settings of either lane, each named once. */
const plan = v.objectWithRest(
  {
    prompts: list(v.objectWithRest({ id: label }, text), MAX_PROMPTS),
    seed: count,
    policies: list(policy, 3),
    starts: list(start, 2),
    rounds,
    backend: v.picklist(['auto', 'webgpu', 'wasm']),
    engine: label,
    threads: count,
    sweeps: list(
      v.strictObject({ axis: passKind, values: list(positive, MAX_VALUES), rounds: count }),
      10,
    ),
  },
  v.union([positive, label]),
);

/** The rest are figures. */
const sample = v.objectWithRest(
  {
    lane,
    round: count,
    prompt: label,
    policy,
    start,
    engine: count,
    sweep: v.nullable(v.strictObject({ axis: passKind, value: positive })),
    at: positive,
    longestPassMs: positive,
    longestWaitMs: positive,
    passesWaited: v.nullable(count),
    overlap: v.nullable(v.strictObject({ ms: positive, done: v.record(passKind, positive) })),
    passes: list(
      v.strictObject({
        kind: passKind,
        start: positive,
        ms: positive,
        size: count,
        wait: positive,
      }),
      2000,
    ),
  },
  v.nullable(number),
);

/** As version 1 wrote it. */
export const schemaV1 = v.strictObject({
  format: v.literal(BENCH_FORMAT),
  version: v.literal(1),
  id: label,
  createdAt: part.createdAt,
  label,
  hardware,
  engines: list(engine, 100),
  plan,
  samples: list(sample, MAX_SAMPLES),
  costs: list(
    v.strictObject({
      kind: passKind,
      size: count,
      flops: positive,
      bytes: positive,
      dispatches: count,
    }),
    20,
  ),
  limits,
  notes: list(
    v.strictObject({
      code: v.picklist(NOTE_CODES),
      level: v.picklist(['wrong', 'warning', 'info']),
      lane: v.nullable(lane),
      message: text,
    }),
    100,
  ),
  end,
});
type ResultV1 = v.InferOutput<typeof schemaV1>;

/** The same information in today's words. */
export function fromVersion1(old: ResultV1): BenchResult {
  const { engines, samples, notes, costs, plan, ...rest } = old;
  return {
    ...rest,
    version: BENCH_VERSION,
    engines: engines.map((each): BenchEngine => {
      const { loadsMs, ...info } = each;
      return { ...engineFromVersion1(info), lane: becomes(each.lane), loadsMs };
    }),
    plan: planOf(plan, engines),
    samples: samples.map(sampleOf),
    costs: costs.flatMap((cost) => {
      const owner = [...LANES.values()].find(({ passes }) => cost.kind in passes);
      return owner ? { ...cost, lane: owner.version1.becomes } : [];
    }),
    notes: notes.map((note) => ({ ...note, lane: note.lane && becomes(note.lane) })),
  };
}

function sampleOf(old: ResultV1['samples'][number]): BenchSample {
  const { lane, round, prompt, policy, start, engine, sweep, at, overlap, passes, ...rest } = old;
  const { longestPassMs, longestWaitMs, passesWaited, ...figures } = rest;
  const mechanism = LANES.get(lane);
  const done = Object.entries(overlap?.done ?? {}).filter(([kind]) =>
    Object.hasOwn(mechanism?.passes ?? {}, kind),
  );
  const results = figures[mechanism?.version1.bench.results ?? ''];
  return {
    ...{ lane: becomes(lane), round, prompt, policy, start, engine, sweep, at, passes },
    ...{ longestPassMs, longestWaitMs, passesWaited },
    results: typeof results === 'number' ? Math.max(0, Math.round(results)) : 0,
    overlap: overlap && { ms: overlap.ms, done: Object.fromEntries(done) },
    figures,
  };
}

function planOf(old: ResultV1['plan'], engines: ResultV1['engines']): BenchPlan {
  const { prompts, sweeps, seed, policies, starts, rounds, backend, threads, ...settings } = old;
  const lanes = [...LANES].map(([name, mechanism]) => {
    const found = engines.find((each) => each.lane === name);
    const runtime = found ? engineFromVersion1(found).runtimeId : 'onnxruntime';
    return {
      id: becomes(name),
      mechanism: mechanism.id,
      model: siteModel(found?.model.id ?? ''),
      runtime,
      values: valuesOf(mechanism, settings),
    };
  });
  return {
    lanes,
    prompts: prompts.map((prompt) => promptOf(prompt, lanes)),
    sweeps: sweeps.map((sweep) => ({ ...sweep, lane: null })),
    ...{ seed, policies, starts, rounds, backend, threads },
  };
}

/** Each setting of version 1 had the name that it has today. */
function valuesOf(
  { id, settings }: Mechanism,
  old: Readonly<Record<string, unknown>>,
): SettingValues {
  const own = Object.keys(settings).flatMap((key) => {
    const value = old[key];
    return typeof value === 'number' || typeof value === 'string' ? [[key, value] as const] : [];
  });
  return { ...initialValues(settings), ...BENCHMARKS[id].values, ...Object.fromEntries(own) };
}

/**
 * Each lane had a prompt of its own. The words are the one of which most of the others follow, by
 * the lanes' settings; what does not follow stays as it was.
 */
function promptOf(
  { id, ...old }: { readonly id: string; readonly [lane: string]: string },
  lanes: BenchPlan['lanes'],
): BenchPrompt {
  const asked = lanes.map((lane) => {
    const key = FORMATS[lane.mechanism].version1?.bench.prompt ?? '';
    return { lane, prompt: old[key] ?? '' };
  });
  const others = (words: string) =>
    asked.filter(({ lane, prompt }) => given(lane, words) !== prompt);
  const words = asked
    .map(({ prompt }) => prompt)
    .reduce((best, each) => (others(each).length < others(best).length ? each : best), '');
  const own = others(words).map(({ lane, prompt }) => [lane.id, prompt]);
  return { id, prompt: words, ...(own.length ? { lanes: Object.fromEntries(own) } : {}) };
}

/** The prompt as a lane's model is given it. */
function given({ id, mechanism, values }: BenchPlan['lanes'][number], words: string): string {
  const common = { lane: id, runId: '', seed: 0, policy: 'alone', epoch: 0 } as const;
  return MECHANISMS[mechanism].spec({ ...common, prompt: words }, values).prompt;
}

function becomes(lane: string): string {
  return LANES.get(lane)?.version1?.becomes ?? lane;
}
