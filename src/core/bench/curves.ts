/** The sweeps of a benchmark as curves, each with the cost of one unit more. */
import type { BenchEngine, BenchResult, BenchSample, SweepAxis } from './bench';
import type { Curve, DiffusionFigure, Fit, LanguageFigure } from './figures';
import { fitLine, stat } from '../measure/stats';

interface Kind {
  readonly axis: SweepAxis;
  readonly unit: string;
  readonly over?: Fit['over'];
}

type LanguageKind = Kind & {
  readonly lane: 'language';
  readonly figure: LanguageFigure;
  readonly x: (sample: Extract<BenchSample, { lane: 'language' }>, engine: BenchEngine) => number;
};
type DiffusionKind = Kind & {
  readonly lane: 'diffusion';
  readonly figure: DiffusionFigure;
  readonly x: (sample: Extract<BenchSample, { lane: 'diffusion' }>, engine: BenchEngine) => number;
};

/** What each sweep shows. x is what a run did, not what it was asked to do. */
const KINDS: readonly (LanguageKind | DiffusionKind)[] = [
  { axis: 'tokens', lane: 'language', figure: 'runMs', unit: 'token', x: (s) => s.tokens },
  { axis: 'steps', lane: 'diffusion', figure: 'imageMs', unit: 'step', x: (s) => s.steps },
  {
    axis: 'guidance',
    lane: 'diffusion',
    figure: 'msPerStep',
    unit: 'evaluation',
    x: (s) => s.batch,
  },
  { axis: 'batch', lane: 'diffusion', figure: 'msPerStep', unit: 'picture', x: (s) => s.pictures },
  {
    axis: 'threads',
    lane: 'language',
    figure: 'tpotMs',
    unit: 'thread',
    over: '1/x',
    x: (_, { threads }) => threads,
  },
  {
    axis: 'threads',
    lane: 'diffusion',
    figure: 'msPerStep',
    unit: 'thread',
    over: '1/x',
    x: (_, { threads }) => threads,
  },
  {
    axis: 'context',
    lane: 'language',
    figure: 'ttftMs',
    unit: 'prompt token',
    x: (s) => s.promptTokens,
  },
  {
    axis: 'context',
    lane: 'language',
    figure: 'tpotMs',
    unit: 'prompt token',
    x: (s) => s.promptTokens,
  },
];

/** Which lanes a sweep runs. */
export function lanesOfSweep(axis: SweepAxis): ('language' | 'diffusion')[] {
  return [...new Set(KINDS.filter((kind) => kind.axis === axis).map(({ lane }) => lane))];
}

/** @returns a curve for each thing that was swept; warm runs only, of models that compute rightly */
export function curvesOf({ samples, engines }: Pick<BenchResult, 'samples' | 'engines'>): Curve[] {
  return KINDS.flatMap((kind) => {
    const { axis, lane, figure, unit, over = 'x' } = kind;
    const at = new Map<number, number[]>();
    for (const sample of samples) {
      const engine = engines[sample.engine];
      if (sample.start !== 'warm' || sample.sweep?.axis !== axis || sample.lane !== lane) continue;
      if (!engine?.knownAnswer.ok) continue;
      const x = (kind.x as (s: BenchSample, engine: BenchEngine) => number)(sample, engine);
      const y = (sample as unknown as Record<string, number | null>)[figure];
      if (y === null || y === undefined) continue;
      at.set(x, [...(at.get(x) ?? []), y]);
    }
    const points = [...at]
      .sort(([a], [b]) => a - b)
      .flatMap(([x, ys]) => {
        const y = stat(ys);
        return y ? [{ x, y }] : [];
      });
    if (!points.length) return [];
    const fit = fitLine(
      points.map(({ x, y }) => ({ x, y: y.median })),
      over,
    );
    return [{ axis, lane, figure, unit, points, fit }];
  });
}
