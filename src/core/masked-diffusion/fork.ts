/** What a person may change about a text that is there. */
import type { ForkRequest } from '../mechanism/mechanism';
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
  const before = (parent.from?.put ?? []).filter((put) => put.at <= at);
  const from = (put: MaskedSpec['from'] & object) => put;
  switch (fork.kind) {
    case 'word': {
      const others = before.filter(({ place }) => place !== fork.put.place);
      return { ...parent, from: from({ runId, at, put: [...others, { ...fork.put, at }] }) };
    }
    case 'template':
      return { ...wanted, template: fork.template, from: from({ runId, at: 0 }) };
    case 'settings':
      // Where words are given decides which positions a pass works on: they stay as they were.
      return {
        ...wanted,
        template: parent.template,
        from: from({ runId, at, ...(before.length ? { put: before } : {}) }),
      };
    default:
      fork satisfies never;
      throw new Error(`a masked text has no fork "${request.kind}"`);
  }
}
