/** How the figures of a result are written. */
import type { BenchEngine } from '../../core/bench/bench';
import type { SummaryRow } from '../../core/bench/figures';
import type { Metric } from '../../core/measure/metric';
import type { Stat } from '../../core/measure/stats';
import { text } from '../../text/compare';
import { NONE, scaleFor, type Scale } from '../../ui/format';

/** How a metric is written in all rows of a table. */
export function scaleOf(
  { key, unit }: Pick<Metric, 'key' | 'unit'>,
  rows: readonly Pick<SummaryRow, 'figures'>[],
): Scale {
  return scaleFor(
    unit,
    rows.map(({ figures }) => figures[key]?.median ?? null),
  );
}

/** "28.9–31.4"; empty where all are written alike: the median says it. */
export function range({ write }: Scale, stat: Stat | null | undefined): string {
  if (!stat) return '';
  const [low, high] = [write(stat.min), write(stat.max)];
  return low === high ? '' : `${low}${NONE}${high}`;
}

/** "WASM, 2 threads"; "WebGPU on apple metal-3". */
export function where({ backend, threads, adapter }: BenchEngine): string {
  if (backend === 'wasm') return text.figures.wasm(threads);
  const name = adapter
    ? [adapter.vendor, adapter.architecture].filter(Boolean).join(' ') || adapter.description
    : '';
  return text.figures.webgpu(name);
}

/** As a title begins. */
export function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
