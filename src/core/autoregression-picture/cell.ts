/** A cell as it is said: one result of a run. */
import type { CellChoice } from '../picture-tokens/cell';
import type { ResultBase } from '../run/run';

export interface CellStep extends ResultBase, CellChoice {
  /** The uniform numbers in [0, 1) that chose the codes. */
  readonly draws: readonly [number, number];
  /** The picture of the cells so far, [3, size, size], -1 to 1; null where none was made. */
  readonly picture: Float32Array | null;
}
