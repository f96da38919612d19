/** A run as a film: how its picture comes about, a frame for each result. */
import type { Trace } from '../run/trace';
import type { InputBase, ResultBase, SpecBase } from '../run/run';

/** A tensor as it is shown. */
export interface Shown {
  /** [3, side, side] */
  readonly values: Float32Array;
  /** Brings a value to -1 black .. 1 white. */
  readonly gain: number;
}

/** Pictures beside each other, all of one size. */
export type FilmFrame = readonly Shown[];

export interface FilmView {
  /** Stands in names of files. */
  readonly id: string;
  /** Of what the film is: "predicted picture". */
  readonly name: string;
}

export interface Film<
  S extends SpecBase = SpecBase,
  I extends InputBase = InputBase,
  R extends ResultBase = ResultBase,
> {
  /** At least one. The first is the usual one; the last shows all there is to see of a result. */
  readonly views: readonly FilmView[];
  /** A frame for each result, and one more where the end of the run looks unlike the last. */
  frames(trace: Trace<S, I, R>, view: string): FilmFrame[];
  /** Below the frame of a result, beside its number: "σ 14.6"; absent where there is nothing to say. */
  caption?(result: R): string;
}
