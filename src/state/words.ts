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

/** "12.4 of 98.4 MB, 31.0 MB/s"; empty for a phase without a size. */
export function loadingFigures({ loaded, total, rate }: Loading): string {
  return total ? text.loading.figures(loaded, total, loaded < total ? rate : null) : '';
}

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
