import type { Counted } from '../count-gpu/calls';
import type { EngineReport } from './report';

export interface CheckOrder {
  readonly what: Counted;
  /** Of a site, ending in a slash. */
  readonly baseUrl: string;
  /** Passes that are timed. */
  readonly passes: number;
  /** Tokens of the long context. */
  readonly context: number;
}

export interface CheckCalls {
  /** Comes first. */
  check: [CheckOrder, EngineReport];
  /** Milliseconds of so many steady passes. */
  time: [number, readonly number[]];
  /** Takes the GPU away; nothing comes after. Null where this engine is not asked. */
  lose: [null, boolean | null];
}
