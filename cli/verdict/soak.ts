/** From the figures of a long row of runs to whether anything grew or slowed. */
import { median } from './stats';

/** Of one run: milliseconds that a result of each lane took, by the lane's id. */
export type Paces = Readonly<Record<string, number>>;

export interface Memory {
  /** Runs before it. */
  readonly run: number;
  /** JavaScript heap of the page. */
  readonly pageBytes: number;
  /** Heaps of the workers and their WASM memory. */
  readonly workerBytes: number;
}

/** `memories`: at least the one before the first run and the one after the last. */
export interface Soak {
  readonly memories: readonly Memory[];
  readonly runs: readonly Paces[];
}

/** Milliseconds a result, medians of the first and of the last third of the runs. */
interface Drift {
  readonly first: number;
  readonly last: number;
  /** Speed at the end over speed at the beginning: below 1 is slower. */
  readonly ratio: number;
}

export interface Verdict {
  readonly flat: boolean;
  /** What is not, one sentence each. */
  readonly complaints: readonly string[];
  readonly runs: number;
  /** By the lane's id. */
  readonly msPerResult: Readonly<Record<string, Drift>>;
  readonly memories: readonly Memory[];
}

/** Slower than this share of the beginning is no noise. */
const SLOWEST = 0.9;
/** What garbage that was not yet collected may leave behind. */
const SLACK_BYTES = 4_000_000;

/** @throws RangeError on less than three runs or two measurements of memory. */
export function verdict({ memories, runs }: Soak): Verdict {
  const before = memories[0];
  const after = memories.at(-1);
  const [first] = runs;
  if (runs.length < 3 || !first || !before || !after || memories.length < 2)
    throw new RangeError('too few runs to tell');
  const msPerResult = Object.fromEntries(
    Object.keys(first).map((lane) => [lane, drift(runs.map((paces) => paces[lane] ?? NaN))]),
  );
  const complaints: string[] = [];
  const grew = (what: string, bytes: number): void => {
    if (bytes > SLACK_BYTES) complaints.push(`${what} grew by ${(bytes / 1e6).toFixed(1)} MB.`);
  };
  grew('Memory of the page', after.pageBytes - before.pageBytes);
  grew('Memory of the workers', after.workerBytes - before.workerBytes);
  for (const [lane, { ratio }] of Object.entries(msPerResult))
    if (!(ratio >= SLOWEST))
      complaints.push(`Lane ${lane} fell to ${ratio.toFixed(2)} of its first speed.`);
  return { flat: complaints.length === 0, complaints, runs: runs.length, msPerResult, memories };
}

function drift(values: readonly number[]): Drift {
  const third = Math.ceil(values.length / 3);
  const first = median(values.slice(0, third));
  const last = median(values.slice(-third));
  return { first, last, ratio: first / last };
}
