/** The loss of a GPU as a signal: a pass that was in flight may never end by itself. */
import { EngineError } from '../../core/errors';

/**
 * Fires with an EngineError `device-lost` when the GPU is lost.
 * @param lost as `GPUDevice.lost`.
 */
export function whenLost(lost: Promise<GPUDeviceLostInfo>): AbortSignal {
  const signal = new AbortController();
  void lost.then(({ message }) => {
    const what = `The GPU was lost${message ? `: ${message}` : '.'}`;
    const hint =
      'What was made so far is kept. Press Run: the model is loaded anew. If it happens often, choose "wasm" in settings.';
    signal.abort(new EngineError('device-lost', what, hint));
  });
  return signal.signal;
}

/** Of an engine without a GPU. */
export function neverLost(): AbortSignal {
  return new AbortController().signal;
}
