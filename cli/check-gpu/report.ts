/** What `npm run check:gpu` found, and its form as text. */
import type { DeviceLimit } from '../../src/core/bench/bench';
import type { AdapterInfo, KnownAnswer } from '../../src/core/run/run';
import type { Counted } from '../count-gpu/calls';
import type { PassCounts } from '../count-gpu/passes';
import { median } from '../verdict/stats';
import type { LongContext } from './checks';

export interface EngineReport {
  readonly runtime: string;
  readonly adapter: AdapterInfo | null;
  readonly knownAnswer: KnownAnswer | null;
  readonly loadMs: number;
  readonly counts: PassCounts;
  /** Of the steady pass, `decode` or `step`, alone, warm. */
  readonly pass: 'decode' | 'step';
  readonly ms: readonly number[];
  /** Of a language model. */
  readonly longContext: LongContext | null;
  /** Whether the loss of the GPU is noticed; null where it was not tried. */
  readonly noticesLoss: boolean | null;
}

export interface Lanes {
  /** Milliseconds of each pass while the other lane computes. */
  readonly decode: readonly number[];
  readonly step: readonly number[];
}

/** Or the sentence of what failed. */
export type Outcome<T> = { readonly ok: T } | { readonly failed: string };

export interface GpuReport {
  readonly format: 'decode-and-denoise/gpu-report';
  readonly version: 1;
  readonly date: string;
  /** As whoever ran it says; empty where it was not said. */
  readonly driver: string;
  readonly system: string;
  readonly browser: string;
  readonly engines: Readonly<Partial<Record<Counted, Outcome<EngineReport>>>>;
  readonly lanes: Outcome<Lanes>;
  readonly limits: Outcome<readonly DeviceLimit[]>;
}

/** The sentences of what is wrong; none where all is right. */
export function faultsOf({ engines, lanes, limits }: GpuReport): string[] {
  const faults = Object.entries(engines).flatMap(([name, outcome]) => {
    if ('failed' in outcome) return [`${name}: ${outcome.failed}`];
    const { knownAnswer, longContext, noticesLoss } = outcome.ok;
    return [
      ...(knownAnswer?.ok ? [] : [`${name}: the known answer is not met`]),
      ...(longContext?.ok === false ? [`${name}: a long context depends on how it is cut`] : []),
      ...(noticesLoss === false ? [`${name}: the loss of the GPU is not noticed`] : []),
    ];
  });
  if ('failed' in lanes) faults.push(`two lanes: ${lanes.failed}`);
  if ('failed' in limits) faults.push(`roofline: ${limits.failed}`);
  return faults;
}

export function asText(report: GpuReport): string {
  const { engines, lanes, limits, date, system, browser, driver } = report;
  const gpu = 'ok' in limits ? limits.ok.find(({ backend }) => backend === 'webgpu') : undefined;
  const lines = [`GPU report, ${date}`, system, browser, ...(driver ? [`driver: ${driver}`] : [])];
  for (const [name, outcome] of Object.entries(engines)) {
    lines.push('', name);
    if ('failed' in outcome) lines.push(`  failed: ${outcome.failed}`);
    else lines.push(...engineLines(outcome.ok, gpu).map((line) => `  ${line}`));
  }
  lines.push('', 'Language and picture lane at once');
  if ('failed' in lanes) lines.push(`  failed: ${lanes.failed}`);
  else lines.push(`  decode ${spread(lanes.ok.decode)}; step ${spread(lanes.ok.step)}`);
  lines.push('', 'Roofline');
  if ('failed' in limits) lines.push(`  failed: ${limits.failed}`);
  else lines.push(...limits.ok.map((limit) => `  ${limitLine(limit)}`));
  const faults = faultsOf(report);
  lines.push(
    '',
    ...(faults.length ? ['WRONG:', ...faults.map((one) => `  ${one}`)] : ['All right.']),
  );
  return `${lines.join('\n')}\n`;
}

function engineLines(found: EngineReport, gpu: DeviceLimit | undefined): string[] {
  const { runtime, adapter, knownAnswer: known, counts, pass, ms, longContext: long } = found;
  const names = [adapter?.vendor, adapter?.architecture, adapter?.description];
  const name = names.filter(Boolean).join(' ') || 'unnamed adapter';
  const lines = [
    `${runtime} on ${name}${adapter?.software ? ' (computes on the CPU)' : ''}${adapter?.f16 ? ', shader-f16' : ''}`,
    known
      ? `known answer, f32: ${known.ok ? 'ok' : 'WRONG'}, ${known.worst.toPrecision(2)} of ${known.tolerance} (${known.what})`
      : 'no known answer',
    ...Object.entries(counts).map(
      ([kind, c]) =>
        `${kind}: ${c.dispatches} dispatches, ${c.submits} submits, ${c.bindGroups} bind groups, ${c.clears} clears, ${c.buffers} buffers made`,
    ),
    `${pass}: ${spread(ms)}, loaded in ${(found.loadMs / 1000).toFixed(1)} s`,
  ];
  const own = counts[pass];
  if (gpu?.dispatchMs && gpu.roundTripMs && own) {
    const least = gpu.roundTripMs.median + gpu.dispatchMs.median * own.dispatches;
    lines.push(
      `overhead of its dispatches and one readback, measured on empty ones: ${least.toFixed(2)} ms, ${((least / median(ms)) * 100).toFixed(0)}% of the pass`,
    );
  }
  if (long)
    lines.push(
      `${long.tokens} tokens cut in two ways: ${long.ok ? 'the same' : 'DIFFERENT'}, ${long.apart?.toPrecision(2) ?? 'no numbers'} logits apart`,
    );
  if (found.noticesLoss !== null)
    lines.push(`loss of the GPU: ${found.noticesLoss ? 'noticed' : 'NOT NOTICED'}`);
  return lines;
}

function spread(ms: readonly number[]): string {
  if (!ms.length) return 'not timed';
  const [low, high] = [Math.min(...ms), Math.max(...ms)];
  return `${median(ms).toFixed(1)} ms (${low.toFixed(1)} to ${high.toFixed(1)}, n=${ms.length})`;
}

function limitLine(limit: DeviceLimit): string {
  const { backend, threads, precision, bytesPerSecond, flopsPerSecond, dispatchMs } = limit;
  const giga = (value: number | undefined) => (value ? (value / 1e9).toFixed(1) : '?');
  const where = backend === 'webgpu' ? 'GPU' : `${threads} cores`;
  const dispatch = dispatchMs ? `, ${(dispatchMs.median * 1000).toFixed(1)} µs a dispatch` : '';
  return `${where}, ${precision}: ${giga(bytesPerSecond?.median)} GB/s, ${giga(flopsPerSecond?.median)} Gop/s${dispatch}`;
}
