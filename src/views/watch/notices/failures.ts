/** What a failure means for a person, and the buttons that lead on. Nothing here ends in "reload". */
import type { ErrorCode, WireError } from '../../../core/errors';

/** `retry`: run it again. `wasm`: the same, on the processor. `edit`: to the prompt. */
export type Way = 'retry' | 'wasm' | 'edit';

export interface Failure {
  readonly title: string;
  /** In addition to what the engine says. */
  readonly advice: string;
  readonly ways: readonly { readonly way: Way; readonly label: string }[];
}

const KEPT = 'What was generated is kept until then.';
const onProcessor = { way: 'wasm', label: 'Run on the processor' } as const;
const retry = (label: string) => ({ way: 'retry', label }) as const;

const FAILURES: Record<ErrorCode, Failure> = {
  'webgpu-unavailable': {
    title: 'WebGPU cannot be used here.',
    advice: 'The models also run on the processor, more slowly.',
    ways: [onProcessor, retry('Try WebGPU again')],
  },
  'device-lost': {
    title: 'The graphics processor was taken away.',
    advice: `Its driver restarted, the machine slept, or another program needed it. ${KEPT}`,
    ways: [retry('Load it and run again'), onProcessor],
  },
  'out-of-memory': {
    title: 'There is not enough memory.',
    advice: `Close other tabs or programs, or lower the number of threads in the settings. ${KEPT}`,
    ways: [retry('Try again')],
  },
  quota: {
    title: 'There is no room left to keep the model on this device.',
    advice: 'Free some space for this site, or continue and download the model again next time.',
    ways: [retry('Try again')],
  },
  'model-fetch': {
    title: 'The model did not arrive.',
    advice: '',
    ways: [retry('Try again')],
  },
  integrity: {
    title: 'The model file is damaged.',
    advice: 'It does not have the checksum that it was published with, so it was not used.',
    ways: [retry('Fetch it again')],
  },
  'unsupported-model': {
    title: 'This model cannot be read.',
    advice: '',
    ways: [retry('Try again')],
  },
  'bad-input': {
    title: 'This cannot be run.',
    advice: '',
    ways: [{ way: 'edit', label: 'Change the prompt' }, retry('Try again')],
  },
  aborted: { title: 'Stopped.', advice: '', ways: [retry('Run again')] },
  internal: {
    title: 'The engine stopped unexpectedly.',
    advice: KEPT,
    ways: [retry('Start it again')],
  },
};

/** @param online whether the browser believes that there is a network */
export function failureOf({ code }: WireError, online: boolean): Failure {
  const failure = FAILURES[code];
  if (code !== 'model-fetch' || online) return failure;
  return {
    ...failure,
    title: 'You are offline.',
    advice: 'The model is fetched once; after that it runs without a network.',
  };
}
