/** Pictures of picture tokens, asked beside a run: what a cell would look like as another token. */

export interface PaintQuestion {
  /** Index into the model's styles. */
  readonly style: number;
  /** Of each picture the ids of its cells, null for one that is not there, nor are those behind the last. */
  readonly pictures: readonly (readonly (number | null)[])[];
}
