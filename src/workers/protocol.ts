/**
 * What page and worker say to each other. A worker holds one engine and loads it once: other
 * options, or an engine that broke, mean a new worker, because WASM memory never shrinks and a
 * lost GPU device never comes back. A leaf: it imports only core.
 */
import type { Attention, AttentionQuestion } from '../core/run/attention';
import type { LoadOptions, LoadProgress } from '../core/run/engine';
import type { WireError } from '../core/errors';
import type { HoldChange } from '../core/run/pause-gate';
import type { EngineInfo, RunEvent, RunSpec } from '../core/run/run';
import type { Trace } from '../core/run/trace';

/** Page to worker. */
export type Request =
  | { readonly type: 'load'; readonly options: LoadOptions }
  /** Ends the run before it, if one is going, and waits for its end. `held`: it begins held. */
  | {
      readonly type: 'run';
      readonly spec: RunSpec;
      readonly parent: Trace | undefined;
      readonly held: boolean;
    }
  | { readonly type: 'hold'; readonly runId: string; readonly change: HoldChange }
  | { readonly type: 'abort'; readonly runId: string }
  /** Beside runs; answered by the same `id`. */
  | { readonly type: 'attend'; readonly id: number; readonly question: AttentionQuestion };

/** Worker to page. */
export type Reply =
  | { readonly type: 'progress'; readonly progress: LoadProgress }
  | { readonly type: 'loaded'; readonly info: EngineInfo }
  | { readonly type: 'load-failed'; readonly error: WireError }
  | { readonly type: 'event'; readonly event: RunEvent }
  | { readonly type: 'attended'; readonly id: number; readonly attention: Attention }
  | { readonly type: 'attend-failed'; readonly id: number; readonly error: WireError };

/** An event whose tensors can be handed over instead of copied, and their buffers. */
export interface Transfer {
  readonly event: RunEvent;
  readonly buffers: ArrayBuffer[];
}

/**
 * Readies an event for `postMessage`. After it the sender's tensors are gone: what an event holds
 * belongs to its receiver. A tensor that is a view into something larger (or into shared memory)
 * is copied out first.
 */
export function transfer(event: RunEvent): Transfer {
  if (event.type !== 'step') return { event, buffers: [] };
  const taken = new Set<ArrayBuffer>();
  const take = (view: Float32Array) => {
    let own = ownBuffer(view);
    if (taken.has(own.buffer)) own = own.slice();
    taken.add(own.buffer);
    return own;
  };
  const { step } = event;
  const x = take(step.x);
  const denoised = take(step.denoised);
  const promptDelta = step.promptDelta && take(step.promptDelta);
  return { event: { ...event, step: { ...step, x, denoised, promptDelta } }, buffers: [...taken] };
}

function ownBuffer(view: Float32Array): Float32Array<ArrayBuffer> {
  const { buffer } = view;
  const whole = buffer instanceof ArrayBuffer && buffer.byteLength === view.byteLength;
  return whole ? (view as Float32Array<ArrayBuffer>) : new Float32Array(view);
}
