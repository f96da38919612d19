/**
 * "Final so far": the share of a run's output that will not change any more. How that share is
 * found is the mechanism's to say.
 */
export interface SettledPoint {
  readonly t: number;
  /** 0..1. */
  readonly share: number;
}
