/** Pictures of picture tokens, asked beside a run: what a cell would look like as another token. */

export interface PaintQuestion {
  /** Index into the model's styles. */
  readonly style: number;
  /** Of each picture the ids of its first cells; those behind them are not there. */
  readonly pictures: readonly (readonly number[])[];
}
