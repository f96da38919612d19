/** Which backend a model runs on here, and the sentence that says why. */
import type { BackendChoice } from '../../core/run/engine';
import { EngineError } from '../../core/errors';
import type { AdapterInfo, Backend } from '../../core/run/run';

export interface ChosenBackend {
  readonly backend: Backend;
  /** Why not simply what was asked for; empty when it is. */
  readonly reason: string;
  /** The GPU of a WebGPU backend; null on WASM. */
  readonly adapter: AdapterInfo | null;
}

/** Names of adapters that compute on the CPU. */
const SOFTWARE = /swiftshader|llvmpipe|lavapipe|softpipe|software|basic render|\bwarp\b/i;

/**
 * `auto`: WebGPU on a real adapter, else WASM, with the reason. `webgpu`: also on a software
 * adapter, flagged as such. `wasm`: always there.
 * @throws EngineError `webgpu-unavailable` when WebGPU is forced and there is no adapter.
 */
export async function chooseBackend(choice: BackendChoice): Promise<ChosenBackend> {
  if (choice === 'wasm') return { backend: 'wasm', reason: '', adapter: null };
  const found = await findAdapter();
  if (choice === 'webgpu') {
    if (typeof found === 'string')
      throw new EngineError(
        'webgpu-unavailable',
        `WebGPU was asked for, but ${found}.`,
        'Choose "auto" or "wasm" as backend in settings.',
      );
    return { backend: 'webgpu', reason: '', adapter: found };
  }
  if (typeof found === 'string')
    return { backend: 'wasm', reason: `Running on the CPU: ${found}.`, adapter: null };
  if (found.software)
    return {
      backend: 'wasm',
      reason: `Running on the CPU: WebGPU is only emulated in software here (${nameOf(found)}).`,
      adapter: null,
    };
  return { backend: 'webgpu', reason: '', adapter: found };
}

/** The adapter, or why there is none. */
async function findAdapter(): Promise<AdapterInfo | string> {
  if (!('gpu' in navigator))
    return globalThis.isSecureContext
      ? 'this browser has no WebGPU'
      : 'WebGPU needs a secure address (https, or localhost)';
  try {
    const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
    return adapter ? describe(adapter) : 'the browser offers no usable GPU';
  } catch (cause) {
    return `the browser could not open the GPU (${EngineError.from(cause).detail})`;
  }
}

function describe(adapter: GPUAdapter): AdapterInfo {
  const { vendor, architecture, description, device } = adapter.info;
  return {
    vendor,
    architecture,
    description,
    software:
      adapter.info.isFallbackAdapter ||
      SOFTWARE.test(`${vendor} ${architecture} ${device} ${description}`),
    f16: adapter.features.has('shader-f16'),
  };
}

function nameOf({ vendor, architecture, description }: AdapterInfo): string {
  return description || `${vendor} ${architecture}`.trim() || 'unnamed adapter';
}
