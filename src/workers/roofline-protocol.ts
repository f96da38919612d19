/** What page and the worker of the roofline say to each other. Stopping is ending the worker. */
import type { Roofline, RooflineProgress } from '../core/bench/roofline';

export interface RooflineRequest {
  /** Cores that compute at once, beside one alone. */
  readonly threads: number;
}

export type RooflineReply =
  | { readonly type: 'progress'; readonly progress: RooflineProgress }
  | { readonly type: 'measured'; readonly roofline: Roofline };
