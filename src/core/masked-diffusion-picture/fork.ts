/** What a person may change about a picture that is there. */
import type { ForkRequest } from '../mechanism/mechanism';
import { putBefore, putHere } from '../unmasking/fork';
import type { Given } from '../unmasking/pass';
import type { MaskedPictureSpec } from './spec';

export type MaskedPictureForkRequest =
  /** Another token in a cell, from the pass of index `at` on. */
  | (ForkRequest & { readonly kind: 'cell'; readonly put: Given })
  /** From the start, with these cells given and all others made anew. */
  | (ForkRequest & { readonly kind: 'hole'; readonly given: readonly Given[] })
  | (ForkRequest & { readonly kind: 'settings' });

export function forkSpec(
  parent: MaskedPictureSpec,
  request: ForkRequest,
  wanted: MaskedPictureSpec,
): MaskedPictureSpec {
  const fork = request as MaskedPictureForkRequest;
  const { runId } = parent;
  const { at } = fork;
  switch (fork.kind) {
    case 'cell':
      return { ...parent, from: { runId, at, put: putHere(parent.from, at, fork.put) } };
    case 'hole':
      return {
        ...wanted,
        from: { runId, at: 0, put: fork.given.map(({ place, id }) => ({ place, id, at: 0 })) },
      };
    case 'settings': {
      const put = putBefore(parent.from, at);
      return { ...wanted, from: { runId, at, ...(put.length ? { put } : {}) } };
    }
    default:
      fork satisfies never;
      throw new Error(`a masked picture has no fork "${request.kind}"`);
  }
}
