/**
 * Real files, results and addresses of format version 1, made by the page when that was its
 * format: each must open to the same text, pixels and figures for good.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { BenchResult } from '../../src/core/bench/bench';
import { decodeResult, fromFragment } from '../../src/core/bench/codec';
import { summarise } from '../../src/core/bench/summary';
import { linked } from '../../src/state/saved/link';
import { unpackRun } from '../../src/state/saved/file';
import { SITE_MODELS } from '../../src/state/settings/catalogue';
import { fromSearch, parse } from '../../src/state/settings/values';
import { parseManifest } from '../../src/core/manifest';
import { viewIn } from '../../src/state/view/view-names';
import { contentsOf, plain, rounded } from '../helpers/v1';

const ROOT = new URL('../fixtures/v1/', import.meta.url);
const read = (path: string) => new Uint8Array(readFileSync(new URL(path, ROOT)));
const json = (path: string): unknown => JSON.parse(new TextDecoder().decode(read(path)));
const files = (folder: string, ending: string) =>
  readdirSync(new URL(folder, ROOT))
    .filter((name) => name.endsWith(ending))
    .map((name) => `${folder}${name}`);

const expected = json('expected.json') as {
  readonly traces: Readonly<Record<string, object>>;
  readonly results: Readonly<Record<string, object>>;
};

describe('runs', () => {
  const names = [...files('traces/', '.trace'), ...files('history/', '.trace')];

  test('every file is expected', () => {
    expect(names.sort()).toEqual(Object.keys(expected.traces).sort());
  });

  test.each(names)('%s', async (name) => {
    const { run, damage } = await unpackRun(new Blob([read(name)]));
    expect(plain({ cut: damage !== '', ...contentsOf(run) })).toEqual(expected.traces[name]);
  });
});

/** What version 1 said of a result, as far as it is compared: its plan is the matter of another test. */
interface OldResult {
  readonly id: string;
  readonly createdAt: string;
  readonly label: string;
  readonly hardware: object;
  readonly limits: object;
  readonly end: object;
  readonly samples: number;
  readonly notes: readonly { readonly message: string }[];
  readonly summary: {
    readonly rows: readonly {
      readonly lane: string;
      readonly policy: string;
      readonly start: string;
      readonly right: boolean;
      readonly figures: object;
    }[];
    readonly sharing: readonly Readonly<Record<string, unknown>>[];
    readonly curves: readonly {
      readonly axis: string;
      readonly lane: string;
      readonly figure: string;
      readonly points: object;
      readonly fit: object;
    }[];
  };
}

const LANES: Readonly<Record<string, string>> = { language: 'a', diffusion: 'b' };

/** With the lanes' names of today. */
function byLane(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || !('language' in value)) return value;
  return Object.fromEntries(Object.entries(value).map(([lane, own]) => [LANES[lane], own]));
}

/** The same figures, to six digits. */
function expectSays(result: BenchResult, old: OldResult): void {
  const { id, createdAt, label, hardware, limits, end, samples, notes } = result;
  expect(rounded(plain({ id, createdAt, label, hardware, limits, end }))).toEqual({
    ...{ id: old.id, createdAt: old.createdAt, label: old.label },
    ...{ hardware: old.hardware, limits: old.limits, end: old.end },
  });
  expect(samples).toHaveLength(old.samples);
  expect(notes.map(({ message }) => message)).toEqual(old.notes.map(({ message }) => message));
  const { rows, sharing, curves } = rounded(summarise(result));
  expect(rows).toHaveLength(old.summary.rows.length);
  rows.forEach((row, i) => {
    const { lane, engine: _, ...was } = { engine: null, ...old.summary.rows[i] };
    expect(plain(row)).toMatchObject({ ...was, lane: LANES[lane ?? ''] });
  });
  expect(sharing).toHaveLength(old.summary.sharing.length);
  sharing.forEach((shared, i) => {
    const was = Object.entries(old.summary.sharing[i] ?? {});
    const same = Object.fromEntries(was.map(([key, value]) => [key, byLane(value)]));
    expect(plain(shared)).toMatchObject(same);
  });
  expect(curves).toHaveLength(old.summary.curves.length);
  curves.forEach(({ axis, lane, metric, points, fit }, i) => {
    const was = old.summary.curves[i];
    expect(plain({ axis, lane, metric, points, fit })).toEqual({
      ...{ axis: was?.axis, lane: LANES[was?.lane ?? ''], metric: was?.figure },
      ...{ points: was?.points, fit: was?.fit },
    });
  });
}

describe('benchmark results', () => {
  const names = files('results/', '.json');

  test('every file is expected', () => {
    expect(names.sort()).toEqual(Object.keys(expected.results).sort());
  });

  test.each(names)('%s', (name) => {
    const result = decodeResult(new TextDecoder().decode(read(name)));
    expectSays(result, expected.results[name] as OldResult);
  });
});

/** What an address of version 1 means. */
interface Meaning {
  readonly view: string;
  /** The settings that it names, as they are taken. */
  readonly values: Readonly<Record<string, string | number>>;
  /** Of these it is said that they were taken otherwise than given. */
  readonly notes: readonly string[];
  /** Where the run was made that the link makes again; empty where it is not said. */
  readonly made: string;
  /** The result that it carries. */
  readonly result: object | null;
}

describe('addresses', () => {
  const { defaults, list } = json('links.json') as {
    readonly defaults: Readonly<Record<string, string | number>>;
    readonly list: readonly { what: string; url: string; expect: Meaning }[];
  };

  const model = 'emoji-denoiser';
  const manifest = new URL(`../../public/models/${model}/manifest.json`, import.meta.url);
  const manifests = new Map([
    [model, parseManifest(JSON.parse(readFileSync(manifest, 'utf8')), model)],
  ]);

  test('name every setting', () => {
    const named = list.flatMap(({ expect: { values } }) => Object.keys(values));
    expect([...new Set(named)].sort()).toEqual(Object.keys(defaults).sort());
  });

  test.each(list)('$what', async ({ url, expect: meaning }) => {
    const { search, hash } = new URL(url);
    const raw = fromSearch(search);
    const { page, lanes, notes } = parse(raw, SITE_MODELS, manifests);
    // Version 1 had one lane of each mechanism, and the runtime of one of them as a setting.
    const values: Record<string, unknown> = Object.assign({}, ...lanes.map((l) => l.values), page);
    values['engine'] = lanes[0]?.runtime;
    const said = Object.assign({}, notes, ...lanes.map((lane) => lane.notes)) as object;
    expect({
      view: viewIn(search),
      values: Object.fromEntries(Object.keys(raw).map((key) => [key, values[key]])),
      notes: Object.keys(said).sort(),
      made: linked(url).made,
    }).toEqual({ ...meaning, result: undefined });
    const fragment = /^#result=(.*)$/s.exec(hash)?.[1];
    expect(fragment === undefined).toBe(meaning.result === null);
    if (fragment === undefined) return;
    expectSays(await fromFragment(fragment), meaning.result as OldResult);
  });
});
