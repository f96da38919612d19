/** The state of things in plain words: for the page, for screen readers, for the headless run. */
import type { WireError } from '../core/errors';
import type { EngineInfo, Policy } from '../core/run/run';
import type { Loading } from './session/lane.svelte';

export const POLICIES: Record<Policy, { label: string; means: string }> = {
  together: {
    label: 'together',
    means: 'All run freely and compete for the hardware, as separate programs would.',
  },
  turns: {
    label: 'taking turns',
    means: 'One forward pass at a time, whichever model is next: none slows a pass of another.',
  },
  alone: {
    label: 'alone',
    means: 'One after the other: each has the hardware to itself, so its speed is its own.',
  },
};

export function plural(n: number, one: string, many = `${one}s`): string {
  return `${n.toLocaleString('en')} ${n === 1 ? one : many}`;
}

/** "98.4 MB", "1.2 MB", "36 kB"; powers of ten, as disks are sold. */
function bytes(n: number): string {
  if (n < 1e6) return `${Math.round(n / 1e3)} kB`;
  return `${(n / 1e6).toFixed(1)} MB`;
}

/** "12.4 of 98.4 MB, 31.0 MB/s"; empty for a phase without a size. */
export function loadingFigures({ loaded, total, rate }: Loading): string {
  if (!total) return '';
  const unit = total < 1e6 ? 1e3 : 1e6;
  const digits = unit === 1e6 ? 1 : 0;
  const so = `${(loaded / unit).toFixed(digits)} of ${bytes(total)}`;
  return rate === null || loaded >= total ? so : `${so}, ${bytes(rate)}/s`;
}

/** What comes after, as it stands in the middle of a sentence; names keep their capitals. */
export function loadingNext({ next }: Loading): string {
  return next.replace(/^[A-Z](?=[a-z]*( |$))/, (first) => first.toLowerCase());
}

/** Where the bytes come from; empty for a phase without a size. */
export function loadingSource({ total, fromDevice }: Loading): string {
  if (!total) return '';
  return fromDevice
    ? 'From the copy on this device.'
    : 'From the site this first time; after that from the copy on this device.';
}

/** "WASM, 2 threads", "WebGPU, Apple metal-3". */
export function engineWords({ backend, threads, adapter }: EngineInfo): string {
  if (backend === 'wasm') return `WASM, ${plural(threads, 'thread')}`;
  const name = adapter ? [adapter.vendor, adapter.architecture].filter(Boolean).join(' ') : '';
  return ['WebGPU', name, adapter?.software ? 'software' : ''].filter(Boolean).join(', ');
}

/** "40 s", "3 min", "1 h 5 min": how long something will take, no finer than anyone can know. */
export function minutes(ms: number): string {
  const s = ms / 1000;
  if (s < 90) return `${Math.max(1, Math.round(s))} s`;
  const whole = Math.round(s / 60);
  return whole < 60 ? `${whole} min` : `${Math.floor(whole / 60)} h ${whole % 60} min`;
}

export function errorWords({ message, hint }: WireError): string {
  return hint ? `${message} ${hint}` : message;
}
