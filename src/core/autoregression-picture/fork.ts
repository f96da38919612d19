/** What a person may change about a picture that is there. */
import type { ForkRequest } from '../mechanism/mechanism';
import type { PictureSpec } from './spec';

export type PictureForkRequest =
  /** Another candidate in place of a cell. */
  | (ForkRequest & { readonly kind: 'cell'; readonly id: number })
  | (ForkRequest & { readonly kind: 'settings' });

export function forkSpec(
  parent: PictureSpec,
  request: ForkRequest,
  wanted: PictureSpec,
): PictureSpec {
  const fork = request as PictureForkRequest;
  const { runId } = parent;
  switch (fork.kind) {
    case 'cell':
      return { ...parent, from: { runId, at: fork.at, forced: [fork.id] } };
    case 'settings':
      return { ...wanted, from: { runId, at: fork.at, forced: [] } };
    default:
      fork satisfies never;
      throw new Error(`a picture by tokens has no fork "${request.kind}"`);
  }
}
