/** The fixture models: same form as the embedded ones, a few thousand weights (`models/`). */
import type { BackendChoice, LoadOptions } from '../../../src/core/run/engine';
import type { LaneKind } from '../../../src/core/run/run';

export function tiny(lane: LaneKind, backend: BackendChoice): LoadOptions {
  return {
    model: lane === 'language' ? 'tiny-llama' : 'tiny-denoiser',
    baseUrl: new URL('/tests/fixtures/', location.href).href,
    backend,
    threads: 2,
  };
}
