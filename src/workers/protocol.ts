/**
 * What page and worker say to each other. A worker holds one engine and loads it once: other
 * options, or an engine that broke, mean a new worker, because WASM memory never shrinks and a
 * lost GPU device never comes back. A leaf: it imports only core.
 */
import type { Attention, AttentionQuestion } from '../core/run/attention';
import type { PaintQuestion } from '../core/run/paint';
import type { LoadOptions, LoadProgress } from '../core/run/engine';
import type { WireError } from '../core/errors';
import type { PauseChange } from '../core/run/pause-gate';
import type { EngineInfo, RunEvent, RunSpec } from '../core/run/run';
import type { Trace } from '../core/run/trace';

/** Page to worker. */
export type Request =
  /** `life`: name of the Web Lock that the worker holds as long as it lives. */
  | { readonly type: 'load'; readonly options: LoadOptions; readonly life: string }
  /** Ends the run before it, if one is going, and waits for its end. `paused`: it begins paused. */
  | {
      readonly type: 'run';
      readonly spec: RunSpec;
      readonly parent: Trace | undefined;
      readonly paused: boolean;
    }
  | { readonly type: 'pause'; readonly runId: string; readonly change: PauseChange }
  | { readonly type: 'abort'; readonly runId: string }
  /** Beside runs; answered by the same `id`. */
  | { readonly type: 'attend'; readonly id: number; readonly question: AttentionQuestion }
  | { readonly type: 'paint'; readonly id: number; readonly question: PaintQuestion };

/** Worker to page. */
export type Reply =
  | { readonly type: 'progress'; readonly progress: LoadProgress }
  | { readonly type: 'loaded'; readonly info: EngineInfo }
  | { readonly type: 'load-failed'; readonly error: WireError }
  /** The lock of its life is held from now on. */
  | { readonly type: 'alive' }
  | { readonly type: 'event'; readonly event: RunEvent }
  /** A forward pass that gives no result yet is over. */
  | { readonly type: 'pass'; readonly runId: string }
  | { readonly type: 'attended'; readonly id: number; readonly attention: Attention }
  | {
      readonly type: 'painted';
      readonly id: number;
      readonly pictures: readonly Float32Array[];
    }
  /** Instead of an answer. */
  | { readonly type: 'ask-failed'; readonly id: number; readonly error: WireError };

/** An event whose tensors can be handed over instead of copied, and their buffers. */
export interface Transfer {
  readonly event: RunEvent;
  readonly buffers: ArrayBuffer[];
}

/**
 * Readies an event for `postMessage`. After it the sender's tensors are gone: what an event holds
 * belongs to its receiver. A tensor is a field of a result or of an input, whatever the mechanism;
 * one that is a view into something larger (or into shared memory) is copied out first.
 */
export function transfer(event: RunEvent): Transfer {
  const taken = new Set<ArrayBuffer>();
  if (event.type === 'result') {
    const result = withOwnTensors(event.result, taken);
    return { event: { ...event, result }, buffers: [...taken] };
  }
  if (event.type === 'input') {
    const input = withOwnTensors(event.input, taken);
    return { event: { ...event, input }, buffers: [...taken] };
  }
  return { event, buffers: [] };
}

/** The same with each tensor alone in a buffer of its own, which is noted as taken. */
function withOwnTensors<T extends object>(values: T, taken: Set<ArrayBuffer>): T {
  const own = Object.entries(values).map(([key, value]: [string, unknown]) => {
    if (!isTensor(value)) return [key, value];
    const whole = value.byteLength === value.buffer.byteLength;
    const mine =
      whole && value.buffer instanceof ArrayBuffer && !taken.has(value.buffer)
        ? value
        : value.slice();
    taken.add(mine.buffer as ArrayBuffer);
    return [key, mine];
  });
  return Object.fromEntries(own) as T;
}

type Tensor =
  | Float32Array
  | Float64Array
  | Int8Array
  | Int16Array
  | Int32Array
  | Uint8Array
  | Uint8ClampedArray
  | Uint16Array
  | Uint32Array
  | BigInt64Array
  | BigUint64Array;

function isTensor(value: unknown): value is Tensor {
  return ArrayBuffer.isView(value) && !(value instanceof DataView);
}
