/** Two results side by side: what differs in how they were made, and the ratio of each figure. */
import type { BenchNote, BenchResult } from './bench';
import type { Figure, SummaryRow } from './figures';
import { summarise } from './summary';
import type { LaneKind } from '../run/run';

export interface Ratio {
  readonly lane: LaneKind;
  readonly policy: SummaryRow['policy'];
  readonly start: SummaryRow['start'];
  readonly figure: Figure;
  readonly a: number;
  readonly b: number;
  /** b over a. */
  readonly ratio: number;
  /** The ranges min to max do not touch: more than the results' own spread. */
  readonly apart: boolean;
}

/** Rows that both have, by lane, policy and start; of several engines of a lane the first. */
export function ratios(a: BenchResult, b: BenchResult): Ratio[] {
  const others = summarise(b).rows;
  const seen = new Set<string>();
  return summarise(a).rows.flatMap((row) => {
    const { lane, policy, start } = row;
    const key = [lane, policy, start].join();
    const other = others.find((r) => r.lane === lane && r.policy === policy && r.start === start);
    if (!other || seen.has(key)) return [];
    seen.add(key);
    return (Object.keys(row.figures) as Figure[]).flatMap((figure) => {
      const [of, against] = [row.figures[figure], other.figures[figure]];
      if (!of || !against || of.median === 0) return [];
      return {
        ...{ lane, policy, start, figure, a: of.median, b: against.median },
        ratio: against.median / of.median,
        apart: against.min > of.max || against.max < of.min,
      };
    });
  });
}

/** Why the ratios of two results may say something else than that one machine is faster. */
export function differences(a: BenchResult, b: BenchResult): BenchNote[] {
  const notes: BenchNote[] = [];
  const say = (message: string, lane: LaneKind | null = null) =>
    notes.push({ code: 'other-machine', level: 'warning', lane, message });
  if (a.hardware.userAgent !== b.hardware.userAgent)
    say(`Different browsers: ${a.hardware.userAgent} and ${b.hardware.userAgent}.`);
  if (a.hardware.cores !== b.hardware.cores)
    say(`Different machines: ${a.hardware.cores} and ${b.hardware.cores} logical processors.`);
  for (const lane of ['language', 'diffusion'] as const) {
    const [one, other] = [a, b].map((r) => r.engines.find((e) => e.lane === lane));
    if (!one || !other) continue;
    if (one.model.sha256 !== other.model.sha256)
      say(`Different weights: ${one.model.name} and ${other.model.name}.`, lane);
    if (one.backend !== other.backend)
      say(`Different backends: ${one.backend} and ${other.backend}.`, lane);
    else if (one.threads !== other.threads)
      say(`Different threads: ${one.threads} and ${other.threads}.`, lane);
    if (one.runtime !== other.runtime)
      say(`Different runtimes: ${one.runtime} and ${other.runtime}.`, lane);
  }
  const changed = (['tokens', 'steps', 'guidance', 'sampler', 'schedule'] as const).filter(
    (key) => a.plan[key] !== b.plan[key],
  );
  if (changed.length) say(`Different work: ${changed.join(', ')}.`);
  const words = ({ plan }: BenchResult) =>
    plan.prompts.map(({ question, caption }) => `${question}\n${caption}`).join('\n');
  if (words(a) !== words(b)) say('Different prompts.');
  return notes;
}
