/** One forward pass, timed around a real readback. */
export interface Pass {
  /** One of the mechanism's `passes`: "prefill", "denoise". */
  readonly kind: string;
  /** Milliseconds on the run's clock. */
  readonly start: number;
  readonly ms: number;
  /** What went in, in the unit of its kind: tokens, or evaluations of the network. */
  readonly size: number;
}
