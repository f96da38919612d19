/**
 * The registry of runtimes: by mechanism, what computes it, each a worker of its own. A mechanism
 * without an entry does not compile. The bundler finds the entry files by these addresses.
 */
import type { MechanismId, RuntimeId } from '../core/ids';
import { workerName } from './entry';

export const RUNTIMES: Readonly<
  Record<MechanismId, Readonly<Partial<Record<RuntimeId, () => Worker>>>>
> = {
  autoregression: {
    onnxruntime: () =>
      new Worker(new URL('./autoregression-onnx.worker.ts', import.meta.url), {
        type: 'module',
        name: workerName('autoregression-onnx'),
      }),
    webllm: () =>
      new Worker(new URL('./autoregression-webllm.worker.ts', import.meta.url), {
        type: 'module',
        name: workerName('autoregression-webllm'),
      }),
  },
  diffusion: {
    onnxruntime: () =>
      new Worker(new URL('./diffusion.worker.ts', import.meta.url), {
        type: 'module',
        name: workerName('diffusion'),
      }),
  },
  'masked-diffusion': {
    onnxruntime: () =>
      new Worker(new URL('./masked-diffusion.worker.ts', import.meta.url), {
        type: 'module',
        name: workerName('masked-diffusion'),
      }),
  },
  'autoregression-picture': {
    onnxruntime: () =>
      new Worker(new URL('./autoregression-picture.worker.ts', import.meta.url), {
        type: 'module',
        name: workerName('autoregression-picture'),
      }),
  },
  'masked-diffusion-picture': {
    onnxruntime: () =>
      new Worker(new URL('./masked-diffusion-picture.worker.ts', import.meta.url), {
        type: 'module',
        name: workerName('masked-diffusion-picture'),
      }),
  },
};
