/** The state of things in plain words: for the page, for screen readers, for the headless run. */
import type { WireError } from '../core/errors';
import { mechanismOf } from '../core/mechanisms';
import type { EngineInfo, Policy } from '../core/run/run';
import type { Trace } from '../core/run/trace';
import { plural } from '../text/plural';
import { text } from '../text/session';
import type { Loading } from './session/lane.svelte';

export { plural } from '../text/plural';

export const POLICIES: Record<Policy, { label: string; means: string }> = text.policies;

/** "64 tokens". */
export function sizeOf(trace: Trace): string {
  const { one, many } = mechanismOf(trace).words;
  return plural(trace.results.length, one, many);
}

/** "12.4 of 98.4 MB, 31.0 MB/s, about 3 s left"; empty for a phase without a size. */
export function loadingFigures({ loaded, total, rate, stalled }: Loading): string {
  if (!total) return '';
  if (loaded >= total) return text.loading.figures(loaded, total, null);
  if (stalled) return text.loading.stalled(text.loading.figures(loaded, total, null));
  const figures = text.loading.figures(loaded, total, rate);
  const ms = rate ? ((total - loaded) / rate) * 1000 : 0;
  return ms > WORTH_SAYING ? text.loading.left(figures, minutes(ms)) : figures;
}
/** A download that is over before it can be read needs no time left. Milliseconds. */
const WORTH_SAYING = 10_000;

/** What comes after, as it stands in the middle of a sentence. */
export function loadingNext({ next }: Loading): string {
  return text.loading.next(next);
}

/** Where the bytes come from; empty for a phase without a size. */
export function loadingSource({ total, fromDevice }: Loading): string {
  if (!total) return '';
  return fromDevice ? text.loading.fromDevice : text.loading.fromSite;
}

/** "WASM, 2 threads", "WebGPU, Apple metal-3". */
export function engineWords({ backend, threads, adapter }: EngineInfo): string {
  if (backend === 'wasm') return text.engine.threads(threads);
  const name = adapter ? [adapter.vendor, adapter.architecture].filter(Boolean).join(' ') : '';
  return text.engine.adapter(name, adapter?.software ?? false);
}

/** "40 s", "3 min", "1 h 5 min": how long something will take, no finer than anyone can know. */
export function minutes(ms: number): string {
  return text.minutes(ms);
}

export function errorWords({ message, hint }: WireError): string {
  return hint ? `${message} ${hint}` : message;
}
