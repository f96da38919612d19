/** What a failure means for a person, and the buttons that lead on. Nothing here ends in "reload". */
import type { ErrorCode, WireError } from '../../../core/errors';
import type { Backend } from '../../../core/run/run';
import { text } from '../../../text/watch';

/** `retry`: run it again. `wasm`: the same, on the processor. `edit`: to the prompt. */
export type Way = 'retry' | 'wasm' | 'edit';

export interface Failure {
  readonly title: string;
  /** In addition to what the engine says. */
  readonly advice: string;
  readonly ways: readonly { readonly way: Way; readonly label: string }[];
}

const { failures: words } = text;
const onProcessor = { way: 'wasm', label: words.onProcessor } as const;
const retry = (label = words.again) => ({ way: 'retry', label }) as const;

const FAILURES: Record<ErrorCode, Failure> = {
  'webgpu-unavailable': { ...words.webgpu, ways: [onProcessor, retry(words.webgpu.again)] },
  'device-lost': { ...words.lost, ways: [retry(words.lost.again), onProcessor] },
  'out-of-memory': { ...words.memory, ways: [retry()] },
  quota: { ...words.quota, ways: [retry()] },
  'model-fetch': { ...words.fetch, advice: '', ways: [retry()] },
  integrity: { ...words.integrity, ways: [retry(words.integrity.again)] },
  'unsupported-model': { ...words.unsupported, advice: '', ways: [retry()] },
  'no-answer': { ...words.silent, ways: [retry(words.silent.again), onProcessor] },
  'not-finite': { ...words.notFinite, ways: [onProcessor, retry(words.notFinite.again)] },
  'bad-input': {
    ...words.input,
    advice: '',
    ways: [{ way: 'edit', label: words.input.edit }, retry()],
  },
  aborted: { ...words.aborted, advice: '', ways: [retry(words.aborted.again)] },
  internal: { ...words.internal, ways: [retry(words.internal.again)] },
};

/**
 * @param online whether the browser believes that there is a network
 * @param backend of the run that failed, where it is known: from the processor no way leads to it
 */
export function failureOf({ code }: WireError, online: boolean, backend?: Backend): Failure {
  const of = FAILURES[code];
  const ways = of.ways.filter(({ way }) => way !== 'wasm' || backend !== 'wasm');
  const failure = { ...of, ways };
  if (code !== 'model-fetch' || online) return failure;
  return { ...failure, ...words.offline };
}
