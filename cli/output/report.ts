/**
 * What a headless run says: run.json, and whether the run is a success. All computed from the
 * traces of its saved run, whatever their mechanisms. Described in docs/numbers.md.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileOf, type ModelManifest } from '../../src/core/manifest';
import type { Figures } from '../../src/core/measure/metric';
import { FORMATS } from '../../src/core/formats';
import { mechanismOf } from '../../src/core/mechanisms';
import type { SettingValue } from '../../src/core/model';
import { computesWrongly, type AdapterInfo, type Pass } from '../../src/core/run/run';
import type { Trace } from '../../src/core/run/trace';
import type { SavedRun } from '../../src/core/saved/codec';
import { traceNumbers } from '../../src/state/saved/numbers';
import { wordsOf } from '../../src/state/session/words-of';
import { isHere } from '../../src/state/settings/catalogue';
import { ROOT } from '../site/build';
import { siteManifest } from '../site/models';

const REPORT_VERSION = 2;

/** A lane as in the numbers that the page exports, with its settings and each result's time. */
interface LaneReport extends ReturnType<typeof traceNumbers> {
  /** As the address and the command line write them. */
  readonly settings: Readonly<Record<string, SettingValue>>;
  /** What the mechanism tells of its run. */
  readonly [key: string]: unknown;
}

/** The contents of run.json. Times in milliseconds; `null` is what the run did not get to. */
export interface RunReport {
  readonly version: typeof REPORT_VERSION;
  readonly createdAt: string;
  readonly userAgent: string;
  /** As typed. */
  readonly prompt: string;
  readonly seed: number;
  /** WASM threads of the first lane that has any; 0 when all are on WebGPU. */
  readonly threads: number;
  readonly adapter: Pick<AdapterInfo, 'vendor' | 'architecture' | 'software'> | null;
  /** Of all lanes; of two that have the same figure, the first lane's. */
  readonly metrics: Figures;
  readonly lanes: readonly LaneReport[];
  /** Of the first lane that has it: its text, its results without their lists. */
  readonly [key: string]: unknown;
}

/** @throws Error where the run holds no lane */
export function runReport({ createdAt, userAgent, traces }: SavedRun): RunReport {
  const [first] = traces;
  if (!first) throw new Error('The run holds no lane.');
  const lanes = traces.map((trace) => laneReport(trace, traces));
  const adapter = traces.find(({ engine }) => engine.adapter)?.engine.adapter ?? null;
  return {
    ...firstOf(traces.map((trace) => inShort(FORMATS[trace.spec.mechanism].numbers(trace)))),
    version: REPORT_VERSION,
    ...{ createdAt, userAgent },
    prompt: wordsOf(traces),
    seed: first.spec.seed,
    threads: traces.find(({ engine }) => engine.threads)?.engine.threads ?? 0,
    adapter: adapter && {
      vendor: adapter.vendor,
      architecture: adapter.architecture,
      software: adapter.software,
    },
    metrics: firstOf(lanes.map(({ metrics }) => metrics)),
    lanes,
  };
}

function laneReport(trace: Trace, all: readonly Trace[]): LaneReport {
  const { settings, valuesOf } = mechanismOf(trace);
  const manifest = manifestOf(trace);
  const values = Object.entries(valuesOf(trace.spec, wordsOf(all))).map(([key, value]) => {
    const setting = settings[key];
    const names = setting?.kind === 'list' ? setting.options(manifest) : [];
    return [key, names[Number(value)] ?? value] as const;
  });
  return { ...timed(traceNumbers(trace)), settings: Object.fromEntries(values) };
}

/** The manifest of a model where this checkout has the very same one. */
function manifestOf({ engine: { model } }: Trace): ModelManifest | null {
  if (!isHere(model) || !existsSync(join(ROOT, 'public/models', model.id))) return null;
  const manifest = siteManifest(model.id);
  return fileOf(manifest, 'weights').sha256 === model.sha256 ? manifest : null;
}

type Row = Readonly<Record<string, unknown>>;

const isRow = (value: unknown): value is Row => typeof value === 'object' && value !== null;

/** Each result with the sum of its passes. */
function timed<T extends Row>(numbers: T): T {
  return Object.fromEntries(
    Object.entries(numbers).map(([key, value]) => [
      key,
      Array.isArray(value) ? value.map(withTime) : value,
    ]),
  ) as T;
}

function withTime(row: unknown): unknown {
  if (!isRow(row) || !Array.isArray(row['passes'])) return row;
  return { ...row, ms: (row['passes'] as Pass[]).reduce((sum, { ms }) => sum + ms, 0) };
}

/** Texts, and lists of results with their plain values only. */
function inShort(numbers: Row): Row {
  return Object.fromEntries(
    Object.entries(timed(numbers)).flatMap(([key, value]): [string, unknown][] => {
      if (Array.isArray(value)) return [[key, value.map(plain)]];
      return typeof value === 'string' ? [[key, value]] : [];
    }),
  );
}

function plain(row: unknown): unknown {
  if (!isRow(row)) return row;
  return Object.fromEntries(Object.entries(row).filter(([, value]) => typeof value !== 'object'));
}

/** All keys of all records; the first that has one decides. */
function firstOf<T>(records: readonly Readonly<Record<string, T>>[]): Record<string, T> {
  return Object.assign({}, ...[...records].reverse()) as Record<string, T>;
}

/** "Lane b (Emoji denoiser)". */
function laneName({ spec, engine }: Trace): string {
  return `Lane ${spec.lane} (${engine.model.name})`;
}

/** Why this run is no success, one sentence each; empty when every lane finished and is right. */
export function complaints(traces: readonly Trace[]): string[] {
  return traces.flatMap((trace) => {
    const { end, engine } = trace;
    const name = laneName(trace);
    const list: string[] = [];
    if (end?.type === 'error') list.push(`${name} failed: ${end.error.message}`);
    else if (end?.type !== 'done') list.push(`${name} did not finish.`);
    if (computesWrongly(engine) && engine.knownAnswer) {
      const { worst, tolerance, what } = engine.knownAnswer;
      list.push(
        `${name} does not match its known answer on this device (${what}): off by ${worst}, ` +
          `at most ${tolerance} is right. Its output is not to be trusted.`,
      );
    }
    return list;
  });
}

/** What to know of a run that is no fault of it, one sentence each. */
export function remarks(traces: readonly Trace[]): string[] {
  return traces.flatMap((trace) =>
    trace.engine.knownAnswer ? [] : [`${laneName(trace)} was not checked: no stored answer.`],
  );
}
