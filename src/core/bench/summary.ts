/**
 * What the samples of a benchmark say: figures with their spread, how the lanes share the machine,
 * and how cost grows with work. Pure: the view, the command line and the tests read this one thing.
 */
import type { BenchResult, BenchSample, Start, Stat } from './bench';
import { curvesOf } from './curves';
import type {
  BenchSummary,
  DiffusionFigure,
  Figure,
  LanguageFigure,
  Sharing,
  SummaryRow,
} from './figures';
import { relativeSpread, stat } from '../measure/stats';
import type { LaneKind, Policy } from '../run/run';

const LANGUAGE_FIGURES = [
  'ttftMs',
  'prefillTokensPerSecond',
  'decodeTokensPerSecond',
  'tpotMs',
  'tpotP50Ms',
  'tpotP95Ms',
  'tokens',
  'runMs',
] as const satisfies readonly LanguageFigure[];

const DIFFUSION_FIGURES = [
  'encodeMs',
  'msPerStep',
  'imageMs',
  'picturesPerMinute',
  'nfe',
  'runMs',
] as const satisfies readonly DiffusionFigure[];

const LANES: readonly LaneKind[] = ['language', 'diffusion'];
const POLICIES: readonly Policy[] = ['alone', 'together', 'turns'];
const STARTS: readonly Start[] = ['cold', 'warm'];

export function summarise(result: BenchResult): BenchSummary {
  const own = result.samples.filter(({ sweep }) => !sweep);
  const rows = rowsOf(result, own);
  // Against a model that computes wrongly nothing can be weighed.
  const shared = rows.every(({ right }) => right) ? (['together', 'turns'] as const) : [];
  return {
    rows,
    sharing: shared.flatMap((policy) => sharingOf(own, policy) ?? []),
    curves: curvesOf(result),
  };
}

/** A figure of a sample, null where it has none or did not get to it. */
export function figureOf(sample: BenchSample, figure: Figure): number | null {
  return (sample as unknown as Partial<Record<Figure, number | null>>)[figure] ?? null;
}

/** @returns one row for each lane, policy, start and engine that has samples, in that order */
function rowsOf({ engines }: BenchResult, samples: readonly BenchSample[]): SummaryRow[] {
  const rows: SummaryRow[] = [];
  for (const lane of LANES)
    for (const policy of POLICIES)
      for (const start of STARTS)
        engines.forEach((engine, index) => {
          const these = samples.filter(
            (s) =>
              s.lane === lane && s.policy === policy && s.start === start && s.engine === index,
          );
          if (!these.length) return;
          const names = lane === 'language' ? LANGUAGE_FIGURES : DIFFUSION_FIGURES;
          const figures = Object.fromEntries(
            names.map((name) => [name, stat(these.map((sample) => figureOf(sample, name)))]),
          );
          rows.push({ lane, policy, start, engine, right: engine.knownAnswer.ok, figures });
        });
  return rows;
}

/** How long one piece of each kind takes alone and warm; null where that is not known. */
function aloneCosts(samples: readonly BenchSample[]) {
  const alone = samples.filter(({ policy, start }) => policy === 'alone' && start === 'warm');
  const of = (figure: (sample: BenchSample) => number | null) =>
    stat(alone.map(figure))?.median ?? null;
  return {
    prefill: of((s) => (s.lane === 'language' ? s.ttftMs : null)),
    decode: of((s) => (s.lane === 'language' ? s.tpotMs : null)),
    // To the end of the encoder, whatever comes before its pass included.
    encode: of((s) =>
      s.lane === 'diffusion' && s.imageMs !== null && s.msPerStep !== null
        ? s.imageMs - s.msPerStep * s.steps
        : null,
    ),
    denoise: of((s) => (s.lane === 'diffusion' ? s.msPerStep : null)),
  };
}

function sharingOf(samples: readonly BenchSample[], policy: Sharing['policy']): Sharing | null {
  const these = samples.filter((s) => s.policy === policy && s.start === 'warm');
  if (!these.length) return null;
  const costs = aloneCosts(samples);

  const slowdown = ({ overlap }: BenchSample): number | null => {
    if (!overlap || !(overlap.ms > 0)) return null;
    let alone = 0;
    for (const [kind, done] of Object.entries(overlap.done) as [keyof typeof costs, number][]) {
      if (done === 0) continue;
      const cost = costs[kind];
      if (cost === null) return null;
      alone += done * cost;
    }
    return alone > 0 ? overlap.ms / alone : null;
  };
  const ofLane = <T>(value: (list: readonly BenchSample[]) => T): Record<LaneKind, T> => ({
    language: value(these.filter(({ lane }) => lane === 'language')),
    diffusion: value(these.filter(({ lane }) => lane === 'diffusion')),
  });
  const largest = (figure: (sample: BenchSample) => number | null) =>
    ofLane((list): number | null => stat(list.map(figure))?.max ?? null);

  return {
    policy,
    slowdown: ofLane((list): Stat | null => stat(list.map(slowdown))),
    totalWork: stat(totals(these, slowdown)),
    longestWaitMs: largest((sample) => sample.longestWaitMs),
    passesWaited: largest((sample) => sample.passesWaited),
    longestPassMs: largest((sample) => sample.longestPassMs),
  };
}

/** Of each run that has both lanes: the sum of their speeds, each against its own alone. */
function totals(
  samples: readonly BenchSample[],
  slowdown: (sample: BenchSample) => number | null,
): (number | null)[] {
  const runs = new Map<number, BenchSample[]>();
  for (const sample of samples) runs.set(sample.at, [...(runs.get(sample.at) ?? []), sample]);
  return [...runs.values()].map((lanes) => {
    const speeds = lanes.map(slowdown);
    if (lanes.length !== 2 || speeds.includes(null)) return null;
    return speeds.reduce<number>((sum, each) => sum + 1 / (each as number), 0);
  });
}

/** A lane's own speed, the figure that a benchmark waits for: time per token, time per step. */
export function mainFigure(sample: BenchSample): number | null {
  return sample.lane === 'language' ? sample.tpotMs : sample.msPerStep;
}

/**
 * Whether enough was measured: the main figure of every lane and policy varies by no more than
 * `spread` of its median. Warm runs, or cold ones where there are no warm.
 */
export function steady(samples: readonly BenchSample[], spread: number): boolean {
  const own = samples.filter(({ sweep }) => !sweep);
  const start = own.some((s) => s.start === 'warm') ? 'warm' : 'cold';
  return LANES.every((lane) =>
    POLICIES.every((policy) => {
      const these = own.filter((s) => s.lane === lane && s.policy === policy && s.start === start);
      const figure = stat(these.map(mainFigure));
      return !figure || relativeSpread(figure) <= spread;
    }),
  );
}
