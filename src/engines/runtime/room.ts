/** Whether a model fits, as far as a page can know before it tries. */
import { EngineError } from '../../core/errors';
import type { Backend } from '../../core/run/run';
import { text } from '../../text/stored-models';

/** What the runtime's memory may grow to (`maximum` of its WASM), less what it needs itself. */
const MOST_WASM = 3.6e9;
/** Share of a small device's memory that one page can have. */
const SHARE = 0.75;

export interface Need {
  readonly name: string;
  readonly weights: number;
  /** Of the context that is asked for. */
  readonly cache: number;
  /** The largest weight matrix. */
  readonly largest: number;
}

/**
 * @throws EngineError `out-of-memory`, with what is needed and what there is, where it certainly does
 *   not fit.
 */
export async function checkFits(need: Need, backend: Backend): Promise<void> {
  const { name, weights, cache, largest } = need;
  const total = weights + cache;
  const { memory } = text;
  if (backend === 'wasm' && weights > MOST_WASM)
    throw refused(memory.wasm(name, weights, MOST_WASM), memory.wasmHint);
  // Chrome alone says so, in coarse steps, and never more than its largest one.
  const { deviceMemory } = navigator as { readonly deviceMemory?: number };
  if (deviceMemory !== undefined && deviceMemory < 8 && total > SHARE * deviceMemory * 2 ** 30)
    throw refused(memory.device(name, total, deviceMemory * 2 ** 30), memory.deviceHint);
  if (backend !== 'webgpu') return;
  const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
  const { maxStorageBufferBindingSize, maxBufferSize } = adapter?.limits ?? {};
  const most = Math.min(maxStorageBufferBindingSize ?? Infinity, maxBufferSize ?? Infinity);
  if (largest > most) throw refused(memory.buffer(name, largest, most), memory.bufferHint);
}

function refused(message: string, hint: string): EngineError {
  return new EngineError('out-of-memory', message, hint);
}
