/** What the tables of the tour say of a run: everything from its trace and the models' manifests. Pure. */
import { BENCHMARKS } from '../../../../core/benchmarks';
import { isAutoregression } from '../../../../core/autoregression/spec';
import type { MechanismId, Modality } from '../../../../core/ids';
import type { ModelManifest } from '../../../../core/manifest';
import { quantile } from '../../../../core/measure/stats';
import { figuresOf } from '../../../../core/measure/metric';
import { mechanismOf } from '../../../../core/mechanisms';
import { ownPasses } from '../../../../core/run/fork';
import { lastResultAt, type Trace } from '../../../../core/run/trace';
import { engineWords } from '../../../../state/words';

export interface Measured {
  readonly runId: string;
  /** Id of the model. */
  readonly model: string;
  readonly name: string;
  readonly mechanism: MechanismId;
  readonly modality: Modality;
  readonly words: string;
  readonly seed: number;
  /** Backend and threads, in words. */
  readonly place: string;
  readonly passes: number;
  readonly results: number;
  readonly ms: number;
  /** The main figure of its mechanism: tokens a second, milliseconds a step. */
  readonly pace: number | null;
  /** Floating point operations of all passes; null where the manifests do not tell. */
  readonly flops: number | null;
  /** Share of the run's time after which half of its output is final; null where that is not known. */
  readonly half: number | null;
  /** Share of what there was at half of the results that changed until the end. */
  readonly late: number | null;
  /** Mean over the tokens, exact; null where a likelihood is not computed. */
  readonly nats: number | null;
  /** Equal for two runs that were asked the same. */
  readonly asked: string;
  /** Equal for two runs whose output is the same. */
  readonly output: string;
}

/** @param manifests of the run's model and of what it needs, as far as they are known */
export function measure(trace: Trace, manifests: readonly ModelManifest[]): Measured {
  const { spec, engine, results, startedAt } = trace;
  const { runId, seed, prompt, epoch, ...rest } = spec;
  const { policy, ...asked } = rest;
  return {
    ...{ runId, seed, words: prompt },
    ...{ model: engine.model.id, name: engine.model.name, mechanism: engine.mechanism },
    ...{ modality: engine.modality, place: engineWords(engine) },
    ...{ passes: ownPasses(trace).length, results: results.length },
    ms: lastResultAt(trace) - startedAt,
    pace: mechanismOf(trace).metrics[0]?.of(trace) ?? null,
    flops: flopsOf(trace, manifests),
    half: halfOf(trace),
    late: lateOf(trace),
    nats: natsOf(trace),
    asked: JSON.stringify({
      ...asked,
      prompt,
      seed,
      sha: engine.model.sha256,
      place: engineWords(engine),
    }),
    output: fingerprint(trace),
  };
}

function flopsOf(trace: Trace, manifests: readonly ModelManifest[]): number | null {
  const mechanism = mechanismOf(trace);
  const own = ownPasses(trace);
  const costs = BENCHMARKS[mechanism.id].costs(manifests, trace.engine.backend, {
    figures: figuresOf(mechanism.metrics, trace),
    size(kind) {
      const sizes = own.filter((pass) => pass.kind === kind).map(({ size }) => size);
      return sizes.length ? quantile(sizes, 0.5) : 0;
    },
  });
  if (!costs.length) return null;
  return costs.reduce(
    (sum, cost) => sum + cost.flops * own.filter(({ kind }) => kind === cost.kind).length,
    0,
  );
}

function halfOf(trace: Trace): number | null {
  const points = mechanismOf(trace).settled(trace);
  // From then on: a share may fall again.
  const point = points[points.findLastIndex(({ share }) => share < 0.5) + 1];
  const whole = lastResultAt(trace) - trace.startedAt;
  return point && whole > 0 ? (point.t - trace.startedAt) / whole : null;
}

/** A sixteenth of black to white: what "final" means on this page. */
const SAME = 2 / 16;

