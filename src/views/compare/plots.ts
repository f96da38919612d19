/** The plots of the Compare view as options of Observable Plot: pure functions of the figures. */
import * as Plot from '@observablehq/plot';
import type { DeviceLimit } from '../../core/bench/bench';
import type { Curve, SummaryRow } from '../../core/bench/figures';
import { ridge, roofAt } from '../../core/bench/roofline';
import type { PlacedPass } from '../../core/bench/roofline-result';
import { POLICIES } from '../../state/words';
import { text } from '../../text/compare';
import { amount, type Scale } from '../../ui/format';

/** Inside an element with the lane's `data-tone`. */
const TONE = 'var(--tone)';
const halo = { stroke: 'var(--paper)', strokeWidth: 4, paintOrder: 'stroke' } as const;
const RULE = 'var(--rule)';

/** One run of a lane as a dot: the time of one result. */
export interface Dot {
  readonly row: string;
  readonly cold: boolean;
  readonly value: number;
}

/** "alone", "alone, cold". */
export function rowName({ policy, start }: Pick<SummaryRow, 'policy' | 'start'>): string {
  const { label } = POLICIES[policy];
  return start === 'cold' ? text.figures.cold(label) : label;
}

/**
 * Every run as a dot, the median as a bar: as long as the time of one piece of work.
 * @param metric key of that time
 */
export function runsPlot(
  metric: string,
  { factor, write }: Scale,
  rows: readonly SummaryRow[],
  runs: readonly Dot[],
) {
  const dots = runs.map((dot) => ({ ...dot, value: dot.value * factor }));
  const most = Math.max(...dots.map(({ value }) => value)) * 1.02;
  const medians = rows.flatMap((row) => {
    const stat = row.figures[metric];
    if (!stat) return [];
    const { median, max } = stat;
    const cold = row.start === 'cold';
    return {
      row: rowName(row),
      cold,
      value: median * factor,
      max: max * factor,
      text: write(median),
    };
  });
  const names = rows.map(rowName);
  return (width: number): Plot.PlotOptions => ({
    height: 30 + 30 * names.length,
    marginLeft: 104,
    marginRight: 52,
    marginTop: 4,
    marginBottom: 26,
    x: { domain: [0, most], label: null, ticks: width < 420 ? 4 : 6, tickSize: 0, insetRight: 2 },
    y: { domain: names, label: null, tickSize: 0, padding: 0.35 },
    marks: [
      Plot.gridX({ stroke: RULE, strokeOpacity: 1, ticks: width < 420 ? 4 : 6 }),
      Plot.ruleX([0], { stroke: 'var(--edge)' }),
      Plot.barX(medians, {
        x: 'value',
        y: 'row',
        fill: 'var(--tone-soft)',
        fillOpacity: (d: Dot) => (d.cold ? 0.45 : 1),
        insetTop: 5,
        insetBottom: 5,
      }),
      Plot.dot(dots, {
        x: 'value',
        y: 'row',
        r: 2.5,
        fill: (d: Dot) => (d.cold ? 'var(--paper)' : TONE),
        stroke: TONE,
        strokeWidth: 1,
      }),
      Plot.text(medians, {
        x: 'max',
        y: 'row',
        text: 'text',
        dx: 10,
        textAnchor: 'start',
        fill: 'var(--ink)',
        fontWeight: 500,
        fontSize: 13,
        ...halo,
      }),
    ],
  });
}

const ROOF_FILL = 'var(--ink-2)';

/** Powers of ten from one to the other; where those are few, twice and five times them too. */
function marksOf(bottom: number, top: number): number[] {
  const inside = (factors: readonly number[]) =>
    Array.from({ length: 20 }, (_, i) => factors.map((factor) => factor * 10 ** i))
      .flat()
      .filter((mark) => mark >= bottom && mark <= top);
  const powers = inside([1]);
  return powers.length < 3 ? inside([1, 2, 5]) : powers;
}

