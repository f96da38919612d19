/**
 * What a person or a link may ask for. Wild values are brought into range and said, never
 * obeyed and never dropped in silence.
 */
import { text } from '../text/errors';
import type { Policy } from './run/run';

export interface Range {
  readonly label: string;
  readonly min: number;
  readonly max: number;
  readonly whole: boolean;
}

export const LIMITS = {
  seed: { label: text.limits.seed, min: 0, max: 0xffffffff, whole: true },
  maxTokens: { label: text.limits.maxTokens, min: 1, max: 1024, whole: true },
  steps: { label: text.limits.steps, min: 1, max: 200, whole: true },
  guidance: { label: text.limits.guidance, min: 1, max: 20, whole: false },
  batch: { label: text.limits.batch, min: 1, max: 8, whole: true },
  temperature: { label: text.limits.temperature, min: 0, max: 5, whole: false },
  topK: { label: text.limits.topK, min: 0, max: 1000, whole: true },
  topP: { label: text.limits.topP, min: 0.01, max: 1, whole: false },
  minP: { label: text.limits.minP, min: 0, max: 1, whole: false },
  passes: { label: text.limits.passes, min: 1, max: 200, whole: true },
  orderNoise: { label: text.limits.orderNoise, min: 0, max: 10, whole: false },
  repetitionPenalty: { label: text.limits.repetitionPenalty, min: 0.5, max: 3, whole: false },
  threads: { label: text.limits.threads, min: 0, max: 16, whole: true },
} as const satisfies Record<string, Range>;

/** Longest prompt in UTF-16 units that is taken; longer text stays in the box but does not run. */
export const MAX_PROMPT = 4000;

/**
 * WASM threads of one lane. Lanes that compute at the same time share the cores: with more threads
 * than cores, all wait for threads that are not running. On two cores, tokens and denoising passes
 * a second: two lanes at once 16 and 7 with two threads each, 24 and 10 with one; each alone 35 or
 * 16 with two, 26 or 11 with one.
 * @param lanes how many run
 */
export function threadsPerLane(policy: Policy, cores: number, lanes: number): number {
  const own = policy === 'together' ? Math.floor(cores / Math.max(1, lanes)) : cores;
  return Math.min(4, Math.max(1, own));
}

/**
 * Whether threads can share memory, without which WASM has one. Some browsers (WebKitGTK) say that a
 * page is cross-origin isolated and still have no `SharedArrayBuffer`.
 * @param scope the global one
 */
export function sharesMemory(scope: {
  readonly crossOriginIsolated?: boolean;
  readonly SharedArrayBuffer?: unknown;
}): boolean {
  return scope.crossOriginIsolated === true && scope.SharedArrayBuffer !== undefined;
}

/**
 * Whether WASM can wait for a promise (JSPI). The runtime has a build for it, which is smaller.
 * @param wasm the global `WebAssembly`
 */
export function waitsInWasm(wasm: object): boolean {
  return 'Suspending' in wasm;
}

/** Bytes of the runtime's program that a browser downloads; tests compare them with the files. */
export function programBytes(wasm: object): number {
  return waitsInWasm(wasm) ? JSPI_BYTES : ASYNCIFY_BYTES;
}
const JSPI_BYTES = 16.8e6;
const ASYNCIFY_BYTES = 26.9e6;

/** The nearest allowed value, and a sentence when it differs from what was asked. */
export function clamp(
  range: Range,
  value: number,
  fallback: number,
): { value: number; note: string } {
  if (!Number.isFinite(value))
    return { value: fallback, note: text.changed.notANumber(range.label, fallback) };
  const rounded = range.whole ? Math.round(value) : value;
  const inside = Math.min(range.max, Math.max(range.min, rounded));
  if (inside === value) return { value, note: '' };
  return {
    value: inside,
    note: text.changed.outside(range.label, value, range, inside),
  };
}
