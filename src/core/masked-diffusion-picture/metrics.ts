/**
 * The figures of a masked picture. Of a fork they are those of what it computed itself, from the
 * moment at which it left its parent.
 */
import { text } from '../../text/masked-diffusion-picture';
import { RUN_MS, type Metric } from '../measure/metric';
import { PAINT_MS } from '../picture-tokens/mechanism';
import { ownMs, ownPasses } from '../run/fork';
import { COUNTS, MS_PER_PASS } from '../unmasking/metrics';
import { cellsAt } from './places';
import type { AskedCell } from './pass';
import type { MaskedPictureTrace } from './spec';

type M = Metric<MaskedPictureTrace>;

const watched = ['watch', 'compare'] as const;

/** Mean over the cells that the model decided; null before there is one. */
function overDecided(trace: MaskedPictureTrace, of: (cell: AskedCell) => number): number | null {
  const decided = cellsAt(trace, trace.results.length).flatMap(({ known, asked }) =>
    known && asked ? [of(asked)] : [],
  );
  return decided.length ? decided.reduce((sum, one) => sum + one, 0) / decided.length : null;
}

export const METRICS: readonly M[] = [
  {
    key: 'pictureMs',
    ...text.metrics.pictureMs,
    unit: 'ms',
    better: 'lower',
    shown: watched,
    of: ownMs,
  },
  MS_PER_PASS,
  {
    key: 'depth',
    ...text.metrics.depth,
    unit: '',
    better: null,
    shown: watched,
    of: (trace) => ownPasses(trace).filter(({ kind }) => kind !== 'paint').length,
  },
  {
    key: 'nats',
    ...text.metrics.nats,
    unit: '',
    better: null,
    shown: watched,
    of: (trace) => overDecided(trace, ({ logprob }) => -logprob),
  },
  {
    key: 'confidence',
    ...text.metrics.confidence,
    unit: '',
    better: null,
    shown: ['watch'],
    of: (trace) => overDecided(trace, ({ logprob }) => Math.exp(logprob)),
  },
  {
    key: 'entropy',
    ...text.metrics.entropy,
    unit: '',
    better: null,
    shown: ['watch'],
    of: (trace) => overDecided(trace, ({ entropy }) => entropy),
  },
  ...COUNTS,
  PAINT_MS,
  RUN_MS,
];
