/** A pass over a masked picture (Chang et al. 2022, MaskGIT): all cells that are not decided, at once. */
import type { CellChoice } from '../picture-tokens/cell';
import type { AskedPlace, UnmaskingPass } from '../unmasking/pass';

/** What a pass found for a cell that was masked before it. */
export interface AskedCell extends AskedPlace, CellChoice {}

export interface PicturePass extends UnmaskingPass<AskedCell> {
  /** The picture of what is decided after it, [3, size, size], -1 to 1; null where that changed nothing. */
  readonly picture: Float32Array | null;
}
