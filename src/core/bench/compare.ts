/** Two results side by side: what differs in how they were made, and the ratio of each figure. */
import { text } from '../../text/bench';
import type { SettingValue } from '../model';
import type { BenchNote, BenchResult } from './bench';
import type { SummaryRow } from './figures';
import { lanesOf, mechanismIn, type BenchLane } from './lanes';
import { summarise } from './summary';

export interface Ratio {
  /** Of the first result. */
  readonly lane: string;
  readonly policy: SummaryRow['policy'];
  readonly start: SummaryRow['start'];
  /** Key of the metric. */
  readonly metric: string;
  readonly a: number;
  readonly b: number;
  /** b over a. */
  readonly ratio: number;
  /** The ranges min to max do not touch: more than the results' own spread. */
  readonly apart: boolean;
}

/**
 * Which lane of the second result is compared with each of the first: of the same mechanism, best
 * with the same model and runtime, then with the same id. Each at most once.
 */
export function matchedLanes(a: BenchResult, b: BenchResult): Map<string, string> {
  const left = [...b.plan.lanes];
  const pairs = new Map<string, string>();
  const likeness = (one: BenchResult['plan']['lanes'][number], other: typeof one) =>
    (one.model.id === other.model.id ? 4 : 0) +
    (one.runtime === other.runtime ? 2 : 0) +
    (one.id === other.id ? 1 : 0);
  // The likest first, so that no lane takes the one that another is like.
  const candidates = a.plan.lanes
    .flatMap((one) => left.map((other) => ({ one, other, likeness: likeness(one, other) })))
    .filter(({ one, other }) => one.mechanism === other.mechanism)
    .sort((x, y) => y.likeness - x.likeness);
  const taken = new Set<string>();
  for (const { one, other } of candidates) {
    if (pairs.has(one.id) || taken.has(other.id)) continue;
    pairs.set(one.id, other.id);
    taken.add(other.id);
  }
  return pairs;
}

/** Rows that both have, by lane, policy and start; of several engines of a lane the first. */
export function ratios(a: BenchResult, b: BenchResult): Ratio[] {
  const others = summarise(b).rows;
  const pairs = matchedLanes(a, b);
  const seen = new Set<string>();
  return summarise(a).rows.flatMap((row) => {
    const { lane, policy, start } = row;
    const key = [lane, policy, start].join();
    const other = others.find(
      (r) => r.lane === pairs.get(lane) && r.policy === policy && r.start === start,
    );
    if (!other || seen.has(key)) return [];
    seen.add(key);
    return mechanismIn(a.plan, lane).metrics.flatMap(({ key: metric }) => {
      const [of, against] = [row.figures[metric], other.figures[metric]];
      if (!of || !against || of.median === 0) return [];
      return {
        ...{ lane, policy, start, metric, a: of.median, b: against.median },
        ratio: against.median / of.median,
        apart: against.min > of.max || against.max < of.min,
      };
    });
  });
}

/** Why the ratios of two results may say something else than that one machine is faster. */
export function differences(a: BenchResult, b: BenchResult): BenchNote[] {
  const { differences: said } = text;
  const notes: BenchNote[] = [];
  const say = (message: string, lane: string | null = null) =>
    notes.push({ code: 'other-machine', level: 'warning', lane, message });
  if (a.hardware.userAgent !== b.hardware.userAgent)
    say(said.browsers(a.hardware.userAgent, b.hardware.userAgent));
  if (a.hardware.cores !== b.hardware.cores) say(said.machines(a.hardware.cores, b.hardware.cores));
  const pairs = matchedLanes(a, b);
  const others = lanesOf(b);
  for (const lane of lanesOf(a)) {
    const match = others.find(({ id }) => id === pairs.get(lane.id));
    if (!match) {
      say(said.onlyOne(lane.name), lane.id);
      continue;
    }
    const [one, other] = [
      a.engines.find((engine) => engine.lane === lane.id),
      b.engines.find((engine) => engine.lane === match.id),
    ];
    if (one && other) {
      if (one.model.sha256 !== other.model.sha256)
        say(said.weights(one.model.name, other.model.name), lane.id);
      if (one.backend !== other.backend) say(said.backends(one.backend, other.backend), lane.id);
      else if (one.threads !== other.threads)
        say(said.threads(one.threads, other.threads), lane.id);
      if (one.runtime !== other.runtime) say(said.runtimes(one.runtime, other.runtime), lane.id);
    }
    const changed = changedValues(lane, match);
    if (changed.length) say(said.work(lane.name, changed), lane.id);
  }
  for (const match of others)
    if (![...pairs.values()].includes(match.id)) say(said.onlyOne(match.name));
  if (JSON.stringify(wordsOf(a)) !== JSON.stringify(wordsOf(b))) say(said.prompts);
  return notes;
}

/** Labels of the settings that are not alike. */
function changedValues(a: BenchLane, b: BenchLane): string[] {
  return Object.entries(a.mechanism.settings).flatMap(([key, { label, initial }]) => {
    const of = ({ plan }: BenchLane): SettingValue => plan.values[key] ?? initial;
    return of(a) === of(b) ? [] : label;
  });
}

function wordsOf({ plan }: BenchResult): unknown[] {
  return plan.prompts.map(({ prompt, lanes = {} }) => [prompt, Object.entries(lanes).sort()]);
}
