import type { PassCounts } from './passes';

/** The language engines by their runtimes, and the picture model. */
export const COUNTED = ['onnxruntime', 'webllm', 'diffusion'] as const;
export type Counted = (typeof COUNTED)[number];

export interface Count {
  readonly runtime: string;
  /** As the browser describes it. */
  readonly adapter: string;
  readonly passes: PassCounts;
}

export interface CountCalls {
  /** From a site's address, ending in a slash. */
  count: [{ readonly what: Counted; readonly baseUrl: string }, Count];
}
