/**
 * A made-up mechanism: a picture that a formula fills row by row, one pass a row. It exists to show
 * that a third one needs its own folder and its lines in the registries, and nothing else.
 */
import * as v from 'valibot';
import type { MechanismId } from '../../../src/core/ids';
import type { Benchmark } from '../../../src/core/mechanism/benchmark';
import type { Format, Mechanism } from '../../../src/core/mechanism/mechanism';
import { leftAt, ownPasses, ownResults } from '../../../src/core/run/fork';
import { RUN_MS } from '../../../src/core/measure/metric';
import type { InputBase, ResultBase, SpecBase } from '../../../src/core/run/run';
import { count, number, passes, pieces, specCommon } from '../../../src/core/run/schema';

export const FORMULA = 'formula' as MechanismId;
/** Pixels a side. */
export const SIDE = 8;

export interface FormulaSpec extends SpecBase {
  readonly rows: number;
  readonly frequency: number;
}

/** A row of the picture, [3, SIDE], -1 to 1. */
export interface Row extends ResultBase {
  readonly values: Float32Array;
}

const LIMIT = { label: 'Rows', min: 1, max: 100, whole: true };

export const formula: Mechanism<FormulaSpec, InputBase, Row> = {
  id: FORMULA,
  words: {
    ...{ one: 'row', many: 'rows', lane: 'Formula', how: 'row by row', model: 'formula' },
    does: 'a formula fills a picture row by row',
  },
  passes: {
    compute: {
      ...{ label: 'compute', what: 'one row', unit: 'row', first: false },
      alone: ({ msPerRow }) => msPerRow ?? null,
    },
  },
  settings: {
    rows: { kind: 'number', label: 'Rows', hint: '', range: LIMIT, step: 1, initial: SIDE },
    frequency: {
      ...{ kind: 'number', label: 'Frequency', hint: '', step: 0.5, initial: 1 },
      range: { label: 'Frequency', min: 0, max: 10, whole: false },
      vary: {
        label: 'frequencies',
        what: 'The same words at one frequency after the other.',
        values: [1, 2, 4],
        name: (value) => `frequency ${value}`,
      },
    },
  },
  suggested: () => ({}),
  spec: (common, { rows, frequency }) => ({
    ...common,
    ...{ mechanism: FORMULA, rows: Number(rows), frequency: Number(frequency) },
  }),
  valuesOf: ({ rows, frequency }) => ({ rows, frequency }),

  metrics: [
    {
      ...{ key: 'msPerRow', name: 'per row', unit: 'ms', better: 'lower' },
      meaning: 'Mean time of a row.',
      shown: ['watch', 'compare'],
      of(trace) {
        const own = ownResults(trace);
        const last = own.at(-1);
        return last ? (last.t - leftAt(trace)) / own.length : null;
      },
    },
    {
      ...{ key: 'passes', name: 'passes', unit: '', better: null },
      meaning: 'Forward passes, one a row.',
      shown: ['watch'],
      of: (trace) => ownPasses(trace).length,
    },
    {
      ...{ key: 'rows', name: 'rows', unit: '', better: null, meaning: 'Rows of a run.' },
      shown: [],
      of: ({ results }) => results.length,
    },
    RUN_MS,
  ],
  pace: 'msPerRow',
  settled: ({ spec, results }) =>
    results.map(({ t }, i) => ({ t, share: (i + 1) / Math.max(spec.rows, results.length) })),
  final: { when: 'a row is final once it is computed', atEnd: false },
  continuation: (_, results) => (results ? { at: results, others: [], note: '' } : null),
  fork: (parent, { at }, wanted) => ({ ...wanted, from: { runId: parent.runId, at } }),
  describe: ({ frequency }) => `frequency ${frequency}`,
  branch: ({ spec }) => (spec.from ? `from row ${spec.from.at + 1}` : 'from the start'),
  changes: (parent, spec) =>
    parent.frequency === spec.frequency ? [] : [`frequency ${spec.frequency}`],

  picture({ results }, until) {
    if (!until) return null;
    const picture = new Float32Array(3 * SIDE * SIDE);
    for (const { index, values } of results.slice(0, Math.min(until, SIDE)))
      for (let c = 0; c < 3; c++)
        picture.set(values.subarray(c * SIDE, (c + 1) * SIDE), (c * SIDE + index) * SIDE);
    return picture;
  },
  asked: ({ rows }) => rows,
};

export const benchmark: Benchmark = {
  axes: [
    {
      ...{ id: 'rows', label: 'rows', values: [2, 4], range: LIMIT },
      apply: (values, rows) => ({ values: { ...values, rows } }),
      curves: [{ metric: 'runMs', unit: 'row', x: ({ rows }) => rows ?? null }],
    },
  ],
  values: {},
  asks: ['rows'],
  costs: () => [],
  precision: { webgpu: 'f32', wasm: 'f32' },
};

export const format: Format<FormulaSpec, InputBase, Row> = {
  cite: ({ spec, results }) => `${results.length} of ${spec.rows} rows`,
  numbers: ({ results }) => ({ rows: results.map(({ index, t }) => ({ index, t })) }),
  table: { name: 'rows', heads: ['index', 't_ms'], row: ({ index, t }) => [index, t] },
  spec: v.object({
    ...specCommon,
    mechanism: v.literal(FORMULA),
    rows: count,
    frequency: number,
  }),
  codec: {
    input: v.object({ pieces, passes }),
    result: v.object({ passes }),
    write({ passes: list, values }, body) {
      new Float32Array(body.room(4 * values.length).buffer).set(values);
      return { passes: list };
    },
    read(saved, index, body) {
      const bytes = body.take(4 * 3 * SIDE).slice();
      return { index, ...(saved as Pick<Row, 'passes'>), values: new Float32Array(bytes.buffer) };
    },
    size: () => 4 * 3 * SIDE,
  },
};