/** Operations a second over operations for each byte, both logarithmic, with the passes below. */
export function rooflinePlot(limits: readonly DeviceLimit[], passes: readonly PlacedPass[]) {
  const ridges = limits.flatMap((limit) => ridge(limit) ?? []);
  const intensities = passes.map(({ placement }) => placement.intensity);
  const left = 2 ** Math.floor(Math.log2(Math.min(0.5, ...intensities, ...ridges) / 2));
  const right = 2 ** Math.ceil(Math.log2(Math.max(64, ...intensities, ...ridges) * 2));
  const tops = limits.map((limit) => limit.flopsPerSecond?.median ?? 0);
  const reached = passes.map(({ placement }) => placement.flopsPerSecond);
  const low = Math.min(...reached, ...limits.map((limit) => roofAt(limit, left)));
  const bottom = low / 2;
  const top = Math.max(...tops, ...reached) * 1.6;
  const marks = marksOf(bottom, top);
  const roofs = limits.flatMap((limit, i) => {
    const turn = ridge(limit);
    if (turn === null) return [];
    return [left, turn, right].map((x) => ({ x, y: roofAt(limit, x), z: i }));
  });
  const points = passes.map((pass) => {
    const { lane, placement } = pass;
    return {
      x: placement.intensity,
      y: placement.flopsPerSecond,
      roof: roofAt(placement.limit, placement.intensity),
      name: passName(pass),
      tone: `var(--tone-${lane.id})`,
    };
  });
  const ends = limits.flatMap((limit) =>
    limit.flopsPerSecond && limit.bytesPerSecond
      ? { x: right, y: limit.flopsPerSecond.median, text: roofName(limit) }
      : [],
  );
  return (width: number): Plot.PlotOptions => ({
    height: Math.round(Math.min(400, Math.max(280, width * 0.46))),
    marginLeft: 44,
    marginRight: 14,
    marginTop: 10,
    marginBottom: 24,
    x: {
      type: 'log',
      base: 2,
      domain: [left, right],
      label: null,
      ticks: width < 480 ? 5 : 9,
      tickFormat: (x: number) => (x < 1 ? `1/${Math.round(1 / x)}` : String(x)),
      tickSize: 4,
    },
    y: {
      type: 'log',
      domain: [bottom, top],
      label: null,
      tickFormat: (y: number) => amount(y).replace(/\.0+ /, ' '),
      ticks: marks,
      tickSize: 0,
    },
    marks: [
      Plot.gridY(marks, { stroke: RULE, strokeOpacity: 1 }),
      Plot.line(roofs, { x: 'x', y: 'y', z: 'z', stroke: ROOF_FILL, strokeWidth: 1.5 }),
      Plot.text(ends, {
        x: 'x',
        y: 'y',
        text: 'text',
        textAnchor: 'end',
        dy: -8,
        fill: 'var(--ink-2)',
        fontSize: 12,
        ...halo,
      }),
      // What is missing to the limit.
      Plot.ruleX(points, {
        x: 'x',
        y1: 'y',
        y2: 'roof',
        stroke: 'tone',
        strokeDasharray: '2 3',
      }),
      Plot.dot(points, {
        x: 'x',
        y: 'y',
        r: 4.5,
        fill: 'tone',
        stroke: 'var(--paper)',
        strokeWidth: 1,
      }),
      Plot.text(points, {
        x: 'x',
        y: 'y',
        text: 'name',
        textAnchor: 'start',
        dx: 9,
        dy: 4,
        fill: 'tone',
        fontSize: 13,
        fontWeight: 500,
        ...halo,
      }),
    ],
  });
}

/** "decode", "decode (WebLLM)". */
export function passName({ pass, lane }: Pick<PlacedPass, 'pass' | 'lane'>): string {
  return text.roofline.pass(pass.label, lane.apart);
}

/** "f32, 2 threads"; "f16, WebGPU". */
export function roofName({ backend, precision, threads }: DeviceLimit): string {
  const { roofline: said } = text;
  return said.roof(precision, backend === 'webgpu' ? 'WebGPU' : said.cores(threads));
}

/** Cost over work: medians with their range, and the straight line through them. */
export function curvePlot({ points, fit }: Curve, { factor: scale }: Scale) {
  const marks = points.map(({ x, y }) => ({
    x,
    y: y.median * scale,
    low: y.min * scale,
    high: y.max * scale,
  }));
  const xs = points.map(({ x }) => x);
  const [first = 0, last = 1] = [Math.min(...xs), Math.max(...xs)];
  // So few that each has its own tick, and nothing lies left of the first.
  const few = last <= 16 && xs.every(Number.isInteger);
  const from = few ? first : 0;
  // Nothing takes less than no time: there the line says nothing.
  const line = fit
    ? Array.from({ length: 121 }, (_, i) => {
        const x = from + ((last - from) * i) / 120;
        return { x, y: (fit.intercept + fit.slope * (fit.over === 'x' ? x : 1 / x)) * scale };
      }).filter(({ y }) => y >= 0)
    : [];
  return (width: number): Plot.PlotOptions => ({
    height: 190,
    marginLeft: 44,
    marginRight: 10,
    marginTop: 10,
    marginBottom: 26,
    x: {
      domain: [few ? first - 0.25 : 0, few ? last + 0.25 : last * 1.04],
      label: null,
      ...(few
        ? { ticks: xs, tickFormat: (x: number) => String(x) }
        : { ticks: width < 260 ? 4 : 5 }),
      tickSize: 4,
    },
    y: { label: null, zero: true, nice: true, ticks: 4, tickSize: 0 },
    marks: [
      Plot.gridY({ stroke: RULE, strokeOpacity: 1, ticks: 4 }),
      Plot.ruleY([0], { stroke: 'var(--edge)' }),
      Plot.line(line, { x: 'x', y: 'y', stroke: TONE, strokeWidth: 1.5 }),
      Plot.ruleX(marks, { x: 'x', y1: 'low', y2: 'high', stroke: TONE, strokeWidth: 1.5 }),
      Plot.dot(marks, { x: 'x', y: 'y', r: 3, fill: TONE, stroke: 'var(--paper)' }),
    ],
  });
}
