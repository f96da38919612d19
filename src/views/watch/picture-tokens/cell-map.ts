/** What lies over the cells of a picture: how sure the model was, or how open a choice. Pure. */

export const CELL_VIEWS = ['plain', 'sure', 'entropy'] as const;
export type CellView = (typeof CELL_VIEWS)[number];

/** Per cent of the lane's colour at most: what is below shows through. */
const MOST = 75;

interface Measured {
  readonly logprob: number;
  readonly entropy: number;
}

/**
 * Per cent of the lane's colour over each cell.
 * @param plain of one over which nothing is to lie
 */
export function mapOf(
  cells: readonly (Measured | null)[],
  view: CellView,
  plain: (place: number) => number,
): number[] {
  const most = Math.max(1e-9, ...cells.map((cell) => cell?.entropy ?? 0));
  return cells.map((cell, place) => {
    switch (view) {
      case 'plain':
        return plain(place);
      case 'sure':
        return cell ? Math.round(MOST * Math.exp(cell.logprob)) : 0;
      case 'entropy':
        return cell ? Math.round((MOST * cell.entropy) / most) : 0;
      default:
        return view satisfies never;
    }
  });
}
