/** What lies over the cells of a picture: how sure the model was, or how open a choice. Pure. */
import type { CellStep } from '../../../core/autoregression-picture/cell';

export type CellView = 'plain' | 'sure' | 'entropy';

/** Per cent of the lane's colour at most: what is below shows through. */
const MOST = 75;
/** Of a cell that is said and in no picture yet. */
const UNPAINTED = 45;

/**
 * Per cent of the lane's colour over each cell.
 * @param painted cells that the picture on show has
 */
export function mapOf(
  said: readonly Pick<CellStep, 'logprob' | 'entropy'>[],
  view: CellView,
  painted: number,
): number[] {
  const most = Math.max(1e-9, ...said.map(({ entropy }) => entropy));
  return said.map(({ logprob, entropy }, place) => {
    switch (view) {
      case 'plain':
        return place < painted ? 0 : UNPAINTED;
      case 'sure':
        return Math.round(MOST * Math.exp(logprob));
      case 'entropy':
        return Math.round((MOST * entropy) / most);
      default:
        return view satisfies never;
    }
  });
}
