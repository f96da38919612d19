/** A result as text: what the Compare view shows, for a terminal. Pure. */
import type { BenchResult, Stat } from '../src/core/bench/bench';
import type { Curve, Figure, Sharing, SummaryRow } from '../src/core/bench/figures';
import { summarise } from '../src/core/bench/summary';
import { explain, placedPasses } from '../src/core/bench/roofline-result';
import type { LaneKind } from '../src/core/run/run';
import { engineWords, LANE_NAMES, plural, POLICIES } from '../src/state/words';

const COLUMNS: Record<LaneKind, readonly (readonly [Figure, string])[]> = {
  language: [
    ['ttftMs', 'TTFT ms'],
    ['prefillTokensPerSecond', 'prefill tok/s'],
    ['decodeTokensPerSecond', 'decode tok/s'],
    ['tpotP50Ms', 'TPOT p50 ms'],
    ['tpotP95Ms', 'TPOT p95 ms'],
  ],
  diffusion: [
    ['encodeMs', 'encode ms'],
    ['msPerStep', 'ms a step'],
    ['imageMs', 'picture ms'],
    ['picturesPerMinute', 'pictures a min'],
    ['nfe', 'NFE'],
  ],
};

export function benchTable(result: BenchResult): string {
  const { rows, sharing, curves } = summarise(result);
  return [
    heading(result),
    ...(['language', 'diffusion'] as const).map((lane) => laneTable(lane, rows)),
    sharingTable(sharing),
    costTable(result),
    rooflineTable(result),
    curveTable(curves),
    ...result.notes.map(({ level, message }) => `${level.toUpperCase()}: ${message}`),
  ]
    .filter(Boolean)
    .join('\n\n');
}

function heading({ hardware, plan, createdAt }: BenchResult): string {
  const work = `${plan.tokens} tokens, ${plan.steps} steps of ${plan.sampler}, guidance ${plan.guidance}`;
  return [
    `Benchmark of ${createdAt}: ${work}. Median (smallest to largest).`,
    `${hardware.userAgent}, ${hardware.cores} logical processors, clock steps of ${figure(hardware.clockStepMs)} ms`,
  ].join('\n');
}

function laneTable(lane: LaneKind, all: readonly SummaryRow[]): string {
  const rows = all.filter((row) => row.lane === lane);
  const [first] = rows;
  if (!first) return '';
  const columns = COLUMNS[lane];
  const lines = rows.map(({ policy, start, engine, figures, right }) => [
    `${POLICIES[policy].label}, ${start}`,
    engineWords(engine),
    String(Math.max(0, ...Object.values(figures).map((stat) => stat?.n ?? 0))),
    ...columns.map(([name]) => (right ? '' : 'WRONG ') + cell(figures[name])),
  ]);
  const head = ['', 'where', 'n', ...columns.map(([, label]) => label)];
  return `${LANE_NAMES[lane]}: ${first.engine.model.name}\n${aligned([head, ...lines])}`;
}

function sharingTable(sharing: readonly Sharing[]): string {
  if (!sharing.length) return '';
  const head = ['', 'text slower', 'picture slower', 'total work', 'longest wait, text', 'picture'];
  const wait = (
    { policy, longestWaitMs, longestPassMs, passesWaited }: Sharing,
    lane: LaneKind,
    other: LaneKind,
  ) =>
    policy !== 'turns' || longestWaitMs[lane] === null
      ? '-'
      : `${figure(longestWaitMs[lane])} ms, ${passesWaited[lane] === 1 ? '1 pass' : `${passesWaited[lane] ?? 0} passes`} of up to ${figure(longestPassMs[other] ?? 0)} ms`;
  const lines = sharing.map((row) => [
    POLICIES[row.policy].label,
    ...(['language', 'diffusion'] as const).map((lane) => cell(row.slowdown[lane], 'x')),
    cell(row.totalWork),
    wait(row, 'language', 'diffusion'),
    wait(row, 'diffusion', 'language'),
  ]);
  return `Sharing the machine, warm, against alone (total work: 1 is as much as one after the other)\n${aligned([head, ...lines])}`;
}

function costTable({ costs }: BenchResult): string {
  if (!costs.length) return '';
  const head = ['', 'size', 'GFLOP', 'MB', 'FLOP a byte', 'kernels'];
  const lines = costs.map(({ kind, size, flops, bytes, dispatches }) => [
    kind,
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
  const passes = placed.map(({ kind, ms, placement: { bound, least, share, dispatchShare } }) => [
    kind,
    cell(ms),
    `${bound}, ${figure(least[bound])}`,
    `${Math.round(share * 100)}%`,
    least.dispatch ? `${Math.round(dispatchShare * 100)}%` : '-',
  ]);
  const roofHead = ['', 'GFLOP a s', 'GB a s', 'us a dispatch', 'ms with readback'];
  const passHead = ['', 'ms', 'bound by, at least ms', 'of that limit', 'dispatch'];
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

function curveTable(curves: readonly Curve[]): string {
  if (!curves.length) return '';
  return curves
    .map(({ axis, lane, figure: name, unit, points, fit }) => {
      const lines = points.map(({ x, y }) => [String(x), cell(y), String(y.n)]);
      const cost = fit
        ? `${figure(fit.intercept)} ms and ${figure(fit.slope)} ms ${fit.over === 'x' ? `a ${unit}` : `over the number of ${unit}s`}, off by ${figure(fit.residual)} ms`
        : 'no line through one point';
      return `Sweep over ${axis}, ${LANE_NAMES[lane].toLowerCase()}, ${name}: ${cost}\n${aligned([[unit, name, 'n'], ...lines])}`;
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