function lateOf(trace: Trace): number | null {
  const { text, picture, final } = mechanismOf(trace);
  const count = trace.results.length;
  const middle = Math.floor(count / 2);
  if (!middle) return null;
  // Each part is final once it is made: pixels that change are of parts that were not there yet.
  if (picture && !final.atEnd) return 0;
  if (picture) {
    const [half, whole] = [picture(trace, middle), picture(trace, count)];
    if (!half || !whole?.length) return null;
    return (
      half.reduce((n, v, i) => n + (Math.abs(v - (whole[i] ?? v)) > SAME ? 1 : 0), 0) / whole.length
    );
  }
  if (!text) return null;
  const [half, whole] = [[...text(trace, middle)], [...text(trace, count)]];
  return half.length ? half.filter((c, i) => c !== whole[i]).length / half.length : null;
}

function natsOf(trace: Trace): number | null {
  if (!isAutoregression(trace) || !trace.results.length) return null;
  return -trace.results.reduce((sum, { logprob }) => sum + logprob, 0) / trace.results.length;
}

/** FNV-1a over what was made. */
function fingerprint(trace: Trace): string {
  const { text, picture } = mechanismOf(trace);
  const values = picture?.(trace, trace.results.length);
  const bytes = values
    ? new Uint8Array(values.buffer, values.byteOffset, values.byteLength)
    : new TextEncoder().encode(text?.(trace, trace.results.length) ?? '');
  let hash = 0x811c9dc5;
  for (const byte of bytes) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return hash.toString(16);
}

/** All runs of one model at one place. */
export interface Column {
  readonly key: string;
  readonly name: string;
  readonly mechanism: MechanismId;
  readonly modality: Modality;
  readonly place: string;
  readonly n: number;
  /** Medians over the runs. */
  readonly passes: number;
  readonly results: number;
  readonly ms: number;
  readonly pace: number | null;
  readonly flops: number | null;
  readonly half: number | null;
  readonly late: number | null;
  readonly nats: number | null;
  /** Of two runs that were asked the same: whether they came out the same; null without two. */
  readonly repeats: boolean | null;
}

export function columnsOf(rows: readonly Measured[]): Column[] {
  const keys = [...new Set(rows.map((row) => keyOf(row)))];
  return keys.flatMap((key) => {
    const own = rows.filter((row) => keyOf(row) === key);
    const [first] = own;
    if (!first) return [];
    const { name, mechanism, modality, place } = first;
    const median = (of: (row: Measured) => number | null) => {
      const values = own.flatMap((row) => of(row) ?? []);
      return values.length ? quantile(values, 0.5) : null;
    };
    return {
      ...{ key, name, mechanism, modality, place, n: own.length },
      passes: median(({ passes }) => passes) ?? 0,
      results: median(({ results }) => results) ?? 0,
      ms: median(({ ms }) => ms) ?? 0,
      pace: median(({ pace }) => pace),
      flops: median(({ flops }) => flops),
      half: median(({ half }) => half),
      late: median(({ late }) => late),
      nats: median(({ nats }) => nats),
      repeats: repeatsIn(own),
    };
  });
}

const keyOf = ({ model, place }: Measured) => `${model} ${place}`;

function repeatsIn(rows: readonly Measured[]): boolean | null {
  const pairs = rows.flatMap((row, i) =>
    rows
      .slice(i + 1)
      .flatMap((other) => (other.asked === row.asked ? [[row, other] as const] : [])),
  );
  return pairs.length ? pairs.every(([a, b]) => a.output === b.output) : null;
}

const HEADS = [
  ...['model', 'mechanism', 'output', 'place', 'prompt', 'seed', 'passes', 'results', 'ms', 'flop'],
  ...['half_final_after', 'changed_in_second_half', 'nats_per_token'],
];

/** A row a run, for spreadsheets (RFC 4180). */
export function csvOf(rows: readonly Measured[]): string {
  const cell = (value: string | number | null) => {
    const text = value === null ? '' : String(value);
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  const lines = rows.map((row) => [
    ...[row.name, row.mechanism, row.modality, row.place, row.words, row.seed, row.passes],
    ...[row.results, row.ms, row.flops, row.half, row.late, row.nats],
  ]);
  return [HEADS, ...lines].map((line) => `${line.map(cell).join(',')}\r\n`).join('');
}
