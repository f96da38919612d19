/** What a person may change about a text that is there. */
import type { ForkRequest } from '../mechanism/mechanism';
import { putBefore, putHere } from '../unmasking/fork';
import type { Fixed } from './pass';
import type { MaskedSpec } from './spec';

export type MaskedForkRequest =
  /** Another token in a place, from the pass of index `at` on. */
  | (ForkRequest & { readonly kind: 'word'; readonly put: Fixed })
  /** From the start, with these words given. */
  | (ForkRequest & { readonly kind: 'template'; readonly template: string })
  | (ForkRequest & { readonly kind: 'settings' });

export function forkSpec(parent: MaskedSpec, request: ForkRequest, wanted: MaskedSpec): MaskedSpec {
  const fork = request as MaskedForkRequest;
  const { runId } = parent;
  const { at } = fork;
  switch (fork.kind) {
    case 'word':
      return { ...parent, from: { runId, at, put: putHere(parent.from, at, fork.put) } };
    case 'template':
      return { ...wanted, template: fork.template, from: { runId, at: 0 } };
    case 'settings': {
      // Where words are given decides which positions a pass works on: they stay as they were.
      const put = putBefore(parent.from, at);
      const { template } = parent;
      return { ...wanted, template, from: { runId, at, ...(put.length ? { put } : {}) } };
    }
    default:
      fork satisfies never;
      throw new Error(`a masked text has no fork "${request.kind}"`);
  }
}
