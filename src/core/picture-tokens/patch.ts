/** The part of a picture around a cell. */

/** Cells to each side that are part of it. */
const AROUND = 1;

export interface Patch {
  /** [3, side, side] */
  readonly values: Float32Array;
  /** Where in it the cell lies: from 0 to 1 from its left, from its top, and how wide it is. */
  readonly x: number;
  readonly y: number;
  readonly width: number;
}

/**
 * @param picture [3, size, size]
 * @param place of the cell in reading order
 * @param side cells in a row
 */
export function patchOf(picture: Float32Array, place: number, side: number): Patch {
  const size = Math.round(Math.sqrt(picture.length / 3));
  const cell = size / side;
  const across = Math.min(side, 2 * AROUND + 1);
  // At an edge it is moved in: a patch has one size wherever it is.
  const begin = (at: number) => Math.min(Math.max(0, at - AROUND), side - across);
  const [row, column] = [Math.floor(place / side), place % side];
  const [top, left] = [begin(row), begin(column)];
  const pixels = across * cell;
  const values = new Float32Array(3 * pixels * pixels);
  for (let c = 0; c < 3; c++)
    for (let y = 0; y < pixels; y++) {
      const from = c * size * size + (top * cell + y) * size + left * cell;
      values.set(picture.subarray(from, from + pixels), (c * pixels + y) * pixels);
    }
  return {
    values,
    x: (column - left) / across,
    y: (row - top) / across,
    width: 1 / across,
  };
}
