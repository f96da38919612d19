/** Which backend a model runs on here, and the sentence that says why. */
import type { BackendChoice } from '../../core/run/engine';
import { EngineError } from '../../core/errors';
import type { AdapterInfo, Backend } from '../../core/run/run';
import { text } from '../../text/engines';

const { backend: words } = text;

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
      throw new EngineError('webgpu-unavailable', words.asked(found), words.askedHint);
    return { backend: 'webgpu', reason: '', adapter: found };
  }
  if (typeof found === 'string')
    return { backend: 'wasm', reason: words.onCpu(found), adapter: null };
  if (found.software)
    return {
      backend: 'wasm',
      reason: words.onCpu(words.emulated(nameOf(found))),
      adapter: null,
    };
  return { backend: 'webgpu', reason: '', adapter: found };
}

/** The adapter, or why there is none, as a clause. */
export async function findAdapter(): Promise<AdapterInfo | string> {
  if (!('gpu' in navigator)) return globalThis.isSecureContext ? words.none : words.insecure;
  try {
    const adapter = await navigator.gpu.requestAdapter({ powerPreference: 'high-performance' });
    return adapter ? describe(adapter) : words.noGpu;
  } catch (cause) {
    return words.notOpened(EngineError.from(cause).detail);
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
  return description || `${vendor} ${architecture}`.trim() || words.unnamed;
}
