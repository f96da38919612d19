/** The prompt of a picture by tokens after the text encoder, and the cells that the picture has. */
import * as v from 'valibot';
import type { InputBase } from '../run/run';
import { passes, pieces, positive } from '../run/schema';
import { MOST_CELLS } from './cell';

export interface PictureInput extends InputBase {
  /** Words did not fit and were left out. */
  readonly cut: boolean;
  /** Cells in a row and in a column. */
  readonly side: number;
  /** Values of each of a cell's two codes. */
  readonly codes: number;
}

export const inputSchema = v.object({
  pieces,
  cut: v.boolean(),
  side: v.pipe(positive, v.maxValue(Math.sqrt(MOST_CELLS))),
  codes: v.pipe(positive, v.maxValue(0xffff)),
  passes,
});
