/**
 * Which word drives which pixels: the attention of the picture's places to the caption's tokens in
 * one evaluation of the network, averaged over heads and layers.
 */

/** What is asked: one step of a run that is there. */
export interface AttentionQuestion {
  readonly prompt: string;
  readonly style: number;
  readonly sigma: number;
  /** [3, size, size] */
  readonly x: Float32Array;
}

export interface Attention {
  /** Places a side; the picture is divided into side x side of them. */
  readonly side: number;
  /**
   * [tokens, side, side] row-major: of what a place looks at, the share that is this caption token.
   * With `own` a place's shares sum to 1.
   */
  readonly tokens: Float32Array;
  /** [side, side]: the share that is other places of the picture. */
  readonly own: Float32Array;
}
