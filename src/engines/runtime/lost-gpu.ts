/** The loss of a GPU as a signal: a pass that was in flight may never end by itself. */
import { EngineError } from '../../core/errors';
import { text } from '../../text/engines';

/**
 * Fires with an EngineError `device-lost` when the GPU is lost.
 * @param lost as `GPUDevice.lost`.
 */
export function whenLost(lost: Promise<GPUDeviceLostInfo>): AbortSignal {
  const signal = new AbortController();
  void lost.then(({ message }) => {
    const { lost: what, lostHint } = text.runtime;
    signal.abort(new EngineError('device-lost', what(message), lostHint));
  });
  return signal.signal;
}

/** Of an engine without a GPU. */
export function neverLost(): AbortSignal {
  return new AbortController().signal;
}
