/** A result as text: what the Compare view shows, for a terminal. Pure. */
import type { BenchResult } from '../src/core/bench/bench';
import type { Curve, Sharing, SummaryRow } from '../src/core/bench/figures';
import { columnsOf, lanesOf, type BenchLane } from '../src/core/bench/lanes';
import { explain, placedPasses } from '../src/core/bench/roofline-result';
import { summarise } from '../src/core/bench/summary';
import type { Stat } from '../src/core/measure/stats';
import { engineWords, POLICIES } from '../src/state/words';
import { plural } from '../src/text/plural';
import { askedOf } from '../src/views/compare/plan';

export function benchTable(result: BenchResult): string {
  const { rows, sharing, curves } = summarise(result);
  const lanes = lanesOf(result);
  return [
    heading(result),
    ...lanes.map((lane) => laneTable(lane, rows)),
    sharingTable(sharing, lanes),
    costTable(result, lanes),
    rooflineTable(result),
    curveTable(curves, lanes),
    ...result.notes.map(({ level, message }) => `${level.toUpperCase()}: ${message}`),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function heading(result: BenchResult): string {
  const { hardware, createdAt } = result;
  return [
    `Benchmark of ${createdAt}: ${askedOf(result)}. Median (smallest to largest).`,
    `${hardware.userAgent}, ${hardware.cores} logical processors, clock steps of ${figure(hardware.clockStepMs)} ms`,
  ].join('\n');
}

function laneTable({ id, title, mechanism }: BenchLane, all: readonly SummaryRow[]): string {
  const rows = all.filter((row) => row.lane === id);
  const [first] = rows;
  if (!first) return '';
  const columns = columnsOf(mechanism);
  const lines = rows.map(({ policy, start, engine, figures, right }) => [
    `${POLICIES[policy].label}, ${start}`,
    engineWords(engine),
    String(Math.max(0, ...columns.map(({ key }) => figures[key]?.n ?? 0))),
    ...columns.map(({ key }) => (right ? '' : 'WRONG ') + cell(figures[key])),
  ]);
  const head = ['', 'where', 'n', ...columns.map(({ name, unit }) => `${name} ${unit}`.trim())];
  return `${title}: ${first.engine.model.name}\n${aligned([head, ...lines])}`;
}

function sharingTable(sharing: readonly Sharing[], lanes: readonly BenchLane[]): string {
  if (!sharing.length) return '';
  const head = [
    '',
    ...lanes.map(({ name }) => `${name} slower`),
    'total work',
    ...lanes.map(({ name }) => `${name} waits at most`),
  ];
  const lines = sharing.map((row) => [
    POLICIES[row.policy].label,
    ...lanes.map(({ id }) => cell(row.slowdown[id], 'x')),
    cell(row.totalWork),
    ...lanes.map(({ id }) => waitOf(row, id, lanes)),
  ]);
  return `Sharing the machine, warm, against alone (total work: 1 is as much as one after the other)\n${aligned([head, ...lines])}`;
}

/** How long a lane waited between two of its passes, and for what of the others. */
function waitOf(row: Sharing, lane: string, lanes: readonly BenchLane[]): string {
  const wait = row.longestWaitMs[lane];
  if (row.policy !== 'turns' || wait === null || wait === undefined) return '-';
  const others = lanes.flatMap(({ id }) => (id === lane ? [] : (row.longestPassMs[id] ?? 0)));
  const passes = plural(row.passesWaited[lane] ?? 0, 'pass', 'passes');
  return `${figure(wait)} ms, ${passes} of up to ${figure(Math.max(0, ...others))} ms`;
}

function costTable({ costs }: BenchResult, lanes: readonly BenchLane[]): string {
  if (!costs.length) return '';
  const head = ['', 'size', 'GFLOP', 'MB', 'FLOP a byte', 'kernels'];
  const apart = (id: string) => lanes.find((lane) => lane.id === id)?.apart;
  const lines = costs.map(({ lane, kind, size, flops, bytes, dispatches }) => [
    [kind, apart(lane)].filter(Boolean).join(', '),
    String(size),
    figure(flops / 1e9),
    figure(bytes / 1e6),
    figure(flops / bytes),
    dispatches ? String(dispatches) : '-',
  ]);
  return `One pass, estimated from the model\n${aligned([head, ...lines])}`;
}

/** The limits of the device, each pass below them, and the sentence that says what binds it. */
function rooflineTable(result: BenchResult): string {
  const { limits } = result;
  if (!limits.length) return '';
  const roofs = limits.map(({ adapter, backend, threads, precision, ...limit }) => [
    `${backend === 'wasm' ? plural(threads, 'core') : adapter?.software ? 'WebGPU in software' : 'WebGPU'}, ${precision}`,
    scaled(limit.flopsPerSecond, 1e-9),
    scaled(limit.bytesPerSecond, 1e-9),
    scaled(limit.dispatchMs, 1e3),
    cell(limit.roundTripMs),
  ]);
  const placed = placedPasses(result, limits);
  const passes = placed.map(({ kind, lane, ms, placement }) => {
    const { bound, limited, least, share, rest } = placement;
    return [
      [kind, lane.apart].filter(Boolean).join(', '),
      cell(ms),
      figure(least.compute),
      figure(least.memory),
      least.dispatch ? figure(least.dispatch) : '-',
      figure(rest),
      bound,
      `${limited}, ${Math.round(share * 100)}%`,
    ];
  });
  const roofHead = ['', 'GFLOP a s', 'GB a s', 'us a dispatch', 'ms with readback'];
  const passHead = [
    '',
    'ms',
    'arithmetic',
    'memory',
    'dispatch',
    'rest',
    'bound by',
    'of the limit',
  ];
  return [
    `What the device can do\n${aligned([roofHead, ...roofs])}`,
    placed.length ? aligned([passHead, ...passes]) : '',
    explain(placed).replaceAll('\u00a0', ' '),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function scaled(stat: Stat | null, by: number): string {
  if (!stat) return '-';
  const { median, min, max } = stat;
  return cell({ ...stat, median: median * by, min: min * by, max: max * by });
}

function curveTable(curves: readonly Curve[], lanes: readonly BenchLane[]): string {
  if (!curves.length) return '';
  return curves
    .map(({ axis, lane, metric, unit, points, fit }) => {
      const lines = points.map(({ x, y }) => [String(x), cell(y), String(y.n)]);
      const cost = fit
        ? `${figure(fit.intercept)} ms and ${figure(fit.slope)} ms ${fit.over === 'x' ? `a ${unit}` : `over the number of ${unit}s`}, off by ${figure(fit.residual)} ms`
        : 'no line through one point';
      return `Sweep over ${axis}, ${lanes.find(({ id }) => id === lane)?.name ?? lane}, ${metric}: ${cost}\n${aligned([[unit, metric, 'n'], ...lines])}`;
    })
    .join('\n\n');
}

function cell(stat: Stat | null | undefined, unit = ''): string {
  if (!stat) return '-';
  const { median, min, max, n } = stat;
  const range = n > 1 && min !== max ? ` (${figure(min)} to ${figure(max)})` : '';
  return `${figure(median)}${unit}${range}`;
}

/** Three digits: more than any of these measurements is worth. */
function figure(value: number): string {
  if (value === 0) return '0';
  const digits = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return value.toFixed(Math.min(digits, 6));
}

/** Columns of equal width, text left and all else as it comes. */
function aligned(lines: readonly (readonly string[])[]): string {
  const widths = (lines[0] ?? []).map((_, i) => Math.max(...lines.map((l) => l[i]?.length ?? 0)));
  return lines
    .map((line) => `  ${line.map((text, i) => text.padEnd(widths[i] ?? 0)).join('  ')}`.trimEnd())
    .join('\n');
}
