/** From the figures of a long row of runs to whether anything grew or slowed. */
import { median } from './stats';

/** Of one run: milliseconds that a result of each lane took, by the lane's id. */
export type Paces = Readonly<Record<string, number>>;

/** What the page keeps alive, after a garbage collection. */
export interface Held {
  /** Of documents, those that nobody sees any more too. */
  readonly nodes: number;
  readonly listeners: number;
}

/** What the browser keeps for the site. */
export interface Storage {
  readonly usedBytes: number;
  /** Of the history. */
  readonly runs: number;
  readonly runsBytes: number;
}

export interface Measurement extends Held {
  /** Runs before it. */
  readonly run: number;
  /** JavaScript heap of the page. */
  readonly pageBytes: number;
  /** Heaps of the workers and their WASM memory. */
  readonly workerBytes: number;
  readonly storage: Storage;
}

/** `measurements`: at least the one before the first run and the one after the last. */
export interface Soak {
  readonly measurements: readonly Measurement[];
  readonly runs: readonly Paces[];
}

/** The same at the beginning and at the end. */
interface Drift {
  readonly first: number;
  readonly last: number;
  /** Of speed, what is left of it: below 1 is slower. Of all else the growth: above 1 is more. */
  readonly ratio: number;
}

export interface Verdict {
  readonly flat: boolean;
  /** What is not, one sentence each. */
  readonly complaints: readonly string[];
  readonly runs: number;
  /** By the lane's id, milliseconds: medians of the first and of the last third of the runs. */
  readonly msPerResult: Readonly<Record<string, Drift>>;
  readonly growth: Readonly<Record<'page' | 'workers' | 'nodes' | 'listeners' | 'storage', Drift>>;
  readonly measurements: readonly Measurement[];
}

/** Slower than this share of the beginning is no noise. */
const SLOWEST = 0.9;
/** More than this is no noise, where it is more than the slack as well. */
const MOST = 1.1;
/** What garbage that was not yet collected may leave behind, and what a browser writes ahead. */
const SLACK = { bytes: 4_000_000, nodes: 200, listeners: 50, storedBytes: 20_000_000 };
/** What the history may take; one run more while room is made for it. */
const KEPT_BYTES = 51_000_000;

/** @throws RangeError on less than three runs or two measurements. */
export function verdict({ measurements, runs }: Soak): Verdict {
  const before = measurements[0];
  const after = measurements.at(-1);
  const [first] = runs;
  if (runs.length < 3 || !first || !before || !after || measurements.length < 2)
    throw new RangeError('too few runs to tell');
  const msPerResult = Object.fromEntries(
    Object.keys(first).map((lane) => [lane, paceDrift(runs.map((paces) => paces[lane] ?? NaN))]),
  );
  const complaints: string[] = [];
  const grown = (what: string, of: (one: Measurement) => number, slack: number): Drift => {
    const found = growth(of(before), of(after));
    const { first: was, last: is, ratio } = found;
    if (!(is - was <= slack || ratio <= MOST))
      complaints.push(`${what} grew to ${ratio.toFixed(2)} times what they were.`);
    return found;
  };
  const result = {
    page: grown('Bytes of the page', ({ pageBytes }) => pageBytes, SLACK.bytes),
    workers: grown('Bytes of the workers', ({ workerBytes }) => workerBytes, SLACK.bytes),
    nodes: grown('Nodes', ({ nodes }) => nodes, SLACK.nodes),
    listeners: grown('Listeners', ({ listeners }) => listeners, SLACK.listeners),
    // Runs are meant to be kept, up to a limit of their own.
    storage: grown(
      'Stored bytes beside the runs',
      ({ storage: { usedBytes, runsBytes } }) => usedBytes - runsBytes,
      SLACK.storedBytes,
    ),
  };
  const { runsBytes } = after.storage;
  if (!(runsBytes <= KEPT_BYTES))
    complaints.push(`Kept runs take ${(runsBytes / 1e6).toFixed(1)} MB, more than they may.`);
  for (const [lane, { ratio }] of Object.entries(msPerResult))
    if (!(ratio >= SLOWEST))
      complaints.push(`Lane ${lane} fell to ${ratio.toFixed(2)} of its first speed.`);
  return {
    flat: complaints.length === 0,
    complaints,
    runs: runs.length,
    msPerResult,
    growth: result,
    measurements,
  };
}

function growth(first: number, last: number): Drift {
  return { first, last, ratio: last / first };
}

function paceDrift(values: readonly number[]): Drift {
  const third = Math.ceil(values.length / 3);
  const first = median(values.slice(0, third));
  const last = median(values.slice(-third));
  return { first, last, ratio: first / last };
}
